using System.Numerics;
using Pipelines.Model.Dynamics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Training.MeanFieldHinge;

/// <summary>The buffered face of training: two sets of parameters that are swapped, between two immutable states.</summary>
internal sealed class TrainingRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const string ParameterNotFinite = "a network parameter is not finite";

    private readonly TrainingProblem<T> _problem;
    private readonly TrainingOrigin<T> _origin;
    private readonly HingePass<T> _pass;
    private readonly BatchRows _batches;
    private readonly T[] _outputs;
    private readonly int[]? _firstSatisfied;
    private readonly int[]? _lastUnsatisfied;
    private HingeWeights<T> _current;
    private HingeWeights<T> _next;
    private long _step;

    public TrainingRun(TrainingProblem<T> problem, TrainingState<T> state, TrainingWorkspace<T> workspace)
    {
        (_problem, _origin, _step) = (problem, state.Origin, state.Step);
        _pass = workspace.Pass(state.Parameters.Architecture);
        _batches = new(problem.Batches, problem.Training.Examples);
        _outputs = new T[problem.Training.Examples];
        (_firstSatisfied, _lastUnsatisfied) = (state.Satisfaction?.FirstSatisfied.ToArray(), state.Satisfaction?.LastUnsatisfied.ToArray());
        (_current, _next) = (TrainingWorkspace<T>.Load(state.Parameters), new(_pass.Layout));
    }

    public TrainingState<T> State => new(
        _step, new(_current.OuterWeights(), _current.InnerWeights()), _origin,
        _firstSatisfied is null ? null : new(_firstSatisfied, _lastUnsatisfied));

    /// <summary>Makes up to so many steps; stops before a step that leads to numbers that are not finite.</summary>
    public Termination.Diverged? Advance(long steps)
    {
        for (var end = _step + steps; _step < end; _step++)
        {
            var finite = StepInto(_current, _next, out var totals);
            if (!double.IsFinite(totals.Hinge)) return new(_step, "the training loss is not finite");
            if (!finite) return new(_step + 1, ParameterNotFinite);
            (_current, _next) = (_next, _current);
        }
        return null;
    }

    /// <summary>Makes one step, whatever it leads to.</summary>
    public void Advance()
    {
        StepInto(_current, _next, out _);
        (_current, _next) = (_next, _current);
        _step++;
    }

    /// <summary>One step from one set of parameters to another; false when the new ones are not finite.</summary>
    public bool StepInto(HingeWeights<T> current, HingeWeights<T> next, out HingeTotals totals)
    {
        var (data, loss, layout) = (_problem.Training, _problem.Loss, _pass.Layout);
        var rows = _batches.At(_step);
        var examples = new HingeExamples<T>(data.Inputs, data.Labels, _origin.TrainingOutputs, rows, loss.OutputScale, loss.Margin);
        totals = _pass.Gradient(examples, current, _outputs);
        if (_firstSatisfied is not null) Mark(examples);
        var rate = _problem.LearningRate / (loss.OutputScale * examples.Count * layout.Units * Math.Sqrt(layout.Depth));
        return HingeUpdate.Step(current, _pass.Sum, T.CreateChecked(rate), next);
    }

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
