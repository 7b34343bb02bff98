// Foreign writers: each writes a table of its own making, in the form that the request's options ask for.
import { writeFileSync } from 'node:fs'
import { Bool, Field, Float32, Float64, Int32, Int64, RecordBatch, Schema, Struct, Table, Utf8, makeData, tableToIPC, vectorFromArray } from 'apache-arrow'
import { parquetWriteFile } from 'hyparquet-writer'
import * as parquet from 'parquet-wasm'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { connection } from './duckdb-view.mjs'

const doubles = [0, -0, 1.5, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 0.1]

function table(rows, without = []) {
  const indices = Array.from({ length: rows }, (_, i) => i)
  const columns = {
    step: { type: 'INT64', values: indices.map(i => BigInt(i) * 1000003n - 5n) },
    small: { type: 'INT32', values: indices.map(i => (i * 7919) % 101 - 50), nullable: true },
    loss: { type: 'DOUBLE', values: indices.map(i => i < 9 ? doubles[i] : Math.sin(i)), nullable: true },
    rate: { type: 'FLOAT', values: indices.map(i => Math.fround(i / 3)) },
    done: { type: 'BOOLEAN', values: indices.map(i => i % 3 === 0) },
  }
  for (const name of without) delete columns[name]
  return columns
}

async function duckdb(file, options) {
  const { rows = 1000, ...settings } = options
  const copy = Object.entries({ FORMAT: 'parquet', ...settings }).map(([name, value]) => `${name} ${value}`).join(', ')
  await connection.run(`COPY (
    SELECT i * 1000003 - 5 AS step, ((i * 7919) % 101 - 50)::INTEGER AS small, CASE WHEN i = 3 THEN 'nan'::DOUBLE ELSE sin(i) END AS loss,
      (i / 3)::FLOAT AS rate, ${settings.PARQUET_VERSION === 'V2' ? '' : 'i % 3 = 0 AS done, '}3.5::DOUBLE AS constant
    FROM range(${rows}) AS r(i)
  ) TO '${file}' (${copy}, KV_METADATA {experiment: 'hinge', "unité": 'α₀'})`)
}

/** Integers of every width at both ends of their ranges, and columns that hold no numbers. */
async function narrow(file) {
  await connection.run(`COPY (
    SELECT (i - 128)::TINYINT AS int8, (i * 257 - 32768)::SMALLINT AS int16, (i * 16843009 - 2147483648)::INTEGER AS int32, (i * 70368744177664 - 9007199254740992)::BIGINT AS int64,
      i::UTINYINT AS uint8, (i * 257)::USMALLINT AS uint16, (i * 16843009)::UINTEGER AS uint32, (i * 35184372088832)::UBIGINT AS uint64
    FROM range(256) AS r(i)
  ) TO '${file}' (FORMAT parquet)`)
}

const compressors = { GZIP: bytes => new Uint8Array(gzipSync(bytes)), BROTLI: bytes => new Uint8Array(brotliCompressSync(bytes)) }

function hyparquet(file, options) {
  const { rows = 1000, encodings = {}, without, ...settings } = options
  parquetWriteFile({
    filename: file,
    columnData: Object.entries(table(rows, without)).map(([name, { type, values, nullable = false }]) => ({ name, type, nullable, data: values, encoding: encodings[name] })),
    kvMetadata: [{ key: 'experiment', value: 'hinge' }, { key: 'unité', value: 'α₀' }],
    compressors,
    ...settings,
  })
}

const arrowTypes = { INT64: () => new Int64(), INT32: () => new Int32(), DOUBLE: () => new Float64(), FLOAT: () => new Float32(), BOOLEAN: () => new Bool(), STRING: () => new Utf8() }

function arrowTable(rows, without) {
  const columns = Object.entries(table(rows, without))
  const fields = columns.map(([name, { type, nullable = false }]) => new Field(name, arrowTypes[type](), nullable))
  const children = columns.map(([, { type, values }]) => vectorFromArray(values, arrowTypes[type]()).data[0])
  const schema = new Schema(fields)
  return new Table(schema, [new RecordBatch(schema, makeData({ type: new Struct(fields), length: rows, children }))])
}

function arrow(file, options) {
  const { rows = 1000, compression = 'SNAPPY', version = 'V2', encodings = {}, dictionary = true, rowGroup = 600, page = 2000, without } = options
  let properties = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression[compression])
    .setWriterVersion(parquet.WriterVersion[version])
    .setDictionaryEnabled(dictionary)
    .setMaxRowGroupSize(rowGroup)
    .setDataPageSizeLimit(page)
    .setWriteBatchSize(64)
    .setKeyValueMetadata(new Map([['experiment', 'hinge'], ['unité', 'α₀']]))
  for (const [name, encoding] of Object.entries(encodings)) properties = properties.setColumnEncoding(name, parquet.Encoding[encoding])
  writeFileSync(file, parquet.writeParquet(parquet.Table.fromIPCStream(tableToIPC(arrowTable(rows, without), 'stream')), properties.build()))
}

const done = writer => async (file, options) => {
  await writer(file, options)
  return {}
}

export const writers = { duckdb: done(duckdb), narrow: done(narrow), hyparquet: done(hyparquet), arrow: done(arrow) }
