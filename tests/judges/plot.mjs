// Packs what a report draws with, src/Pipeline/Reports/plot.js.gz, and the licences of what is in it. `node plot.mjs` writes both; `node plot.mjs FOLDER` writes them there.
import { build } from 'esbuild'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const folder = process.argv[2] ?? '../../src/Pipeline/Reports'
const contents = `
  import { View, parse } from 'vega'
  import { compile } from 'vega-lite'
  import { expressionInterpreter } from 'vega-interpreter'
  globalThis.plot = { View, parse, compile, expressionInterpreter }`
const made = await build({
  stdin: { contents, resolveDir: '.' }, bundle: true, minify: true, format: 'iife', target: 'es2022', legalComments: 'none', metafile: true, write: false,
})
const names = [...new Set(Object.keys(made.metafile.inputs).map(p => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(p)?.[1]).filter(n => n))].sort()
const licences = names.map(name => {
  const home = join('node_modules', name)
  const { version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const file = readdirSync(home).find(f => /^licen[cs]e/i.test(f))
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(home, file), 'utf8').trim() : ''}\n`
})
writeFileSync(join(folder, 'plot.js.gz'), gzipSync(`/* Vega and what it is made of; licences in plot.LICENCES.txt. */\n${made.outputFiles[0].text}`, { level: 9 }))
writeFileSync(join(folder, 'plot.LICENCES.txt'), `What plot.js.gz is made of.\n\n${licences.join(`\n${'-'.repeat(80)}\n\n`)}`)
