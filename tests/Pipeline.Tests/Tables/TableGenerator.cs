using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Tables;

/// <summary>Random tables that dwell on what goes wrong: empty, one row, special numbers, odd and long text, few and many distinct values.</summary>
internal static class TableGenerator
{
    private static readonly double[] SpecialNumbers =
    [
        0.0, -0.0, 1, -1, double.NaN, BitConverter.Int64BitsToDouble(0x7FF8000000000001), double.PositiveInfinity, double.NegativeInfinity,
        double.Epsilon, -double.Epsilon, 2.2250738585072009e-308, double.MaxValue, double.MinValue, 0.1, 1e300,
    ];

    private static readonly string[] SpecialTexts =
    [
        "", " ", "a", "α₀ = ½", "𝔸 surrogate pair", "e\u0301 combining", "line\nbreak\ttab", "quote\"back\\slash", "\0", "日本語", "null", "NaN",
        new('x', 3000), "\uFFFF", "\U0010FFFF",
    ];

    public static Gen<Table> Tables() =>
        from rows in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(1, 10)), (4, Gen.Choose(11, 130)), (1, Gen.Choose(500, 900)))
        from count in Gen.Choose(1, 5)
        from columns in Gen.CollectToArray(Enumerable.Range(0, count).Select(_ => Column(rows)).ToArray())
        select Columns.Table([.. columns.Select((c, i) => ($"c{i} δ", c))]);

    private static Gen<Column> Column(int rows) =>
        from type in Gen.Elements(Enum.GetValues<ColumnType>())
        from distinct in Gen.Elements(1, 3, 1000)
        from runLength in Gen.Elements(1, 1, 9, 50)
        from picks in Gen.ArrayOf(Gen.Choose(0, distinct - 1), rows)
        from column in Column(type, distinct, [.. Enumerable.Range(0, rows).Select(i => picks[i / runLength * runLength])])
        select column;

    private static Gen<Column> Column(ColumnType type, int distinct, int[] picks) => type switch
    {
        ColumnType.Integer => Gen.ArrayOf(Integers(), distinct).Select(pool => (Column)new Column.Integers(Picked(pool, picks))),
        ColumnType.Number => Gen.ArrayOf(Numbers(), distinct).Select(pool => (Column)new Column.Numbers(Picked(pool, picks))),
        ColumnType.Text => Gen.ArrayOf(Texts(), distinct).Select(pool => (Column)new Column.Texts(Picked(pool, picks))),
        _ => Gen.ArrayOf(Gen.Elements(true, false), distinct).Select(pool => (Column)new Column.Flags(Picked(pool, picks))),
    };

    private static ImmutableArray<T> Picked<T>(T[] pool, int[] picks) => [.. picks.Select(p => pool[p])];

    private static Gen<double> Numbers() => Gen.Frequency((1, Gen.Elements(SpecialNumbers)), (1, Integers()
        .Select(BitConverter.Int64BitsToDouble)), (1, Gen.Choose(-9, 9).Select(i => i / 4.0)));

    private static Gen<long> Integers() =>
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        from sign in Gen.Elements(0L, 1L)
        from shift in Gen.Elements(0, 8, 30, 62)
        select ((((long)high << 32) | ((long)low << 1) | sign) ^ (sign << 63)) >> shift;

    private static Gen<string> Texts() =>
        Gen.Frequency(
            (1, Gen.Elements(SpecialTexts)),
            (2, Gen.ArrayOf(Gen.Frequency((8, Gen.Choose(32, 126)), (1, Gen.Choose(0xA0, 0xD7FF)), (1, Gen.Choose(0x10000, 0x10FFFF))))
                .Select(points => string.Concat(points.Select(char.ConvertFromUtf32)))));
}
