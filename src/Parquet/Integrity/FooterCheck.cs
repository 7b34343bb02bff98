using Parquet.Meta;
using Parquet.Schema;

namespace Parquet.Integrity;

/// <summary>Compares what a footer says in several places, before anything relies on it.</summary>
internal static class FooterCheck
{
    private const int FirstPage = 4;

    /// <exception cref="ParquetException">The footer contradicts itself or points outside the file.</exception>
    public static void Validate(FileMetaData metadata, ParquetSchema schema, long footerStart)
    {
        var types = metadata.Schema.Where(element => element.Type is not null).Select(element => element.Type!.Value).ToList();
        Int128 rows = 0;
        foreach (var group in metadata.RowGroups)
        {
            if (group.NumRows is < 0 or > int.MaxValue)
                throw new ParquetException($"A row group claims {group.NumRows} rows; this library reads at most {int.MaxValue}.");
            if (group.Columns.Count != schema.DataFields.Length)
                throw new ParquetException($"A row group has {group.Columns.Count} columns where the schema has {schema.DataFields.Length}.");
            for (var i = 0; i < group.Columns.Count; i++) Validate(group.Columns[i], schema.DataFields[i], types[i], group.NumRows, footerStart);
            rows += group.NumRows;
        }
        if (rows != metadata.NumRows) throw new ParquetException($"The file claims {metadata.NumRows} rows, its row groups {rows}.");
    }

    private static void Validate(ColumnChunk chunk, DataField field, PhysicalType type, long rows, long footerStart)
    {
        if (chunk.MetaData is not { } meta) return;
        if (!field.Path.Equals(new FieldPath(meta.PathInSchema)) || meta.Type != type)
            throw new ParquetException($"Column '{field.Path}' is '{string.Join('.', meta.PathInSchema)}' of type {meta.Type} in a row group.");
        if (field.Unreadable is null && meta.NumValues != rows)
            throw new ParquetException($"Column '{field.Path}' has {meta.NumValues} values in a row group of {rows} rows.");
        // Of a chunk without values nothing is read: some writers leave its offset zero.
        if (meta.TotalCompressedSize < 0 || (meta.NumValues > 0 && (meta.Start < FirstPage || meta.TotalCompressedSize > footerStart - meta.Start)))
            throw new ParquetException($"Column '{field.Path}' claims {meta.TotalCompressedSize} bytes from {meta.Start} on, of {footerStart}.");
    }
}
