using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Training.Kernels;
using Pipelines.Model.Runs;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>The buffered face of training: two sets of parameters that are swapped, between two immutable states.</summary>
internal sealed class TrainingRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const string ParameterNotFinite = "a network parameter is not finite";

    /// <summary>From so many examples an input on, the sharper bound of the motion costs a few hundredths of a step that leaves most examples
    /// out.</summary>
    private const int RestWorth = 64;

    private readonly TrainingProblem<T> _problem;
    private readonly TrainingOrigin<T> _origin;
    private readonly HingePass<T> _pass;
    private readonly BatchRows _batches;
    private readonly T[] _direction;
    private readonly MarginFunction _function;
    private readonly double _lossAtStart;
    private readonly HingeActiveSet? _active;
    private readonly HingeResidual<T>? _residual;
    private readonly T[] _outputs;
    private HingeExamples<T>? _test;
    private T[] _testOutputs = [];
    private readonly int[]? _firstSatisfied;
    private readonly int[]? _lastUnsatisfied;
    private HingeWeights<T> _current;
    private HingeWeights<T> _next;
    private long _step;
    private (HingeTotals Totals, long Gradients)? _looked;

    public TrainingRun(TrainingProblem<T> problem, TrainingState<T> state, TrainingWorkspace<T> workspace)
    {
        (_problem, _origin, _step) = (problem, state.Origin, state.Step);
        _pass = workspace.Pass(state.Parameters.Architecture);
        _batches = new(problem.Batches, problem.Training.Examples);
        _outputs = new T[problem.Training.Examples];
        (_firstSatisfied, _lastUnsatisfied) = (state.Satisfaction?.FirstSatisfied.ToArray(), state.Satisfaction?.LastUnsatisfied.ToArray());
        (_current, _next) = (TrainingWorkspace<T>.Load(state.Parameters), new(_pass.Layout));
        _direction = [.. problem.Training.ReferenceDirection.Span.ToArray().Select(T.CreateTruncating)];
        (_function, _lossAtStart) = (MarginFunction.Of(problem.Loss.Function), problem.Loss.AtStart);
        // Without a margin every example always has a force.
        _active = !_function.HasMargin ? null : HingeActiveSet.For(
            problem.Training.Source, problem.Loss.OutputScale, problem.Loss.Margin, _direction, _pass.Layout, _pass.Threads);
        _active?.Begin(_current);
        var isWorthIt = _active is not null && problem.Batches is BatchSchedule.FullBatch
            && problem.Training.Examples >= RestWorth * _pass.Layout.Depth;
        _residual = isWorthIt ? new(_pass.Layout) : null;
    }

    public TrainingState<T> State => new(
        _step, new(_current.OuterWeights(), _current.InnerWeights()), _origin,
        _firstSatisfied is null ? null : new(_firstSatisfied, _lastUnsatisfied));

    /// <summary>How many outputs were computed so far: examples times steps without the active set.</summary>
    public long Evaluations { get; private set; }

    /// <summary>θ now.</summary>
    public HingeWeights<T> Weights => _current;

    /// <summary>F of every example at which it was last looked at: now, or when it was satisfied for good as far as is known.</summary>
    public ReadOnlySpan<T> Outputs => _outputs;

    /// <summary>Losses and gradient over all examples, with whatever batches training goes on.</summary>
    /// <param name="withOutputs">Makes the outputs of all examples those of now, also where nothing else depends on them.</param>
    public HingeTotals LookAtAll(bool withOutputs = false)
    {
        if (!withOutputs && Looked is { } known) return known;
        var totals = _pass.Gradient(Examples(null) with { LooksAtAll = withOutputs }, _current, _outputs);
        _looked = (totals, _pass.Gradients);
        return totals;
    }

    /// <summary>What a look at all examples at these parameters has shown, if the gradient is still in the pass.</summary>
    private HingeTotals? Looked => _looked is { } looked && looked.Gradients == _pass.Gradients ? looked.Totals : null;

    /// <summary>
    /// F of every test example at which it was last looked at, all with the signs they have now: what an error is made of.
    /// </summary>
    public ReadOnlySpan<T> TestSigns(LabelledDataset<T> test)
    {
        if (_test is null)
        {
            var signs = HingeActiveSet.For(test.Source, 1, 0, _direction, _pass.Layout, _pass.Threads);
            signs.Begin(_current);
            (_test, _testOutputs) = (
                new(test.Source, test.Labels, _origin.TestOutputs, null, 1, 0, _function, signs), new T[test.Examples]);
        }
        _pass.Signs(_test, _current, _testOutputs);
        return _testOutputs;
    }

    /// <summary>Makes up to so many steps; stops before a step that leads to numbers that are not finite.</summary>
    public Termination.Diverged? Advance(long steps)
    {
        for (var end = _step + steps; _step < end; _step++)
        {
            var (totals, motion, growth) = StepInto(_current, _next);
            if (HingeTraining.LossDivergence(_step, growth) is { } divergence) return divergence;
            if (!motion.IsFinite) return new(_step + 1, ParameterNotFinite);
            _active?.Measure(motion);
            _test?.Active?.Measure(motion);
            Evaluations += totals.Evaluated;
            (_current, _next) = (_next, _current);
        }
        return null;
    }

    /// <summary>Makes one step, whatever it leads to.</summary>
    public void Advance()
    {
        StepInto(_current, _next);
        (_current, _next) = (_next, _current);
        _step++;
    }

    /// <returns>Growth: mean loss of the examples looked at over that of the start, where F = 0.</returns>
    private (HingeTotals Totals, HingeWeightChange Motion, double Growth) StepInto(HingeWeights<T> current, HingeWeights<T> next)
    {
        var (loss, layout) = (_problem.Loss, _pass.Layout);
        var rows = _batches.At(_step);
        var examples = Examples(rows);
        // The examples outside of the batch have to be looked at, too, to know when they are satisfied.
        if (rows is not null) MarkSatisfied();
        // A look at all examples for a record has already made the gradient of a full batch.
        var totals = (rows is null ? Looked : null) ?? _pass.Gradient(examples, current, _outputs);
        _looked = null;
        if (rows is null && _firstSatisfied is not null) Mark(examples);
        var rate = _problem.LearningRate / (loss.OutputScale * examples.Count * layout.Units * Math.Sqrt(layout.Depth));
        var motion = HingeUpdate.Step(current, _pass.Sum, T.CreateChecked(rate), _direction, next, _residual);
        return (totals, motion, totals.Loss / (_lossAtStart * examples.Count));
    }

    private HingeExamples<T> Examples(int[]? rows) => new(
        _problem.Training.Source, _problem.Training.Labels, _origin.TrainingOutputs, rows, _problem.Loss.OutputScale, _problem.Loss.Margin,
        _function, _active);

    /// <summary>Marks the examples that are satisfied now, and those that are not; nothing where that is not asked for.</summary>
    public void MarkSatisfied()
    {
        if (_firstSatisfied is null) return;
        LookAtAll();
        Mark(Examples(null));
    }

    /// <summary>Examples that were not looked at still have the output at which they were last found satisfied, and so are found again.</summary>
    private void Mark(HingeExamples<T> examples)
    {
        var step = checked((int)_step);
        for (var i = 0; i < examples.Count; i++)
        {
            var n = examples.Row(i);
            if (examples.Slack(n, _outputs[n]) > 0) _lastUnsatisfied![n] = step;
            else if (_firstSatisfied![n] < 0) _firstSatisfied[n] = step;
        }
    }
}

