import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { column } from './canonical.mjs'

const types = { BOOLEAN: 'bool', INT32: 'int32', INT64: 'int64', FLOAT: 'float', DOUBLE: 'double', BYTE_ARRAY: 'string' }

export async function hyparquetView(path) {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  const leaves = metadata.schema.slice(1)
  const columns = leaves.map(() => [])
  if (metadata.num_rows > 0n) {
    await parquetRead({
      file, metadata, compressors, utf8: false,
      onChunk: chunk => {
        const values = columns[leaves.findIndex(leaf => leaf.name === chunk.columnName)]
        for (let i = 0; i < chunk.columnData.length; i++) values[chunk.rowStart + i] = chunk.columnData[i]
      },
    })
  }
  return {
    columns: leaves.map((leaf, i) => column(leaf.name, leaf.type === 'BYTE_ARRAY' && leaf.converted_type !== 'UTF8' ? 'bytes' : types[leaf.type], leaf.repetition_type === 'OPTIONAL', columns[i])),
    metadata: Object.fromEntries((metadata.key_value_metadata ?? []).map(entry => [entry.key, entry.value])),
    columnMetadata: metadata.row_groups.map(group => group.columns.map(chunk =>
      Object.fromEntries((chunk.meta_data.key_value_metadata ?? []).map(entry => [entry.key, entry.value])))),
    rowGroups: metadata.row_groups.map(group => Number(group.num_rows)),
  }
}
