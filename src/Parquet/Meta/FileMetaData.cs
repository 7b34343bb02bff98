using Parquet.Thrift;

namespace Parquet.Meta;

/// <summary>The footer of a file.</summary>
public class FileMetaData
{
    internal FileMetaData()
    {
    }

    /// <summary>Version of the format.</summary>
    public int Version { get; internal set; } = 1;

    /// <summary>Rows in all row groups.</summary>
    public long NumRows { get; internal set; }

    /// <summary>The program that wrote the file.</summary>
    public string? CreatedBy { get; internal set; }

    internal List<SchemaElement> Schema { get; set; } = [];

    internal List<RowGroup> RowGroups { get; } = [];

    internal List<KeyValue>? KeyValueMetadata { get; set; }

    internal static FileMetaData Read(ref CompactReader reader)
    {
        var result = new FileMetaData();
        var outer = reader.BeginStruct();
        while (reader.NextField(out var field, out var type)) result.ReadField(ref reader, field, type);
        reader.EndStruct(outer);
        return result;
    }

    /// <summary>Everything but the end of the structure, so that an extension can follow.</summary>
    internal void WriteOpen(CompactWriter writer)
    {
        writer.BeginStruct();
        writer.I32(1, Version);
        writer.List(2, WireType.Struct, Schema.Count);
        foreach (var element in Schema) element.Write(writer);
        writer.I64(3, NumRows);
        writer.List(4, WireType.Struct, RowGroups.Count);
        foreach (var group in RowGroups) group.Write(writer);
        KeyValue.WriteList(writer, 5, KeyValueMetadata);
        writer.Text(6, CreatedBy);
        WriteColumnOrders(writer);
    }

    /// <summary>Without a declared order readers must not trust minima and maxima.</summary>
    private void WriteColumnOrders(CompactWriter writer)
    {
        var leaves = Schema.Count(element => element.NumChildren is null);
        writer.List(7, WireType.Struct, leaves);
        for (var i = 0; i < leaves; i++)
        {
            writer.BeginStruct();
            writer.Struct(1);
            writer.EndStruct();
            writer.EndStruct();
        }
    }

    private void ReadField(ref CompactReader reader, int field, WireType type)
    {
        switch (field)
        {
            case 1: Version = reader.I32(type); break;
            case 2:
                for (var left = reader.List(type, WireType.Struct); left > 0; left--) Schema.Add(SchemaElement.Read(ref reader));
                break;
            case 3: NumRows = reader.I64(type); break;
            case 4:
                for (var left = reader.List(type, WireType.Struct); left > 0; left--) RowGroups.Add(RowGroup.Read(ref reader));
                break;
            case 5: KeyValueMetadata = KeyValue.ReadList(ref reader, type); break;
            case 6: CreatedBy = reader.Text(type); break;
            default: reader.Skip(type); break;
        }
    }
}
