using Parquet.Thrift;

namespace Parquet.Meta;

/// <summary>Where a column chunk lies, how it is stored and what is known about its values.</summary>
public class ColumnMetaData
{
    internal ColumnMetaData()
    {
    }

    public CompressionCodec Codec { get; internal set; }

    public long NumValues { get; internal set; }

    /// <summary>Bytes of all pages with their headers, before compression.</summary>
    public long TotalUncompressedSize { get; internal set; }

    /// <summary>Bytes of all pages with their headers, as they lie in the file.</summary>
    public long TotalCompressedSize { get; internal set; }

    public long DataPageOffset { get; internal set; }

    public long? DictionaryPageOffset { get; internal set; }

    internal PhysicalType Type { get; set; }

    internal List<PageEncoding> Encodings { get; set; } = [];

    internal List<string> PathInSchema { get; set; } = [];

    internal List<KeyValue>? KeyValueMetadata { get; set; }

    internal Statistics? Statistics { get; set; }

    /// <summary>Where the first page begins: some writers leave a zero where they have no dictionary.</summary>
    internal long Start => DictionaryPageOffset is { } dictionary and > 0 && dictionary < DataPageOffset ? dictionary : DataPageOffset;

    internal static ColumnMetaData Read(ref CompactReader reader)
    {
        var result = new ColumnMetaData();
        var outer = reader.BeginStruct();
        while (reader.NextField(out var field, out var type)) result.ReadField(ref reader, field, type);
        reader.EndStruct(outer);
        return result;
    }

    internal void Write(CompactWriter writer, int field)
    {
        writer.Struct(field);
        writer.I32(1, (int)Type);
        writer.List(2, WireType.I32, Encodings.Count);
        foreach (var encoding in Encodings) writer.BareI32((int)encoding);
        writer.List(3, WireType.Binary, PathInSchema.Count);
        foreach (var name in PathInSchema) writer.BareText(name);
        writer.I32(4, (int)Codec);
        writer.I64(5, NumValues);
        writer.I64(6, TotalUncompressedSize);
        writer.I64(7, TotalCompressedSize);
        KeyValue.WriteList(writer, 8, KeyValueMetadata);
        writer.I64(9, DataPageOffset);
        writer.I64(11, DictionaryPageOffset);
        Statistics?.Write(writer, 12);
        writer.EndStruct();
    }

    private void ReadField(ref CompactReader reader, int field, WireType type)
    {
        switch (field)
        {
            case 1: Type = (PhysicalType)reader.I32(type); break;
            case 2:
                for (var left = reader.List(type, WireType.I32); left > 0; left--) Encodings.Add((PageEncoding)reader.BareI32());
                break;
            case 3:
                for (var left = reader.List(type, WireType.Binary); left > 0; left--) PathInSchema.Add(reader.BareText());
                break;
            case 4: Codec = (CompressionCodec)reader.I32(type); break;
            case 5: NumValues = reader.I64(type); break;
            case 6: TotalUncompressedSize = reader.I64(type); break;
            case 7: TotalCompressedSize = reader.I64(type); break;
            case 8: KeyValueMetadata = KeyValue.ReadList(ref reader, type); break;
            case 9: DataPageOffset = reader.I64(type); break;
            case 11: DictionaryPageOffset = reader.I64(type); break;
            case 12 when type == WireType.Struct: Statistics = Statistics.Read(ref reader); break;
            default: reader.Skip(type); break;
        }
    }
}
