// DuckDB on one thread: COPY of the table of ParquetRaces.cs, which lies in memory, and a scan of every column of the file.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connection } from '../../judges/duckdb-view.mjs'

const given = Object.fromEntries(process.argv.slice(2).map(argument => argument.split('=', 2)))
const { turn = 'write', millions = '10', warm = '2' } = given
const file = join(tmpdir(), 'race-duckdb.parquet')
const group = 131072

await connection.run(`CREATE TABLE race AS SELECT i % ${group} AS step, sin((i % ${group}) * 0.001) AS loss, sin((i % ${group}) * 0.002) AS error,
  sin((i % ${group}) * 0.003) AS clock, 'point ' || (i % ${group} * 7 % 40) AS point FROM range(${millions}000000) AS r(i)`)
const turns = {
  write: () => connection.run(`COPY race TO '${file}' (FORMAT parquet)`),
  read: () => connection.runAndReadAll(`SELECT sum(step), sum(loss), sum(error), sum(clock), max(point) FROM '${file}'`),
}
await turns.write()
if (turn === 'read') await connection.run('DROP TABLE race')

async function seconds() {
  const start = performance.now()
  await turns[turn]()
  return (performance.now() - start) / 1000
}

for (let left = Number(warm); left > 0;) left -= await seconds()
console.log('ready 0 0')
for await (const _ of createInterface({ input: process.stdin })) console.log(await seconds())
process.exit(0)
