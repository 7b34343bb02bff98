#!/usr/bin/env bash
# Package: vega-lite 6.5.0, vega 6.4.0.
# Expected: bars and areas of positive numbers on a logarithmic axis start at the lower edge of the frame.
# Happens: their base line 0 is put into the domain, which then is not logarithmic any more: every bar has height 0. A
#   warning is logged.
# Seen 2026-11-29: bars of 10 and 100 are drawn as M2.5,0h45v0h-45Z; points of the same data are right.
# Met by: anyone who turns a chart of losses to a log axis and sees an empty frame.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent vega@6.4.0 vega-lite@6.5.0
cat > probe.mjs <<'END'
import * as vega from 'vega';
import { compile } from 'vega-lite';
const quiet = { level() { return this; }, warn() { return this; }, info() { return this; }, debug() { return this; }, error() { return this; } };
async function draw(spec) {
  const view = new vega.View(vega.parse(compile({ width: 100, height: 100, ...spec }, { logger: quiet }).spec), { renderer: 'none' });
  view.logger(quiet);
  return (await view.runAsync()).toSVG();
}

const chart = mark => draw({
  data: { values: [{ x: 'a', y: 10 }, { x: 'b', y: 100 }] }, mark,
  encoding: { x: { field: 'x', type: 'nominal' }, y: { field: 'y', type: 'quantitative', scale: { type: 'log' } } },
});
const bars = [...(await chart('bar')).matchAll(/aria-roledescription="bar"[^>]*? d="([^"]*)"/g)].map(match => match[1]);
console.log(`bars: ${bars.join(' ')}`);
process.exit(bars.length === 2 && bars.every(path => path.includes('v0h')) ? 0 : 1);
END
node probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
