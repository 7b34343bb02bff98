#!/usr/bin/env bash
# Package: vega-lite 6.5.0, vega 6.4.0.
# Expected: an infinite value makes a gap in a line, as NaN and null do.
# Happens: it becomes the end of the axis; every finite point is then drawn on one edge of the frame.
# Seen 2026-11-29: of 1, 3, Infinity, 2 all drawn points have the same height; with NaN instead they differ.
# Met by: anyone who plots a loss that diverged once: the whole curve is flat.
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

const line = values => draw({
  data: { values: values.map((y, x) => ({ x, y })) }, mark: 'line',
  encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
});
const path = svg => svg.match(/aria-roledescription="line mark"[^>]*? d="([^"]*)"/)[1];
const heights = text => new Set([...text.matchAll(/[ML][-0-9.]+,([-0-9.]+)/g)].map(match => match[1])).size;
const [infinity, nan] = [path(await line([1, 3, Infinity, 2])), path(await line([1, 3, NaN, 2]))];
console.log(`Infinity: ${infinity}; NaN: ${nan}`);
process.exit(heights(infinity) === 1 && heights(nan) > 1 ? 0 : 1);
END
node probe.mjs || {
  echo "The behaviour changed, or the probe could not run: compare with the top of this file." >&2
  exit 1
}
