using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Kernels;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.Runs;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>The effective dynamics in slices, as <see cref="TrainingRun"/> does the full one.</summary>
public static class EffectiveRun
{
    /// <summary>The state at time 0; of the given outer weights only the active ones count.</summary>
    public static TrainingState Start(EffectiveProblem problem, TwoLayerParameters initial)
    {
        ArgumentNullException.ThrowIfNull(problem);
        RequireFits(problem, initial);
        var active = problem.Active;
        var point = DenseVector<double>.Create(active.Length + initial.InnerWeights.Span.Length, (active, initial), static (span, arg) =>
        {
            for (var k = 0; k < arg.active.Length; k++) span[k] = arg.initial.OuterWeights[arg.active[k]];
            arg.initial.InnerWeights.Span.CopyTo(span[arg.active.Length..]);
        });
        return GradientFlow.Start(new EffectiveField(problem, threads: 1), point, problem.HiddenUnits);
    }

    /// <summary>Up to <paramref name="mostSteps"/> further steps of the integrator.</summary>
    /// <exception cref="ArgumentException">The plan's optimiser is not the gradient flow.</exception>
    public static RunSlice<TrainingState, TrainingSample> Advance(
        EffectiveProblem problem, TrainingPlan plan, TrainingState state, long mostSteps, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(state);
        Require.Positive(mostSteps, nameof(mostSteps));
        var flow = plan.Optimiser as Optimiser.GradientFlow
            ?? throw new ArgumentException("The effective dynamics is a gradient flow; no other optimiser fits.", nameof(plan));
        return new GradientFlow(new EffectiveField(problem, threads), plan, flow, state).Advance(mostSteps);
    }

    /// <summary>A whole run at once.</summary>
    public static (TrainingState State, Trajectory<TrainingSample> Trajectory) Complete(
        EffectiveProblem problem, TrainingPlan plan, TwoLayerParameters initial, int threads = 1) =>
        Advance(problem, plan, Start(problem, initial), long.MaxValue, threads).Whole(s => s.Time);

    /// <summary>The network with its background outer weights slaved to the active ones.</summary>
    public static TwoLayerParameters Slave(EffectiveProblem problem, TwoLayerParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Start(problem, parameters).Parameters();
    }

    /// <summary>|a_B - a_B*| / |a_B*|: how far the background of a network is from following its active neurons.</summary>
    public static double SlavingError(EffectiveProblem problem, TwoLayerParameters parameters)
    {
        var slaved = Slave(problem, parameters);
        var (difference, size) = (0.0, 0.0);
        for (var j = 0; j < problem.HiddenUnits; j++)
        {
            if (problem.Active.Contains(j)) continue;
            var gap = parameters.OuterWeights[j] - slaved.OuterWeights[j];
            difference += gap * gap;
            size += slaved.OuterWeights[j] * slaved.OuterWeights[j];
        }
        return difference == 0 ? 0 : Math.Sqrt(difference / size);
    }

    private static void RequireFits(EffectiveProblem problem, TwoLayerParameters parameters)
    {
        problem.Risk.RequireFits(parameters);
        if (parameters.HiddenUnits != problem.HiddenUnits)
        {
            throw new ArgumentException(
                $"A network of {parameters.HiddenUnits} neurons does not fit a problem of {problem.HiddenUnits}.", nameof(parameters));
        }
    }
}

/// <summary>The effective dynamics of the quenching stage: background neurons follow the active ones at once (Ma, Wu, E 2020, section 3.2).</summary>
/// <remarks>
/// The outer weights of the background solve dR/da_B = 0: s² K_BB a_B = s y_B - s² K_BA a_A. The active outer weights and all inner
/// weights descend the risk at the combined weights, with the same factor 2 and the same time as the full flow.
/// </remarks>
public sealed record EffectiveProblem
{
    /// <param name="risk">The population risk, of relu.</param>
    /// <param name="scaling">s.</param>
    /// <param name="hiddenUnits">m.</param>
    /// <param name="active">Indices of the active neurons, strictly increasing; <c>ActiveSet.Find</c> finds them.</param>
    public EffectiveProblem(PopulationRisk risk, OutputScaling scaling, int hiddenUnits, ImmutableArray<int> active)
    {
        ArgumentNullException.ThrowIfNull(risk);
        scaling.Factor(1);
        if (risk.Activation is not Activation.Relu) throw new ArgumentException("The effective dynamics is known for relu only.", nameof(risk));
        if (active.IsDefault) throw new ArgumentException("active must be given, if only as an empty list.", nameof(active));
        for (var k = 0; k < active.Length; k++)
        {
            if (active[k] < 0 || active[k] >= hiddenUnits)
                throw new ArgumentOutOfRangeException(nameof(active), active[k], $"active must lie in [0, {hiddenUnits}).");
            if (k > 0 && active[k] <= active[k - 1]) throw new ArgumentException("active must increase strictly.", nameof(active));
        }
        (Risk, Scaling, HiddenUnits, Active) = (risk, scaling, hiddenUnits, active);
    }

