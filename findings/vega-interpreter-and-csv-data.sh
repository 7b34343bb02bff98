#!/usr/bin/env bash
# Packages: vega 6.4.0 with vega-interpreter 2.3.2 (npm).
# Expected: with the interpreter and `ast: true`, the way that is documented for pages whose policy has no
#   unsafe-eval, every specification can be drawn.
# Happens: one whose data are CSV or TSV cannot: the reader of those formats (d3-dsv) makes its row builder with
#   `new Function`, whatever the interpreter does. The same rows as JSON are drawn.
# Seen 2026-11-30, in Node without code generation from strings, as such a page is: "csv: EvalError",
#   "json: drawn".
# Met by: anyone who embeds a chart with tabular data in a report with a strict content security policy.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent vega@6.4.0 vega-interpreter@2.3.2
cat > probe.mjs <<'END'
import * as vega from 'vega'
import { expressionInterpreter } from 'vega-interpreter'
const drawn = async (values, format) => {
  const specification = {
    width: 40, height: 40,
    data: [{ name: 'rows', values, format }],
    scales: [{ name: 'x', domain: { data: 'rows', field: 'x' }, range: 'width' }],
    marks: [{ type: 'symbol', from: { data: 'rows' }, encode: { update: { x: { scale: 'x', field: 'x' }, y: { signal: 'height / 2' } } } }],
  }
  try {
    const view = new vega.View(vega.parse(specification, null, { ast: true }), { expr: expressionInterpreter })
    const svg = await view.toSVG()
    return (svg.match(/translate\(\d+,20\)/g) ?? []).length === 3 ? 'drawn' : 'not drawn'
  } catch (error) {
    return error.name
  }
}
const csv = await drawn('x,y\n1,2\n2,3\n4,1\n', { type: 'csv', parse: { x: 'number', y: 'number' } })
const json = await drawn([{ x: 1, y: 2 }, { x: 2, y: 3 }, { x: 4, y: 1 }], { type: 'json' })
console.log(`csv: ${csv}\njson: ${json}`)
process.exit(csv === 'EvalError' && json === 'drawn' ? 0 : 1)
END
node --disallow-code-generation-from-strings probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
