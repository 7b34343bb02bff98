using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.QuenchingActivation.Integration;

/// <summary>The buffered face of <see cref="RungeKuttaChebyshev"/>: takes a state in, makes steps, gives a state back.</summary>
internal sealed class RungeKuttaChebyshevRun
{
    private const int StepsPerRadius = 25;
    private const double SmallestRelativeStep = 1e-14;

    // A field that is not finite at time 0 is noticed after a few hundred attempts; any unit of time that a double can hold is allowed.
    private const double SmallestTime = 1e-290;

    private readonly RungeKuttaChebyshev _method;
    private readonly IVectorField _field;
    private readonly ChebyshevStages _stages;
    private readonly SpectralRadius _spectrum;
    private readonly double[] _direction;
    private double[] _point, _rate, _nextPoint, _nextRate;
    private double _stepSize, _radius;
    private int _stepsSinceRadius;
    private long _rejected;

    public RungeKuttaChebyshevRun(RungeKuttaChebyshev method, IVectorField field, RungeKuttaChebyshevState state)
    {
        (_method, _field) = (method, field);
        (_stages, _spectrum) = (new(field), new(field));
        (_point, _rate, _direction) = (state.Point.Span.ToArray(), state.Rate.Span.ToArray(), state.StiffDirection.Span.ToArray());
        (_nextPoint, _nextRate) = (new double[_point.Length], new double[_point.Length]);
        (Time, Scalar, _stepSize, _radius) = (state.Time, state.Scalar, state.StepSize, state.SpectralRadius);
        (_stepsSinceRadius, Evaluations, AcceptedSteps, _rejected) =
            (state.StepsSinceRadius, state.Evaluations, state.AcceptedSteps, state.RejectedSteps);
    }

    public double Time { get; private set; }

    public double Scalar { get; private set; }

    public long Evaluations { get; private set; }

    public long AcceptedSteps { get; private set; }

    /// <summary>The longest step that is stable, of as many stages as a step may have; infinite before the spectral radius is known.</summary>
    public double LongestStep => ChebyshevStages.LongestStepTimesRadius / _radius;

    public ReadOnlySpan<double> Point => _point;

    public ReadOnlySpan<double> Rate => _rate;

    public RungeKuttaChebyshevState ToState() => new(
        Time, DenseVector<double>.Copy(_point), DenseVector<double>.Copy(_rate), Scalar, _stepSize, _radius,
        DenseVector<double>.Copy(_direction), _stepsSinceRadius, Evaluations, AcceptedSteps, _rejected);

    /// <summary>Makes one accepted step, at most up to <paramref name="until"/>.</summary>
    /// <remarks>
    /// When the scalar falls through <paramref name="stopBelow"/> the crossing is located: a step that lands below 0.97 of it is taken again
    /// with the size at which an exponential decay would cross.
    /// </remarks>
    /// <returns>False when no step is small enough; the run then stays where it was.</returns>
    public bool TryStep(double until, double stopBelow)
    {
        if (_radius == 0) EstimateRadius();
        if (_stepSize == 0) _stepSize = FirstStepSize(until - Time);
        var attempt = Towards(until);
        while (attempt > SmallestRelativeStep * Math.Max(Time, SmallestTime))
        {
            var (error, scalar) = Attempt(attempt);
            if (!(error <= 1))
            {
                _rejected++;
                _stepSize = attempt * (double.IsFinite(error) ? Factor(error) : 0.1);
                EstimateRadius();
                attempt = Towards(until);
            }
            else if (scalar < 0.97 * stopBelow && Scalar > stopBelow)
            {
                _rejected++;
                attempt *= CrossingFraction(Scalar, scalar, stopBelow);
            }
            else
            {
                Accept(attempt, until, scalar, error);
                return true;
            }
        }
        return false;
    }

    private static double CrossingFraction(double before, double after, double level) =>
        after > 0 ? Math.Clamp(Elementary.Log(before / level) / Elementary.Log(before / after), 0.05, 0.95) : 0.5;

    private double Towards(double until)
    {
        var remaining = until - Time;
        var size = Math.Min(_stepSize, LongestStep);
        return remaining <= size ? remaining : remaining < 2 * size ? remaining / 2 : size;
    }

    private (double Error, double Scalar) Attempt(double stepSize)
    {
        var stages = ChebyshevStages.Count(stepSize * _radius);
        _stages.StepInto(_point, _rate, stepSize, stages, _nextPoint);
        var scalar = _field.EvaluateInto(_nextPoint, _nextRate);
        Evaluations += stages;
        return (double.IsFinite(scalar) ? Error(stepSize) : double.NaN, scalar);
    }

    private void Accept(double stepSize, double until, double scalar, double error)
    {
        var isClamped = stepSize < _stepSize;
        var next = stepSize * Factor(error);
        _stepSize = isClamped ? Math.Max(next, _stepSize) : next;
        Time = stepSize == until - Time ? until : Time + stepSize;
        Scalar = scalar;
        (_point, _nextPoint) = (_nextPoint, _point);
        (_rate, _nextRate) = (_nextRate, _rate);
        AcceptedSteps++;
        if (++_stepsSinceRadius >= StepsPerRadius) EstimateRadius();
    }

    private void EstimateRadius()
    {
        var (bound, evaluations) = _spectrum.Estimate(_point, _rate, _direction);
        (_radius, _stepsSinceRadius) = (bound, 0);
        Evaluations += evaluations;
    }

    /// <summary>From the change of the rate along an Euler step of size 1/ρ.</summary>
    private double FirstStepSize(double most)
    {
        var trial = _radius > 0 ? Math.Min(most, 1 / _radius) : most;
        _point.CopyTo(_nextPoint, 0);
        RowKernels.AddInto(_rate, trial, _nextPoint);
        _field.EvaluateInto(_nextPoint, _nextRate);
        Evaluations++;
        RowKernels.AddInto(_rate, -1, _nextRate);
        var change = trial * WeightedNorm(_nextRate);
        return 0.1 * trial < most * Math.Sqrt(change) ? 0.1 * trial / Math.Sqrt(change) : most;
    }

    private double WeightedNorm(ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var ratio = x[i] / (_method.AbsoluteTolerance + (_method.RelativeTolerance * Math.Abs(_point[i])));
            sum = Math.FusedMultiplyAdd(ratio, ratio, sum);
        }
        return Math.Sqrt(sum / x.Length);
    }

    private double Error(double stepSize)
    {
        var (relative, absolute) = (_method.RelativeTolerance, _method.AbsoluteTolerance);
        var sum = 0.0;
        for (var i = 0; i < _point.Length; i++)
        {
            var error = (0.8 * (_point[i] - _nextPoint[i])) + (0.4 * stepSize * (_rate[i] + _nextRate[i]));
            var ratio = error / (absolute + (relative * Math.Max(Math.Abs(_point[i]), Math.Abs(_nextPoint[i]))));
            sum = Math.FusedMultiplyAdd(ratio, ratio, sum);
        }
        return Math.Sqrt(sum / _point.Length);
    }

    private static double Factor(double error) => Math.Clamp(0.8 * Elementary.Pow(error, -1.0 / 3), 0.1, 10);
}
