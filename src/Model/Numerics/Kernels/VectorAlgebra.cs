using System.Runtime.Intrinsics;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>Sums and updates of vectors of doubles in one lane layout: eight lanes, summed through one written tree.</summary>
internal static class VectorAlgebra
{
    public const int Count = 8;

    /// <summary>Smallest multiple of <see cref="Count"/> that holds <paramref name="length"/> entries.</summary>
    public static int Padded(int length) => checked(length + Count - 1) / Count * Count;

    /// <summary>((x0+x4)+(x2+x6)) + ((x1+x5)+(x3+x7)).</summary>
    public static double Sum(Vector512<double> x)
    {
        var four = x.GetLower() + x.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two.GetElement(0) + two.GetElement(1);
    }

    /// <summary>Inner product: lane sums in index order, then the tree; the last entries (fewer than eight) are added one by one.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        var sums = Vector512<double>.Zero;
        var i = 0;
        for (; i <= x.Length - Count; i += Count)
            sums = Vector512.FusedMultiplyAdd(Vector512.Create(x[i..]), Vector512.Create(y[i..]), sums);
        var sum = Sum(sums);
        for (; i < x.Length; i++) sum = Math.FusedMultiplyAdd(x[i], y[i], sum);
        return sum;
    }

    /// <summary>destination += factor * source.</summary>
    public static void AddScaledInto(double factor, ReadOnlySpan<double> source, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Length);
        var factors = Vector512.Create(factor);
        var i = 0;
        for (; i <= source.Length - Count; i += Count)
        {
            var sum = Vector512.FusedMultiplyAdd(factors, Vector512.Create(source[i..]), Vector512.Create<double>(destination[i..]));
            sum.CopyTo(destination[i..]);
        }
        for (; i < source.Length; i++) destination[i] = Math.FusedMultiplyAdd(factor, source[i], destination[i]);
    }
}
