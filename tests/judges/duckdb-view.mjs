import { DuckDBInstance } from '@duckdb/node-api'
import { column } from './canonical.mjs'

const types = { BOOLEAN: 'bool', INTEGER: 'int32', BIGINT: 'int64', FLOAT: 'float', DOUBLE: 'double', VARCHAR: 'string' }

const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
export const connection = await instance.connect()

const quote = text => `'${text.replaceAll("'", "''")}'`

async function rows(sql) {
  return (await connection.runAndReadAll(sql)).getRowObjects()
}

/** Rows of the query, values as text; in it, FILE stands for the file and NAME for its path. */
export async function duckdbQuery(sql, path) {
  const result = await connection.runAndReadAll(sql.replaceAll('FILE', `read_parquet(${quote(path)})`).replaceAll('NAME', quote(path)))
  return result.getRows().map(row => row.map(value => value === null ? null : String(value)))
}

export async function duckdbView(path) {
  const result = await connection.runAndReadAll(`SELECT * FROM read_parquet(${quote(path)})`)
  const data = result.getColumns()
  const schema = (await rows(`SELECT * FROM parquet_schema(${quote(path)})`)).slice(1)
  const entries = await rows(`SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${quote(path)})`)
  const chunks = await rows(`SELECT * FROM parquet_metadata(${quote(path)}) ORDER BY row_group_id, column_id`)
  const groups = new Map(chunks.map(chunk => [Number(chunk.row_group_id), Number(chunk.row_group_num_rows)]))
  return {
    columns: result.columnNames().map((name, i) =>
      column(name, types[String(result.columnTypes()[i])], schema[i].repetition_type === 'OPTIONAL', data[i] ?? [])),
    metadata: Object.fromEntries(entries.map(entry => [entry.key, entry.value])),
    rowGroups: [...groups.values()],
  }
}
