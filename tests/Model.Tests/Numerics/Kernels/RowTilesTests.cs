using System.Numerics;
using Pipelines.Model.GaussianMixture.Simulation.Kernels;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.Numerics.Kernels;

/// <summary>Tiles against the single-row kernels, for every length and for columns taken in ranges.</summary>
public sealed class RowTilesTests
{
    [Fact]
    public void Tiles_are_single_rows_in_double() => TilesAreSingle<double>();

    [Fact]
    public void Tiles_are_single_rows_in_float() => TilesAreSingle<float>();

    [Fact]
    public void Lengths_that_differ_are_refused()
    {
        var (x, other) = (new double[32], new double[48]);
        Assert.Throws<ArgumentOutOfRangeException>(() => RowTiles.DotTwo(new FourRows<double>(x, x, other, x), x, x, new double[128], 32, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowTiles.DotTwo(new FourRows<double>(x, x, x, x), x, other, new double[128], 32, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowTiles.DotTwo(new FourRows<double>(x, x, x, x), x, x, new double[127], 32, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowTiles.DotOne(new FourRows<double>(x, x, x, x), x, new double[63], 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowTiles.AddTwo(
            new FourRows<double>(x, x, x, x), new double[7], 2, new double[32], new double[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowTiles.AddTwo(
            new FourRows<double>(x, x, x, x), new double[8], 2, new double[32], new double[31]));
    }

    private static void TilesAreSingle<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var pair = RowTiles.PartialLength<T>();
        for (var length = 0; length <= (3 * pair) + 19; length++)
        {
            var rows = Enumerable.Range(0, 4).Select(i => Numbers<T>(length, $"row {i}")).ToArray();
            var weights = Enumerable.Range(0, 2).Select(i => Numbers<T>(length, $"weights {i}")).ToArray();
            foreach (var range in new[] { pair, 2 * pair, Math.Max(pair, length / pair * pair) })
            {
                var (two, one) = Dots(rows, weights, range);
                for (var i = 0; i < 4; i++)
                {
                    Assert.Equal(RowKernels.Dot<T>(rows[i], weights[0]), two[i, 0]);
                    Assert.Equal(RowKernels.Dot<T>(rows[i], weights[1]), two[i, 1]);
                    Assert.Equal(RowKernels.Dot<T>(rows[i], weights[1]), one[i]);
                }
            }
            SumsAreSingle(rows, weights);
        }
    }

    private static (T[,] Two, T[] One) Dots<T>(T[][] rows, T[][] weights, int range)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var pair = RowTiles.PartialLength<T>();
        var (both, single) = (new T[4 * 2 * pair], new T[4 * pair]);
        var whole = rows[0].Length / pair * pair;
        for (var start = 0; start < whole; start += range)
        {
            var columns = new Range(start, Math.Min(start + range, whole));
            var x = new FourRows<T>(rows[0].AsSpan(columns), rows[1].AsSpan(columns), rows[2].AsSpan(columns), rows[3].AsSpan(columns));
            RowTiles.DotTwo(x, weights[0].AsSpan(columns), weights[1].AsSpan(columns), both, 2 * pair, rows[3].AsSpan(columns));
            RowTiles.DotOne(x, weights[1].AsSpan(columns), single, pair);
        }
        var (two, one) = (new T[4, 2], new T[4]);
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 2; j++) two[i, j] = RowTiles.Finish<T>(rows[i], weights[j], both.AsSpan(((2 * i) + j) * pair, pair));
            one[i] = RowTiles.Finish<T>(rows[i], weights[1], single.AsSpan(i * pair, pair));
        }
        return (two, one);
    }

    private static void SumsAreSingle<T>(T[][] rows, T[][] starts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Three runs, of which the tile takes the last two.
        var factors = Numbers<T>(12, "factors");
        var together = starts.Select(s => s.ToArray()).ToArray();
        RowTiles.AddTwo(new FourRows<T>(rows[0], rows[1], rows[2], rows[3]), factors.AsSpan(1), 3, together[0], together[1]);
        for (var run = 0; run < 2; run++)
        {
            var alone = starts[run].ToArray();
            for (var i = 0; i < 4; i++) RowKernels.AddInto(rows[i], factors[(3 * i) + 1 + run], alone.AsSpan());
            Assert.Equal(alone, together[run]);
        }
    }

    private static T[] Numbers<T>(int length, string label)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = new double[length];
        Gaussian.FillInto(RandomKey.FromSeed(2).Fork(label), 0, numbers);
        return [.. numbers.Select(T.CreateTruncating)];
    }
}
