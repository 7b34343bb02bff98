using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Integration;

/// <summary>The spectral radius of a field's Jacobian by nonlinear power iteration: differences of the field, no derivatives.</summary>
internal sealed class SpectralRadius(IVectorField field)
{
    private const int MostIterations = 50;
    private const double Agreement = 0.01;
    private const double Safety = 1.2;

    // Square root of the unit roundoff: balances rounding against curvature in the difference quotient.
    private const double RelativeOffset = 1.4901161193847656e-08;

    private readonly double[] _probe = new double[field.Length];
    private readonly double[] _rate = new double[field.Length];

    /// <summary>Estimates ρ at y and improves <paramref name="direction"/> in place.</summary>
    /// <returns>The bound 1.2 ρ, and the evaluations spent.</returns>
    public (double Bound, int Evaluations) Estimate(ReadOnlySpan<double> y, ReadOnlySpan<double> f, Span<double> direction)
    {
        var size = Norm(y);
        var offset = (size > 0 ? size : 1) * RelativeOffset;
        if (Norm(direction) == 0) direction.Fill(1);
        var estimate = 0.0;
        for (var iteration = 1; ; iteration++)
        {
            y.CopyTo(_probe);
            RowKernels.AddInto(direction, offset / Norm(direction), _probe);
            field.EvaluateInto(_probe, _rate);
            RowKernels.AddInto(f, -1, _rate);
            var previous = estimate;
            var length = Norm(_rate);
            estimate = length / offset;
            if (length > 0 && double.IsFinite(length)) _rate.CopyTo(direction);
            var settled = iteration > 1 && Math.Abs(estimate - previous) <= Agreement * estimate;
            if (settled || length == 0 || iteration == MostIterations) return (Safety * estimate, iteration);
        }
    }

    private static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(RowKernels.Dot(x, x));
}
