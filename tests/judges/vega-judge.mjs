// Compiles Vega-Lite specifications with the real compiler and draws them without a screen; arguments: files.
// One line per file: what the compiler warned of, how many marks were drawn, what is written, or what went wrong.
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as vega from 'vega'
import { compile } from 'vega-lite'

for (const file of process.argv.slice(2)) {
  const answer = { warnings: [], marks: 0, texts: [], error: null }
  const heard = (...words) => { answer.warnings.push(words.join(' ')); return logger }
  const logger = { level: () => logger, error: heard, warn: heard, info: () => logger, debug: () => logger }
  try {
    const specification = JSON.parse(await readFile(file, 'utf8'))
    const compiled = compile(specification, { logger })
    const loader = vega.loader({ mode: 'file', baseURL: dirname(file) })
    const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', loader, logger })
    const svg = await view.toSVG()
    answer.marks = (svg.match(/<(path|line|rect|text)\b/g) ?? []).length
    answer.texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(m => m[1])
    if (svg.includes('NaN')) answer.error = `NaN in the drawing of ${pathToFileURL(file)}`
  } catch (error) {
    answer.error = String(error?.stack ?? error)
  }
  console.log(JSON.stringify(answer))
}
