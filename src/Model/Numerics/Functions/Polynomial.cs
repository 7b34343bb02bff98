using System.Runtime.CompilerServices;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>Short polynomials in Estrin's order: few dependent steps, and one written order of rounding.</summary>
internal static class Polynomial
{
    /// <summary>c0 + c1 x.</summary>
    [MethodImpl(Inline)]
    public static T Line<T>(T x, double c0, double c1)
        where T : struct, ILanes<T> => T.Fma(x, T.Of(c1), T.Of(c0));

    /// <summary>c0 + c1 x + c2 x² + c3 x³, given x².</summary>
    [MethodImpl(Inline)]
    public static T Cubic<T>(T x, T square, double c0, double c1, double c2, double c3)
        where T : struct, ILanes<T> => T.Fma(square, Line(x, c2, c3), Line(x, c0, c1));
}
