// What Vega draws, as numbers; argument: a file with one JSON object a line, {"specification", "data"}, data being the CSV that the specification links or "".
// One line per object: the compiler's warnings, and the drawn marks of the first view, in pixels of its frame.
import { readFile } from 'node:fs/promises'
import * as vega from 'vega'
import { compile } from 'vega-lite'

const drawn = (item, left, top, out) => {
  for (const child of item.items ?? []) {
    if (child.marktype === 'group') {
      for (const group of child.items) drawn(group, left + (group.x ?? 0), top + (group.y ?? 0), out)
    } else if (child.role === 'mark') {
      const number = value => value === undefined ? null : value
      const items = child.items.map(i => [i.defined === false ? null : number(i.x) + left, number(i.y) + top, number(i.x2 === undefined ? i.x : i.x2) + left, number(i.y2 === undefined ? i.y : i.y2) + top, i.width ?? 0, i.height ?? 0, i.angle ?? 0])
      if (items.length) out.push({ layer: Number(/layer_(\d+)_/.exec(child.name)?.[1] ?? 0), type: child.marktype, clip: !!(child.clip || item.clip), shape: child.items[0].shape ?? null, colour: [child.items[0].stroke, child.items[0].fill].find(c => c && c !== 'transparent') ?? null, dash: child.items[0].strokeDash ?? null, items })
    }
  }
}
const legends = (item, out) => {
  for (const child of item.items ?? []) {
    if (child.role === 'legend-symbol' || child.role === 'legend-label') out.push({ role: child.role, items: child.items.map(i => ({ text: i.text, stroke: i.stroke, fill: i.fill, dash: i.strokeDash, shape: i.shape, opacity: i.opacity ?? 1 })) })
    else legends(child, out)
  }
}
const views = (item, out) => {
  for (const child of item.items ?? []) {
    if (child.marktype === 'group' && /^concat_\d+_group$/.test(child.name ?? '')) out.push(child.items[0])
    else views(child, out)
  }
}

const lines = (await readFile(process.argv[2], 'utf8')).split('\n').filter(line => line)
for (const line of lines) {
  const { specification, data } = JSON.parse(line)
  const answer = { warnings: [], error: null, width: 0, height: 0, marks: [], legend: [] }
  const heard = (...words) => { answer.warnings.push(words.join(' ')); return logger }
  const logger = { level: () => logger, error: heard, warn: heard, info: () => logger, debug: () => logger }
  try {
    if (data) specification.data = { values: vega.read(data, { type: 'csv', parse: specification.data.format.parse }) }
    const view = await new vega.View(vega.parse(compile(specification, { logger }).spec), { renderer: 'none', logger }).runAsync()
    const found = []
    views(view.scenegraph().root, found)
    const frame = found[0]
    answer.width = frame.width
    answer.height = frame.height
    drawn(frame, 0, 0, answer.marks)
    legends(view.scenegraph().root, answer.legend)
  } catch (error) {
    answer.error = String(error?.stack ?? error)
  }
  console.log(JSON.stringify(answer))
}
