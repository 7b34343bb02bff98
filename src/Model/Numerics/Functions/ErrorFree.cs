using System.Runtime.CompilerServices;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>Sums and products that keep their rounding error: Head + Tail is exact (Dekker 1971; Knuth, TAOCP 2, 4.2.2).</summary>
internal static class ErrorFree
{
    [MethodImpl(Inline)]
    public static (T Head, T Tail) Sum<T>(T a, T b)
        where T : struct, ILanes<T>
    {
        var head = a + b;
        var partOfB = head - a;
        return (head, (a - (head - partOfB)) + (b - partOfB));
    }

    /// <summary>The same in three operations where |a| is at least |b| or a is zero.</summary>
    [MethodImpl(Inline)]
    public static (T Head, T Tail) OrderedSum<T>(T a, T b)
        where T : struct, ILanes<T>
    {
        var head = a + b;
        return (head, b - (head - a));
    }

    [MethodImpl(Inline)]
    public static (T Head, T Tail) Product<T>(T a, T b)
        where T : struct, ILanes<T>
    {
        var head = a * b;
        return (head, T.Fma(a, b, -head));
    }
}
