using Parquet.Thrift;

namespace Parquet.Meta;

/// <summary>A horizontal slice of the table: one chunk per column, all of the same number of rows.</summary>
internal sealed class RowGroup
{
    public List<ColumnChunk> Columns { get; } = [];

    public long TotalByteSize { get; set; }

    public long NumRows { get; set; }

    public static RowGroup Read(ref CompactReader reader)
    {
        var result = new RowGroup();
        var outer = reader.BeginStruct();
        while (reader.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1:
                    for (var left = reader.List(type, WireType.Struct); left > 0; left--) result.Columns.Add(ColumnChunk.Read(ref reader));
                    break;
                case 2: result.TotalByteSize = reader.I64(type); break;
                case 3: result.NumRows = reader.I64(type); break;
                default: reader.Skip(type); break;
            }
        }
        reader.EndStruct(outer);
        return result;
    }

    public void Write(CompactWriter writer)
    {
        writer.BeginStruct();
        writer.List(1, WireType.Struct, Columns.Count);
        foreach (var column in Columns) column.Write(writer);
        writer.I64(2, TotalByteSize);
        writer.I64(3, NumRows);
        writer.I64(5, Columns[0].MetaData!.Start);
        writer.I64(6, Columns.Sum(column => column.MetaData!.TotalCompressedSize));
        writer.EndStruct();
    }
}
