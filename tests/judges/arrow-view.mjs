import { readFileSync } from 'node:fs'
import { Type, tableFromIPC } from 'apache-arrow'
import * as parquet from 'parquet-wasm'
import { column } from './canonical.mjs'

function typeName(type) {
  if (type.typeId === Type.Bool) return 'bool'
  if (type.typeId === Type.Int && type.isSigned) return `int${type.bitWidth}`
  if (type.typeId === Type.Float) return type.precision === 1 ? 'float' : 'double'
  return type.typeId === Type.Utf8 ? 'string' : String(type)
}

export async function arrowView(path) {
  const bytes = new Uint8Array(readFileSync(path))
  const table = tableFromIPC(parquet.readParquet(bytes).intoIPCStream())
  const file = await parquet.ParquetFile.fromFile(new Blob([bytes]))
  const metadata = file.metadata()
  return {
    columns: table.schema.fields.map((field, i) => {
      const vector = table.getChildAt(i)
      return column(field.name, typeName(field.type), field.nullable, vector === null ? [] : Array.from(vector))
    }),
    metadata: Object.fromEntries(metadata.fileMetadata().keyValueMetadata()),
    rowGroups: metadata.rowGroups().map(group => group.numRows()),
  }
}
