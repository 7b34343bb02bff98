using System.Globalization;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Integration;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.Runs;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>A slice of the gradient flow in buffers of its own: takes a state in, gives a state back.</summary>
internal sealed class GradientFlow
{
    // Beyond these a run is hopelessly stiff: once the first transients are over, its end is more of the longest steps away, 20,000 gradients each.
    private const long TransientSteps = 500;
    private const double MostLongestSteps = 1000;

    private readonly TrainingPlan _plan;
    private readonly TrainingState _start;
    private readonly IDescent _descent;
    private readonly RungeKuttaChebyshevRun _run;
    private readonly SampleRecorder _recorder;
    private readonly double[] _weights, _gradient;

    public GradientFlow(IDescent descent, TrainingPlan plan, Optimiser.GradientFlow flow, TrainingState state)
    {
        (_plan, _start, _descent) = (plan, state, descent);
        var memory = state.Memory as OptimiserMemory.Flow
            ?? throw new ArgumentException("The state does not belong to a gradient flow.", nameof(state));
        _run = new RungeKuttaChebyshevRun(new RungeKuttaChebyshev(flow.RelativeTolerance), descent, memory.State);
        _recorder = new SampleRecorder(plan, state.HiddenUnits, state.RecordsTaken);
        (_weights, _gradient) = (new double[state.Weights.Length], new double[state.Weights.Length]);
    }

    /// <summary>The state of a flow at time 0.</summary>
    public static TrainingState Start(IDescent descent, DenseVector<double> point, int hiddenUnits)
    {
        var flow = RungeKuttaChebyshev.Start(descent, point);
        return new TrainingState(0, hiddenUnits, Weights(descent, point.Span, hiddenUnits), new OptimiserMemory.Flow(flow), flow.Scalar, 0, 1);
    }

    private double LearningRate => _plan.Optimiser.LearningRate;

    public RunSlice<TrainingState, TrainingSample> Advance(long mostSteps)
    {
        for (var done = 0L; ; done++)
        {
            if (Ending() is { } ending) return Slice(ending);
            if (done == mostSteps) return Slice(null);
            if (TooStiff() is { } cause) return Slice(new Termination.Diverged(_run.AcceptedSteps, cause));
            if (!_run.TryStep((_recorder.Next ?? _plan.Steps) * LearningRate, _plan.StoppingRisk))
            {
                return Slice(new Termination.Diverged(
                    _run.AcceptedSteps, FormattableString.Invariant($"the step size vanished at time {_run.Time}")));
            }
        }
    }

    /// <summary>a² - |b|² of every neuron is conserved, so that a network that starts with huge weights keeps its fast modes for ever.</summary>
    private string? TooStiff()
    {
        var steps = ((_plan.Steps * LearningRate) - _run.Time) / _run.LongestStep;
        return _run.AcceptedSteps >= TransientSteps && steps > MostLongestSteps
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"its weights are so large that the flow is too stiff: from time {_run.Time:g3} on it needs more than "
                    + $"{steps * ChebyshevStages.MostStages:g2} gradients")
            : null;
    }

    private Termination? Ending()
    {
        if (TrainingRun.Divergence(_run.AcceptedSteps, _run.Scalar, _start.InitialRisk) is { } divergence) return divergence;
        var isDue = _recorder.Next is { } next && _run.Time == next * LearningRate;
        var isConverged = _run.Scalar < _plan.StoppingRisk;
        if (isDue || isConverged)
        {
            _descent.WeightsInto(_run.Point, _weights);
            _descent.Gradient.EvaluateInto(_weights, _gradient);
            if (isDue) _recorder.TakeScheduled(_run.Scalar, _weights, _gradient, _run.Evaluations);
            else _recorder.Take(_run.Time / LearningRate, _run.Scalar, _weights, _gradient, _run.Evaluations);
        }
        if (isConverged) return new Termination.Converged(_run.Time, _run.Scalar);
        return _run.Time >= _plan.Steps * LearningRate ? new Termination.ReachedTime(_run.Time) : null;
    }

    private RunSlice<TrainingState, TrainingSample> Slice(Termination? ending)
    {
        var flow = _run.ToState();
        var state = _start with
        {
            Step = flow.AcceptedSteps,
            Weights = Weights(_descent, flow.Point.Span, _start.HiddenUnits),
            Memory = new OptimiserMemory.Flow(flow),
            RecordsTaken = _recorder.Taken,
            GradientEvaluations = flow.Evaluations,
        };
        return new(state, _recorder.Samples, ending);
    }

    private static DenseVector<double> Weights(IDescent descent, ReadOnlySpan<double> point, int hiddenUnits)
    {
        var weights = new double[hiddenUnits * (1 + descent.Gradient.InputDimension)];
        descent.WeightsInto(point, weights);
        return DenseVector<double>.Copy(weights);
    }
}

/// <summary>dθ/dt = -grad R(θ), with the risk as its scalar; frozen layers have rate 0.</summary>
internal sealed class DescentField(TrainingProblem problem, int hiddenUnits, int threads) : IDescent
{
    public IRiskGradient Gradient { get; } = problem.Evaluator(hiddenUnits, threads);

    public int Length => hiddenUnits * (1 + Gradient.InputDimension);

    /// <summary>Number of leading weights that move.</summary>
    public int Moving => problem.Trained == TrainedLayers.Both ? Length : hiddenUnits;

    public double EvaluateInto(ReadOnlySpan<double> point, Span<double> rate)
    {
        var risk = Gradient.EvaluateInto(point, rate);
        foreach (ref var component in rate[..Moving]) component = -component;
        rate[Moving..].Clear();
        return risk;
    }

    public void WeightsInto(ReadOnlySpan<double> point, Span<double> weights) => point.CopyTo(weights);
}

/// <summary>A flow that goes downhill in a risk, in coordinates from which the weights of the network follow.</summary>
internal interface IDescent : IVectorField
{
    /// <summary>The risk, as a function of the weights.</summary>
    IRiskGradient Gradient { get; }

    /// <summary>Fills the weights (a, then the rows of B) that belong to a point of the flow.</summary>
    void WeightsInto(ReadOnlySpan<double> point, Span<double> weights);
}
