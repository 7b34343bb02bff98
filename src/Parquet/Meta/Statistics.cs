using Parquet.Thrift;

namespace Parquet.Meta;

/// <summary>Range and null count of a column chunk, values in their plain encoding.</summary>
internal sealed class Statistics
{
    public byte[]? DeprecatedMax { get; private set; }

    public byte[]? DeprecatedMin { get; private set; }

    public long? NullCount { get; init; }

    public long? DistinctCount { get; init; }

    public byte[]? MaxValue { get; init; }

    public byte[]? MinValue { get; init; }

    public static Statistics Read(ref CompactReader reader)
    {
        byte[]? oldMax = null, oldMin = null, max = null, min = null;
        long? nulls = null, distinct = null;
        var outer = reader.BeginStruct();
        while (reader.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1: oldMax = reader.Binary(type); break;
                case 2: oldMin = reader.Binary(type); break;
                case 3: nulls = reader.I64(type); break;
                case 4: distinct = reader.I64(type); break;
                case 5: max = reader.Binary(type); break;
                case 6: min = reader.Binary(type); break;
                default: reader.Skip(type); break;
            }
        }
        reader.EndStruct(outer);
        return new Statistics
        {
            DeprecatedMax = oldMax,
            DeprecatedMin = oldMin,
            NullCount = nulls,
            DistinctCount = distinct,
            MaxValue = max,
            MinValue = min,
        };
    }

    public void Write(CompactWriter writer, int field)
    {
        writer.Struct(field);
        writer.I64(3, NullCount);
        writer.I64(4, DistinctCount);
        writer.Binary(5, MaxValue);
        writer.Binary(6, MinValue);
        writer.EndStruct();
    }
}