/// <summary>Scratch memory and thread budget of one run: reused from step to step, never part of a state, never shared by two runs at a
/// time.</summary>
/// <remarks>
/// Keep one for a whole run, also where it goes on in slices: it remembers which examples need no look. Results do not depend on it.
/// Memory: at most 64 partial gradients of M × d numbers (256 MiB at most), 40 × M bytes and 96 × d numbers per thread (192 × d more where inputs
/// are not stored), 28 bytes and a number per training and test example.
/// </remarks>
/// <param name="threads">At most so many threads work on a step.</param>
public sealed class TrainingWorkspace<T>(int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private HingePass<T>? _pass;
    private (TrainingProblem<T> Problem, TrainingState<T> State, TrainingRun<T> Run)? _kept;

    /// <summary>May change between steps: what is remembered of the examples stays.</summary>
    public int Threads
    {
        get;
        set
        {
            field = Numerics.Require.Positive(value, nameof(Threads));
            if (_pass is not null) _pass.Threads = field;
        }
    } = Numerics.Require.Positive(threads);

    internal HingePass<T> Pass(Architecture architecture)
    {
        var layout = HingeLayout.For<T>(architecture.InputDimension, architecture.HiddenUnits);
        return _pass?.Layout == layout ? _pass : _pass = new(layout, Threads);
    }

    /// <summary>The run that led to this very state, if it is the last one kept, with all it knows of its examples; a new one otherwise.</summary>
    internal TrainingRun<T> Resume(TrainingProblem<T> problem, TrainingState<T> state) =>
        _kept is { } kept && ReferenceEquals(kept.Problem, problem) && ReferenceEquals(kept.State, state) ? kept.Run : new(problem, state, this);

    /// <summary>Keeps a run for going on from its state.</summary>
    internal void Keep(TrainingProblem<T> problem, TrainingState<T> state, TrainingRun<T> run) => _kept = (problem, state, run);

    /// <summary>The parameters in the layout of the kernels.</summary>
    internal static HingeWeights<T> Load(Parameters<T> parameters)
    {
        var weights = new HingeWeights<T>(HingeLayout.For<T>(parameters.Architecture.InputDimension, parameters.Architecture.HiddenUnits));
        weights.Load(parameters.OuterWeights, parameters.InnerWeights);
        return weights;
    }
}
