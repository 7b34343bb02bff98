using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.Runs;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>A slice of literal steps in buffers of its own: takes a state in, gives a state back.</summary>
internal sealed class DiscreteDescent
{
    private readonly TrainingPlan _plan;
    private readonly TrainingState _start;
    private readonly IRiskGradient _objective;
    private readonly IRiskGradient[] _batches;
    private readonly SampleRecorder _recorder;
    private readonly double[] _weights, _gradient;
    private readonly double[] _first, _second;
    private readonly int _moving;
    private long _step, _updates, _evaluations;

    public DiscreteDescent(TrainingProblem problem, TrainingPlan plan, TrainingState state, int threads)
    {
        (_plan, _start) = (plan, state);
        var field = new DescentField(problem, state.HiddenUnits, threads);
        (_objective, _moving) = (field.Gradient, field.Moving);
        _batches = plan.BatchSize is { } size ? problem.BatchEvaluators(size, state.HiddenUnits, threads) : [];
        _recorder = new SampleRecorder(plan, state.HiddenUnits, state.RecordsTaken);
        _weights = state.Weights.Span.ToArray();
        _gradient = new double[_weights.Length];
        (_step, _evaluations) = (state.Step, state.GradientEvaluations);
        (_first, _second, _updates) = state.Memory.Match<(double[], double[], long)>(
            none: _ => ([], [], 0),
            velocity: m => (m.Value.Span.ToArray(), [], 0),
            moments: m => (m.First.Span.ToArray(), m.Second.Span.ToArray(), m.Updates),
            flow: _ => throw new ArgumentException("The state belongs to a gradient flow.", nameof(state)));
    }

    public RunSlice<TrainingState, TrainingSample> Advance(long mostSteps)
    {
        Action update = _plan.Optimiser.Match<Action>(
            gradientDescent: o => () => RowKernels.AddInto(_gradient.AsSpan(0, _moving), -o.LearningRate, _weights.AsSpan(0, _moving)),
            momentum: o => () => MomentumUpdate(o),
            adam: o => () => AdamUpdate(o),
            gradientFlow: _ => throw new InvalidOperationException("The gradient flow takes no literal steps."));
        for (var done = 0L; done < mostSteps; done++)
        {
            var risk = _objective.EvaluateInto(_weights, _gradient);
            _evaluations++;
            if (Ending(risk) is { } ending) return Slice(ending);
            if (_batches.Length == 0) update();
            foreach (var batch in _batches)
            {
                batch.EvaluateInto(_weights, _gradient);
                _evaluations++;
                update();
            }
            _step++;
        }
        return Slice(null);
    }

    private Termination? Ending(double risk)
    {
        if (TrainingRun.Divergence(_step, risk, _start.InitialRisk) is { } divergence) return divergence;
        var isDue = _recorder.Next == _step;
        var isConverged = risk < _plan.StoppingRisk;
        if (isDue) _recorder.TakeScheduled(risk, _weights, _gradient, _evaluations);
        else if (isConverged) _recorder.Take(_step, risk, _weights, _gradient, _evaluations);
        var time = _step * _plan.Optimiser.LearningRate;
        if (isConverged) return new Termination.Converged(time, risk);
        return _step == _plan.Steps ? new Termination.ReachedTime(time) : null;
    }

    private void MomentumUpdate(Optimiser.Momentum momentum)
    {
        for (var k = 0; k < _moving; k++)
        {
            _first[k] = Math.FusedMultiplyAdd(momentum.Decay, _first[k], _gradient[k]);
            _weights[k] = Math.FusedMultiplyAdd(-momentum.LearningRate, _first[k], _weights[k]);
        }
    }

    private void AdamUpdate(Optimiser.Adam adam)
    {
        _updates++;
        var step = adam.LearningRate / (1 - Elementary.Pow(adam.FirstDecay, _updates));
        var correction = Math.Sqrt(1 - Elementary.Pow(adam.SecondDecay, _updates));
        for (var k = 0; k < _moving; k++)
        {
            var g = _gradient[k];
            _first[k] = (adam.FirstDecay * _first[k]) + ((1 - adam.FirstDecay) * g);
            _second[k] = (adam.SecondDecay * _second[k]) + ((1 - adam.SecondDecay) * g * g);
            _weights[k] -= step * _first[k] / ((Math.Sqrt(_second[k]) / correction) + adam.Offset);
        }
    }

    private RunSlice<TrainingState, TrainingSample> Slice(Termination? ending)
    {
        var (first, second) = (DenseVector<double>.Copy(_first), DenseVector<double>.Copy(_second));
        OptimiserMemory memory = _second.Length > 0 ? new OptimiserMemory.Moments(first, second, _updates)
            : _first.Length > 0 ? new OptimiserMemory.Velocity(first)
            : new OptimiserMemory.None();
        var state = _start with
        {
            Step = _step,
            Weights = DenseVector<double>.Copy(_weights),
            Memory = memory,
            RecordsTaken = _recorder.Taken,
            GradientEvaluations = _evaluations,
        };
        return new(state, _recorder.Samples, ending);
    }
}
