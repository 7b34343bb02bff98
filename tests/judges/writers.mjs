// Foreign writers: each writes a table of its own making, in the form that the request's options ask for.
import { writeFileSync } from 'node:fs'
import { Bool, Field, Float32, Float64, Int32, Int64, RecordBatch, Schema, Struct, Table, Utf8, makeData, tableToIPC, vectorFromArray } from 'apache-arrow'
import { parquetWriteFile } from 'hyparquet-writer'
import * as parquet from 'parquet-wasm'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { connection } from './duckdb-view.mjs'

const doubles = [0, -0, 1.5, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 0.1]

function table(rows) {
  const indices = Array.from({ length: rows }, (_, i) => i)
  return {
    step: { type: 'INT64', values: indices.map(i => BigInt(i) * 1000003n - 5n) },
    small: { type: 'INT32', values: indices.map(i => (i * 7919) % 101 - 50) },
    loss: { type: 'DOUBLE', values: indices.map(i => i % 5 === 4 ? null : i < 9 ? doubles[i] : Math.sin(i)), nullable: true },
    rate: { type: 'FLOAT', values: indices.map(i => Math.fround(i / 3)) },
    done: { type: 'BOOLEAN', values: indices.map(i => i % 11 === 3 ? null : i % 3 === 0), nullable: true },
    kind: { type: 'STRING', values: indices.map(i => i % 17 === 0 ? null : ['train', 'test', 'α'][Math.floor(i / 20) % 3]), nullable: true },
    note: { type: 'STRING', values: indices.map(i => `note ${i % 2 ? '日本' : ''} ${i}`) },
  }
}

async function duckdb(file, options) {
  const { rows = 1000, ...settings } = options
  const copy = Object.entries({ FORMAT: 'parquet', ...settings }).map(([name, value]) => `${name} ${value}`).join(', ')
  await connection.run(`COPY (
    SELECT i * 1000003 - 5 AS step, ((i * 7919) % 101 - 50)::INTEGER AS small, CASE WHEN i % 5 < 4 THEN sin(i) END AS loss,
      (i / 3)::FLOAT AS rate, CASE WHEN i % 11 <> 3 THEN i % 3 = 0 END AS done, CASE WHEN i % 17 <> 0 THEN ['train', 'test', 'α'][(i // 20) % 3 + 1] END AS kind,
      'note 日本 ' || i AS note, 3.5::DOUBLE AS constant, NULL::BIGINT AS nothing
    FROM range(${rows}) AS r(i)
  ) TO '${file}' (${copy}, KV_METADATA {experiment: 'hinge', "unité": 'α₀'})`)
}

async function narrow(file) {
  await connection.run(`COPY (
    SELECT (i - 50)::TINYINT AS tiny, (i * 300)::SMALLINT AS small, i::UTINYINT AS unsigned_tiny, (i * 600)::USMALLINT AS unsigned_small,
      DATE '2020-01-01' + i::INTEGER AS day, [i] AS list, i::UINTEGER AS unsigned, 'b'::BLOB AS bytes
    FROM range(100) AS r(i)
  ) TO '${file}' (FORMAT parquet)`)
}

const compressors = { GZIP: bytes => new Uint8Array(gzipSync(bytes)), BROTLI: bytes => new Uint8Array(brotliCompressSync(bytes)) }

function hyparquet(file, options) {
  const { rows = 1000, encodings = {}, ...settings } = options
  parquetWriteFile({
    filename: file,
    columnData: Object.entries(table(rows)).map(([name, { type, values, nullable = false }]) => ({ name, type, nullable, data: values, encoding: encodings[name] })),
    kvMetadata: [{ key: 'experiment', value: 'hinge' }, { key: 'unité', value: 'α₀' }],
    compressors,
    ...settings,
  })
}

const arrowTypes = { INT64: () => new Int64(), INT32: () => new Int32(), DOUBLE: () => new Float64(), FLOAT: () => new Float32(), BOOLEAN: () => new Bool(), STRING: () => new Utf8() }

function arrowTable(rows) {
  const columns = Object.entries(table(rows))
  const fields = columns.map(([name, { type, nullable = false }]) => new Field(name, arrowTypes[type](), nullable))
  const children = columns.map(([, { type, values }]) => vectorFromArray(values, arrowTypes[type]()).data[0])
  const schema = new Schema(fields)
  return new Table(schema, [new RecordBatch(schema, makeData({ type: new Struct(fields), length: rows, children }))])
}

function arrow(file, options) {
  const { rows = 1000, compression = 'SNAPPY', version = 'V2', encodings = {}, dictionary = true, rowGroup = 600, page = 2000 } = options
  let properties = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression[compression])
    .setWriterVersion(parquet.WriterVersion[version])
    .setDictionaryEnabled(dictionary)
    .setMaxRowGroupSize(rowGroup)
    .setDataPageSizeLimit(page)
    .setWriteBatchSize(64)
    .setKeyValueMetadata(new Map([['experiment', 'hinge'], ['unité', 'α₀']]))
  for (const [name, encoding] of Object.entries(encodings)) properties = properties.setColumnEncoding(name, parquet.Encoding[encoding])
  writeFileSync(file, parquet.writeParquet(parquet.Table.fromIPCStream(tableToIPC(arrowTable(rows), 'stream')), properties.build()))
}

const done = writer => async (file, options) => {
  await writer(file, options)
  return {}
}

export const writers = { duckdb: done(duckdb), narrow: done(narrow), hyparquet: done(hyparquet), arrow: done(arrow) }
