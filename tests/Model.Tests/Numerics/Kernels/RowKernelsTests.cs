using System.Numerics;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.Numerics.Kernels;

/// <summary>Every length from 0 to 67, so that no lane, no pair of vectors and no tail goes untested.</summary>
public class RowKernelsTests
{
    private const int Longest = 67;

    [Fact]
    public void Dot_products_are_the_emulated_ones_in_double() => DotProductsAreEmulated<double>();

    [Fact]
    public void Dot_products_are_the_emulated_ones_in_float() => DotProductsAreEmulated<float>();

    [Fact]
    public void Four_rows_are_four_single_rows_in_double() => FourAreOne<double>();

    [Fact]
    public void Four_rows_are_four_single_rows_in_float() => FourAreOne<float>();

    [Fact]
    public void One_row_and_three_are_added_to_zeros_in_double() => ScaledAndCombinedAreAdded<double>();

    [Fact]
    public void One_row_and_three_are_added_to_zeros_in_float() => ScaledAndCombinedAreAdded<float>();

    [Fact]
    public void Lengths_that_differ_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.Dot<double>(new double[3], new double[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.AddInto<double>(new double[4], 1, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.AddFourInto<double>(
            new double[4], new double[4], new double[4], new double[5], new double[4], new double[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.ScaleInto<double>(new double[4], 1, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.CombineInto<double>(
            new double[4], 1, new double[4], 1, new double[5], 1, new double[4]));
    }

    private static void DotProductsAreEmulated<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var length = 0; length <= Longest; length++)
        {
            var (x, y) = (Numbers<T>(length, "x"), Numbers<T>(length, "y"));
            var dot = RowKernels.Dot<T>(x, y);
            Assert.Equal(EmulatedDot(x, y), dot);

            // Every term passes through at most length + 6 roundings, of half a unit each.
            var exact = x.Zip(y, (a, b) => double.CreateChecked(a) * double.CreateChecked(b)).ToArray();
            var bound = (length + 6) * double.CreateChecked(T.BitIncrement(T.One) - T.One) / 2 * exact.Sum(Math.Abs);
            Assert.InRange(double.CreateChecked(dot) - exact.Sum(), -bound, bound);
        }
    }

    private static void FourAreOne<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var length = 0; length <= Longest; length++)
        {
            var rows = Enumerable.Range(0, 4).Select(i => Numbers<T>(length, $"row {i}")).ToArray();
            var (weights, factors) = (Numbers<T>(length, "weights"), Numbers<T>(4, "factors"));
            var (together, oneByOne, scalar) = (weights.ToArray(), weights.ToArray(), weights.ToArray());
            RowKernels.AddFourInto<T>(rows[0], rows[1], rows[2], rows[3], factors, together);
            for (var i = 0; i < 4; i++)
            {
                RowKernels.AddInto<T>(rows[i], factors[i], oneByOne);
                for (var k = 0; k < length; k++) scalar[k] = T.FusedMultiplyAdd(rows[i][k], factors[i], scalar[k]);
            }
            Assert.Equal(scalar, oneByOne);
            Assert.Equal(scalar, together);
        }
    }

    private static void ScaledAndCombinedAreAdded<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var length = 0; length <= Longest; length++)
        {
            var rows = Enumerable.Range(0, 3).Select(i => Numbers<T>(length, $"row {i}")).ToArray();
            var (f, sum) = (Numbers<T>(3, "factors"), new T[length]);
            var (scaled, combined) = (Numbers<T>(length, "before"), Numbers<T>(length, "before"));
            RowKernels.AddInto<T>(rows[0], f[0], sum);
            RowKernels.ScaleInto<T>(rows[0], f[0], scaled);
            Assert.Equal(sum, scaled);
            RowKernels.AddInto<T>(rows[1], f[1], sum);
            RowKernels.AddInto<T>(rows[2], f[2], sum);
            RowKernels.CombineInto<T>(rows[0], f[0], rows[1], f[1], rows[2], f[2], combined);
            Assert.Equal(sum, combined);
        }
    }

    /// <summary>Two vectors of lanes take turns, are added, folded by halves, and the tail follows.</summary>
    private static T EmulatedDot<T>(T[] x, T[] y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var lanes = new T[2 * Vector512<T>.Count];
        var whole = x.Length / lanes.Length * lanes.Length;
        for (var i = 0; i < whole; i++) lanes[i % lanes.Length] = T.FusedMultiplyAdd(x[i], y[i], lanes[i % lanes.Length]);
        for (var half = lanes.Length / 2; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++) lanes[i] += lanes[i + half];
        }
        for (var i = whole; i < x.Length; i++) lanes[0] = T.FusedMultiplyAdd(x[i], y[i], lanes[0]);
        return lanes[0];
    }

    private static T[] Numbers<T>(int length, string label)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = new double[length];
        Gaussian.FillInto(RandomKey.FromSeed(1).Fork(label), 0, numbers);
        return [.. numbers.Select(T.CreateTruncating)];
    }
}