    public PopulationRisk Risk { get; }

    public OutputScaling Scaling { get; }

    public int HiddenUnits { get; }

    public ImmutableArray<int> Active { get; }
}

/// <summary>The effective dynamics as a field over (a_A, B); see <see cref="EffectiveProblem"/>.</summary>
internal sealed class EffectiveField : IDescent
{
    private readonly int[] _active, _background;
    private readonly double _factor;
    private readonly PaddedNeurons _neurons;
    private readonly ITargetOverlap _target;
    private readonly PositiveSolver _solver;
    private readonly double[] _kernel, _backgroundKernel, _backgroundWeights, _overlaps, _weights, _gradient;

    public EffectiveField(EffectiveProblem problem, int threads)
    {
        var m = problem.HiddenUnits;
        _active = [.. problem.Active];
        _background = [.. Enumerable.Range(0, m).Except(_active)];
        _factor = problem.Scaling.Factor(m);
        _neurons = new PaddedNeurons(m, problem.Risk.InputDimension);
        _target = TargetOverlaps.Of(problem.Risk.Target, _neurons, problem.Risk.Activation);
        _solver = new PositiveSolver(_background.Length);
        _kernel = new double[checked(_neurons.Rows * _neurons.Rows)];
        _backgroundKernel = new double[_background.Length * _background.Length];
        _backgroundWeights = new double[_background.Length];
        _overlaps = new double[_neurons.Rows];
        _weights = new double[m * (1 + problem.Risk.InputDimension)];
        _gradient = new double[_weights.Length];
        Gradient = new PopulationEvaluator(problem.Risk, problem.Scaling, m, threads);
    }

    public IRiskGradient Gradient { get; }

    public int Length => _active.Length + (_neurons.Count * _neurons.Dimension);

    public double EvaluateInto(ReadOnlySpan<double> point, Span<double> rate)
    {
        WeightsInto(point, _weights);
        var risk = Gradient.EvaluateInto(_weights, _gradient);
        for (var k = 0; k < _active.Length; k++) rate[k] = -_gradient[_active[k]];
        for (var k = 0; k < rate.Length - _active.Length; k++) rate[_active.Length + k] = -_gradient[_neurons.Count + k];
        return risk;
    }

    public void WeightsInto(ReadOnlySpan<double> point, Span<double> weights)
    {
        var m = _neurons.Count;
        weights[..m].Clear();
        for (var k = 0; k < _active.Length; k++) weights[_active[k]] = point[k];
        point[_active.Length..].CopyTo(weights[m..]);
        _neurons.Load(weights[..m], weights[m..]);
        KernelMatrix.FillInto(_neurons, _kernel);
        _target.EvaluateInto(_overlaps, [], withGradients: false, threads: 1);
        SolveBackground(weights);
        for (var i = 0; i < _background.Length; i++) weights[_background[i]] = _backgroundWeights[i];
    }

    /// <summary>s K_BB a_B = y_B - s K_BA a_A.</summary>
    private void SolveBackground(ReadOnlySpan<double> weights)
    {
        var count = _background.Length;
        for (var i = 0; i < count; i++)
        {
            var row = _kernel.AsSpan(_background[i] * _neurons.Rows, _neurons.Rows);
            var rest = _overlaps[_background[i]] / _factor;
            foreach (var j in _active) rest = Math.FusedMultiplyAdd(-row[j], weights[j], rest);
            _backgroundWeights[i] = rest;
            for (var j = 0; j < count; j++) _backgroundKernel[(i * count) + j] = row[_background[j]];
            // A dead neuron would make the matrix singular; with 1 on the diagonal its outer weight is 0.
            if (row[_background[i]] == 0) _backgroundKernel[(i * count) + i] = 1;
        }
        _solver.Factor(_backgroundKernel);
        _solver.SolveInto(_backgroundWeights);
    }
}
