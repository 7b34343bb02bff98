using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Integration;

/// <summary>The stabilised explicit Runge-Kutta-Chebyshev method of order 2 with error control, for smooth problems with real stiff modes.</summary>
/// <remarks>
/// Sommeijer, Shampine, Verwer 1998, "RKC: an explicit solver for parabolic PDEs" (J. Comput. Appl. Math. 88). A step of s stages is stable up to
/// h ρ = 0.653 s², ρ the spectral radius, against 2 s for s steps of Euler: made for gradient flows, whose Jacobian is symmetric.
/// Error estimate 0.8 (y - y') + 0.4 h (f + f') in the weighted root-mean-square norm; step factor 0.8 err^(-1/3), kept in [0.1, 10].
/// ρ comes from a nonlinear power iteration that starts from the previous direction, times 1.2, every 25 steps and after each rejection.
/// </remarks>
/// <param name="RelativeTolerance">Tolerated error of a step relative to each component.</param>
public sealed record RungeKuttaChebyshev(double RelativeTolerance)
{
    /// <summary>Declared order of convergence.</summary>
    public const int Order = 2;

    public double RelativeTolerance { get; init => field = Require.InRange(value, 1e-14, 1.0, nameof(RelativeTolerance)); }
        = Require.InRange(RelativeTolerance, 1e-14, 1.0, nameof(RelativeTolerance));

    /// <summary>Tolerated error of components near zero.</summary>
    public double AbsoluteTolerance => RelativeTolerance / 100;

    /// <summary>The state at time 0: one evaluation, no step size yet.</summary>
    public static RungeKuttaChebyshevState Start(IVectorField field, DenseVector<double> point)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(point);
        ArgumentOutOfRangeException.ThrowIfNotEqual(point.Length, field.Length);
        var rate = new double[point.Length];
        var scalar = field.EvaluateInto(point.Span, rate);
        return new RungeKuttaChebyshevState(0, point, DenseVector<double>.Copy(rate), scalar, 0, 0, DenseVector<double>.Copy(rate), 0, 1, 0, 0);
    }

    /// <summary>The next accepted step, at most up to time <paramref name="until"/>; a pure function of the state.</summary>
    /// <exception cref="ArithmeticException">No step is small enough: the field is not finite, or blows up, at the state.</exception>
    public RungeKuttaChebyshevState Step(IVectorField field, RungeKuttaChebyshevState state, double until)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(until, state.Time);
        var run = new RungeKuttaChebyshevRun(this, field, state);
        return run.TryStep(until, stopBelow: double.NegativeInfinity)
            ? run.ToState()
            : throw new ArithmeticException(FormattableString.Invariant($"The step size vanished at time {state.Time}."));
    }
}

/// <summary>Everything that evolves along a run of <see cref="RungeKuttaChebyshev"/>: from it the run goes on bit for bit.</summary>
/// <param name="Time">t.</param>
/// <param name="Point">y(t).</param>
/// <param name="Rate">F(y).</param>
/// <param name="Scalar">The field's scalar at y.</param>
/// <param name="StepSize">Size proposed for the next step; 0 before the first.</param>
/// <param name="SpectralRadius">Bound on ρ in use; 0 before the first estimate.</param>
/// <param name="StiffDirection">Where the next power iteration starts.</param>
/// <param name="StepsSinceRadius">Accepted steps since ρ was estimated.</param>
/// <param name="Evaluations">Evaluations of the field so far, those of the power iteration included.</param>
/// <param name="AcceptedSteps">Steps accepted so far.</param>
/// <param name="RejectedSteps">Steps rejected so far.</param>
public sealed record RungeKuttaChebyshevState(
    double Time, DenseVector<double> Point, DenseVector<double> Rate, double Scalar, double StepSize, double SpectralRadius,
    DenseVector<double> StiffDirection, int StepsSinceRadius, long Evaluations, long AcceptedSteps, long RejectedSteps);

/// <summary>The right-hand side of dy/dt = F(y), with a scalar of y that comes with it for free (for a gradient flow, the potential).</summary>
/// <remarks>An evaluation may use buffers of its own: one object serves one run at a time. It is a function: same point, same bits.</remarks>
public interface IVectorField
{
    int Length { get; }

    /// <summary>Fills <paramref name="rate"/> with F(point) and returns the scalar at <paramref name="point"/>.</summary>
    double EvaluateInto(ReadOnlySpan<double> point, Span<double> rate);
}

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
