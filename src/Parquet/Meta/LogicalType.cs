using Parquet.Thrift;

namespace Parquet.Meta;

/// <summary>The newer annotation of what stored values mean: a union of which the kind is read, and for integers width and sign.</summary>
internal sealed record LogicalType(int Kind, int BitWidth = 0, bool IsSigned = false)
{
    public const int Text = 1;
    public const int Enum = 4;
    public const int Integer = 10;
    public const int Json = 12;

    public static LogicalType Read(ref CompactReader reader)
    {
        var result = new LogicalType(0);
        var outer = reader.BeginStruct();
        while (reader.NextField(out var kind, out var type))
        {
            result = new LogicalType(kind);
            if (kind == Integer && type == WireType.Struct) result = ReadInteger(ref reader);
            else reader.Skip(type);
        }
        reader.EndStruct(outer);
        return result;
    }

    /// <summary>Only text is written: the stored numbers of a flat table mean themselves.</summary>
    public static void WriteText(CompactWriter writer, int field)
    {
        writer.Struct(field);
        writer.Struct(Text);
        writer.EndStruct();
        writer.EndStruct();
    }

    private static LogicalType ReadInteger(ref CompactReader reader)
    {
        var (bitWidth, isSigned) = (0, false);
        var outer = reader.BeginStruct();
        while (reader.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1: bitWidth = reader.I8(type); break;
                case 2: isSigned = reader.Bool(type); break;
                default: reader.Skip(type); break;
            }
        }
        reader.EndStruct(outer);
        return new LogicalType(Integer, bitWidth, isSigned);
    }
}
