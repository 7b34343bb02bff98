using Pipelines.Model.QuenchingActivation.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.QuenchingActivation.Kernels;

/// <summary>Tiles of every width against one chain of fused multiply-adds an entry, bit for bit; nothing beyond the result is written.</summary>
public sealed class TileProductTests
{
    [Fact]
    public void Every_entry_is_one_chain()
    {
        foreach (var rows in new[] { 8, 16, 24 })
        {
            for (var columns = 8; columns <= 72; columns += 8)
            {
                foreach (var inner in new[] { 1, 2, 7, 20 }) AssertChains(rows, columns, inner);
            }
        }
    }

    [Fact]
    public void Rows_and_columns_that_are_not_whole_and_short_spans_are_refused()
    {
        var x = new double[64];
        Assert.Throws<ArgumentOutOfRangeException>(() => TileProduct.MultiplyInto(x, 8, x, 8, 8, 4, 8, x, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileProduct.MultiplyInto(x, 8, x, 8, 8, 8, 4, x, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileProduct.MultiplyInto(x[1..], 8, x, 8, 8, 8, 8, x, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileProduct.MultiplyInto(x, 8, x[1..], 8, 8, 8, 8, x, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => TileProduct.MultiplyInto(x, 8, x, 8, 8, 8, 8, x[1..], 8));
    }

    private static void AssertChains(int rows, int columns, int inner)
    {
        var (leftStride, rightStride, resultStride) = (inner + 3, columns + 5, columns + 2);
        var left = Numbers(rows * leftStride, "left");
        var right = Numbers(inner * rightStride, "right");
        var result = Numbers(rows * resultStride, "result");
        var expected = result.ToArray();
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                var sum = 0.0;
                for (var k = 0; k < inner; k++) sum = Math.FusedMultiplyAdd(left[(r * leftStride) + k], right[(k * rightStride) + c], sum);
                expected[(r * resultStride) + c] = sum;
            }
        }
        TileProduct.MultiplyInto(left, leftStride, right, rightStride, inner, rows, columns, result, resultStride);
        Assert.Equal(expected, result);
    }

    private static double[] Numbers(int length, string label)
    {
        var numbers = new double[length];
        Gaussian.FillInto(RandomKey.FromSeed(1).Fork(label), 0, numbers);
        return numbers;
    }
}
