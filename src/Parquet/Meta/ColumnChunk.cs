using Parquet.Thrift;

namespace Parquet.Meta;

/// <summary>One column of one row group.</summary>
public class ColumnChunk
{
    internal ColumnChunk()
    {
    }

    /// <summary>Null where the file keeps it elsewhere or encrypted; such a column cannot be read.</summary>
    public ColumnMetaData? MetaData { get; internal set; }

    /// <summary>Another file that holds the pages, or null.</summary>
    public string? FilePath { get; internal set; }

    /// <summary>CRC-32 over the headers of the chunk's pages, which page checksums leave out; kept in the footer's seal.</summary>
    internal uint HeaderChecksum { get; set; }

    /// <summary>Whether the file's seal holds <see cref="HeaderChecksum"/>.</summary>
    internal bool IsSealed { get; set; }

    internal static ColumnChunk Read(ref CompactReader reader)
    {
        var result = new ColumnChunk();
        var outer = reader.BeginStruct();
        while (reader.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1: result.FilePath = reader.Text(type); break;
                case 3 when type == WireType.Struct: result.MetaData = ColumnMetaData.Read(ref reader); break;
                default: reader.Skip(type); break;
            }
        }
        reader.EndStruct(outer);
        return result;
    }

    internal void Write(CompactWriter writer)
    {
        writer.BeginStruct();
        writer.I64(2, 0);
        MetaData?.Write(writer, 3);
        writer.EndStruct();
    }
}
