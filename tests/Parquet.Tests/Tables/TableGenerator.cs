using FsCheck;
using FsCheck.Fluent;
using Parquet;

namespace Pipelines.Parquet.Tests.Tables;

/// <summary>Random tables that dwell on what goes wrong: empty, one row, group boundaries, nulls in runs, special numbers, odd text.</summary>
internal static class TableGenerator
{
    private static readonly double[] SpecialDoubles =
    [
        0.0, -0.0, 1, -1, double.NaN, BitConverter.Int64BitsToDouble(0x7FF8000000000001), double.PositiveInfinity, double.NegativeInfinity,
        double.Epsilon, -double.Epsilon, 2.2250738585072009e-308, double.MaxValue, double.MinValue, 0.1, 1e300,
    ];

    private static readonly float[] SpecialFloats =
    [
        0f, -0f, 1, -1, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, 1e-40f, 0.1f,
        float.MaxValue, float.MinValue,
    ];

    private static readonly string[] SpecialTexts =
    [
        "", " ", "a", "α₀ = ½", "𝔸 surrogate pair", "e\u0301 combining", "line\nbreak\ttab", "quote\"back\\slash", "\0", "日本語",
        "null", "NaN", new('x', 3000),
        "\uFFFF", "\U0010FFFF",
    ];

    private static readonly Type[] Types = [typeof(bool), typeof(int), typeof(long), typeof(float), typeof(double), typeof(string)];

    public static Gen<Table> Tables(IReadOnlyList<CompressionMethod> compressions, bool withByteArrays = false) =>
        from rows in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(1, 10)), (4, Gen.Choose(11, 130)), (1, Gen.Choose(500, 900)))
        from rowsPerGroup in Gen.Elements(1000, 64, 33).Select(size => rows > 500 ? Math.Max(size, 300) : size)
        from compression in Gen.Elements(compressions.ToArray())
        from count in Gen.Choose(1, 5)
        from columns in Columns(count, rows, withByteArrays)
        from metadata in Gen.ArrayOf(Gen.Elements(SpecialTexts.Where(text => !text.Contains('\0')).ToArray()), 3)
        select new Table(
            columns, rows, rowsPerGroup, compression,
            new Dictionary<string, string> { ["first"] = metadata[0], ["clé"] = metadata[1], ["units"] = metadata[2] });

    private static Gen<TableColumn[]> Columns(int count, int rows, bool withByteArrays) =>
        Gen.CollectToArray(Enumerable.Range(0, count).Select(i => Column($"c{i} δ", rows, withByteArrays)).ToArray());

    private static Gen<TableColumn> Column(string name, int rows, bool withByteArrays) =>
        from type in Gen.Elements(withByteArrays ? [.. Types, typeof(byte[])] : Types)
        from optional in Gen.Elements(true, false)
        from hint in Gen.Elements(EncodingHint.Default, EncodingHint.Dictionary, EncodingHint.ByteSplitStream, EncodingHint.DeltaBinaryPacked)
        from distinct in Gen.Elements(1, 3, 1000)
        from pool in Gen.ArrayOf(Value(type), distinct)
        from picks in Gen.ArrayOf(Gen.Choose(0, int.MaxValue - 1), rows)
        from runLength in Gen.Elements(1, 1, 9, 50)
        from nullShare in Gen.Elements(0, 20, 90, 100)
        from coins in Gen.ArrayOf(Gen.Choose(0, 99), rows)
        select new TableColumn(name, type, optional, hint, Values(pool, picks, runLength, optional ? nullShare : 0, coins));

    private static object?[] Values(object[] pool, int[] picks, int runLength, int nullShare, int[] coins)
    {
        var values = new object?[picks.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var run = i / runLength * runLength;
            values[i] = coins[run] < nullShare ? null : pool[picks[run] % pool.Length];
        }
        return values;
    }

    private static Gen<object> Value(Type type) =>
        type == typeof(bool) ? Gen.Elements<object>(true, false)
        : type == typeof(int) ? Integers(32).Select(value => (object)(int)value)
        : type == typeof(long) ? Integers(64).Select(value => (object)value)
        : type == typeof(float) ? Floats().Select(value => (object)value)
        : type == typeof(double) ? Doubles().Select(value => (object)value)
        : type == typeof(string) ? Texts().Select(value => (object)value)
        : Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value)).Select(value => (object)value);

    private static Gen<float> Floats() =>
        Gen.Frequency((1, Gen.Elements(SpecialFloats)), (1, Integers(32).Select(bits => BitConverter.Int32BitsToSingle((int)bits))));

    private static Gen<double> Doubles() =>
        Gen.Frequency((1, Gen.Elements(SpecialDoubles)), (1, Integers(64).Select(BitConverter.Int64BitsToDouble)));

    private static Gen<long> Integers(int bits) =>
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from sign in Gen.Elements(0L, 1L)
        from shift in Gen.Elements(0, 8, 30, 62)
        let wide = ((long)high << 32) | ((long)low << 1) | sign
        select bits == 32 ? (int)wide >> Math.Min(shift, 30) : (wide ^ (sign << 63)) >> shift;

    private static Gen<string> Texts() =>
        Gen.Frequency(
            (1, Gen.Elements(SpecialTexts)),
            (2, Gen.ArrayOf(Gen.Frequency((8, Gen.Choose(32, 126)), (1, Gen.Choose(0xA0, 0xD7FF)), (1, Gen.Choose(0x10000, 0x10FFFF))))
                .Select(points => string.Concat(points.Select(char.ConvertFromUtf32)))));
}
