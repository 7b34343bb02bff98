using Parquet.Thrift;

namespace Parquet.Meta;

/// <summary>One node of the schema tree, which the file lists depth first; a node with children has no type.</summary>
internal sealed class SchemaElement
{
    public PhysicalType? Type { get; init; }

    public Repetition? Repetition { get; init; }

    public string Name { get; init; } = "";

    public int? NumChildren { get; init; }

    public ConvertedType? ConvertedType { get; init; }

    public LogicalType? LogicalType { get; init; }

    public static SchemaElement Read(ref CompactReader reader)
    {
        PhysicalType? physical = null;
        Repetition? repetition = null;
        ConvertedType? converted = null;
        LogicalType? logical = null;
        int? children = null;
        var name = "";
        var outer = reader.BeginStruct();
        while (reader.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1: physical = (PhysicalType)reader.I32(type); break;
                case 3: repetition = (Repetition)reader.I32(type); break;
                case 4: name = reader.Text(type); break;
                case 5: children = reader.I32(type); break;
                case 6: converted = (ConvertedType)reader.I32(type); break;
                case 10 when type == WireType.Struct: logical = LogicalType.Read(ref reader); break;
                default: reader.Skip(type); break;
            }
        }
        reader.EndStruct(outer);
        return new SchemaElement
        {
            Type = physical,
            Repetition = repetition,
            Name = name,
            NumChildren = children,
            ConvertedType = converted,
            LogicalType = logical,
        };
    }

    public void Write(CompactWriter writer)
    {
        writer.BeginStruct();
        writer.I32(1, (int?)Type);
        writer.I32(3, (int?)Repetition);
        writer.Text(4, Name);
        writer.I32(5, NumChildren);
        writer.I32(6, (int?)ConvertedType);
        if (LogicalType?.Kind == LogicalType.Text) LogicalType.WriteText(writer, 10);
        writer.EndStruct();
    }
}
