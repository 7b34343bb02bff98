using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Integration;

/// <summary>One step of s stages of the Runge-Kutta-Chebyshev method of order 2, in buffers of its own.</summary>
/// <remarks>
/// w0 = 1 + 2/(13 s²), w1 = T_s'(w0)/T_s''(w0), b_j = T_j''(w0)/T_j'(w0)², b_0 = b_1 = b_2, a_j = 1 - b_j T_j(w0);
/// Y_1 = y + h b_1 w1 f, Y_j = μ Y_{j-1} + ν Y_{j-2} + (1-μ-ν) y + h μ~ (f(Y_{j-1}) - a_{j-1} f),
/// μ = 2 w0 b_j/b_{j-1}, ν = -b_j/b_{j-2}, μ~ = μ w1/w0 (Sommeijer, Shampine, Verwer 1998, eqs. 2.1-2.8).
/// The increments Y_j - y are what is kept: a component without a rate then stays where it is, to the bit.
/// </remarks>
internal sealed class ChebyshevStages(IVectorField field)
{
    private readonly double[] _stage = new double[field.Length];
    private readonly double[] _rate = new double[field.Length];
    private readonly double[] _older = new double[field.Length];
    private readonly double[] _newer = new double[field.Length];

    /// <summary>Beyond this many stages a step would take too long to be stopped in between, and rounding would add up.</summary>
    public const double MostStages = 20_000;

    /// <summary>h ρ of a step of the most stages.</summary>
    public const double LongestStepTimesRadius = (((MostStages - 1) * (MostStages - 1)) - 1) / 1.54;

    /// <summary>Stages that are stable for h ρ, at least 2.</summary>
    public static int Count(double stepTimesRadius) => Math.Max(2, 1 + (int)Math.Sqrt((1.54 * stepTimesRadius) + 1));

    /// <summary>Fills <paramref name="next"/> with y(t + h) from y and f = F(y), at the price of <paramref name="stages"/> - 1 evaluations.</summary>
    public void StepInto(ReadOnlySpan<double> y, ReadOnlySpan<double> f, double stepSize, int stages, Span<double> next)
    {
        var w0 = 1 + (2.0 / (13.0 * stages * stages));
        var w1 = Ratio(w0, stages);
        // Chebyshev polynomials and their first two derivatives at w0, orders j-2 and j-1.
        var (tBefore, dBefore, eBefore) = (1.0, 0.0, 0.0);
        var (t, d, e) = (w0, 1.0, 0.0);
        var start = 1 / (4 * w0 * w0);
        var (bBefore, b) = (start, start);
        var (older, newer) = (_older, _newer);
        Array.Clear(older);
        Array.Clear(newer);
        RowKernels.AddInto(f, stepSize * w1 * start, newer);
        for (var j = 2; j <= stages; j++)
        {
            (tBefore, t, dBefore, d, eBefore, e) =
                (t, (2 * w0 * t) - tBefore, d, (2 * w0 * d) - dBefore + (2 * t), e, (2 * w0 * e) - eBefore + (4 * d));
            var bNext = e / (d * d);
            var mu = 2 * w0 * bNext / b;
            var nu = -bNext / bBefore;
            var muTilde = stepSize * mu * w1 / w0;
            Add(y, newer, _stage);
            field.EvaluateInto(_stage, _rate);
            var damping = 1 - (b * tBefore);
            CombineInto(nu, older, mu, newer, muTilde, _rate, -muTilde * damping, f);
            (older, newer) = (newer, older);
            (bBefore, b) = (b, bNext);
        }
        Add(y, newer, next);
    }

    private static double Ratio(double w0, int stages)
    {
        var (tBefore, dBefore, eBefore) = (1.0, 0.0, 0.0);
        var (t, d, e) = (w0, 1.0, 0.0);
        for (var j = 2; j <= stages; j++)
        {
            (tBefore, t, dBefore, d, eBefore, e) =
                (t, (2 * w0 * t) - tBefore, d, (2 * w0 * d) - dBefore + (2 * t), e, (2 * w0 * e) - eBefore + (4 * d));
        }
        return d / e;
    }

    private static void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> destination)
    {
        x.CopyTo(destination);
        RowKernels.AddInto(y, 1, destination);
    }

    /// <summary>target = c0 target + c1 x1 + c2 x2 + c3 x3.</summary>
    private static void CombineInto(
        double c0, Span<double> target, double c1, ReadOnlySpan<double> x1, double c2, ReadOnlySpan<double> x2, double c3, ReadOnlySpan<double> x3)
    {
        var i = 0;
        for (; i <= target.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var sum = Vector512.Create(c0) * Vector512.Create<double>(target[i..]);
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(c1), Vector512.Create(x1[i..]), sum);
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(c2), Vector512.Create(x2[i..]), sum);
            Vector512.FusedMultiplyAdd(Vector512.Create(c3), Vector512.Create(x3[i..]), sum).CopyTo(target[i..]);
        }
        for (; i < target.Length; i++)
        {
            var sum = Math.FusedMultiplyAdd(c1, x1[i], c0 * target[i]);
            target[i] = Math.FusedMultiplyAdd(c3, x3[i], Math.FusedMultiplyAdd(c2, x2[i], sum));
        }
    }
}
