// Reads Parquet files with three independent readers and says what each saw, in one canonical form.
// One request a line on standard input, one answer a line on standard output: {"file": path} has the file read by all three,
// {"query": sql, "file": path} has DuckDB answer SQL over FILE, {"write": writer, "file": path} has a file written.
import { createInterface } from 'node:readline'
import { duckdbQuery, duckdbView } from './duckdb-view.mjs'
import { hyparquetView } from './hyparquet-view.mjs'
import { arrowView } from './arrow-view.mjs'
import { writers } from './writers.mjs'

const views = { duckdb: duckdbView, hyparquet: hyparquetView, arrow: arrowView }

async function answer(request) {
  if (request.query) return { rows: await duckdbQuery(request.query, request.file) }
  if (request.write) return await writers[request.write](request.file, request.options ?? {})
  const seen = {}
  for (const [name, view] of Object.entries(views)) {
    try {
      seen[name] = await view(request.file)
    } catch (error) {
      seen[name] = { error: String(error?.message ?? error) }
    }
  }
  return seen
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply
  try {
    reply = await answer(JSON.parse(line))
  } catch (error) {
    reply = { error: String(error?.stack ?? error) }
  }
  process.stdout.write(JSON.stringify(reply) + '\n')
}
// An exit drops what nobody has read yet: a pipe holds 64 KiB, and a loaded reader may come late.
process.stdout.end(() => process.exit(0))
