using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Training.Kernels;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Scratch memory and thread budget of one run: reused from step to step, never part of a state, never shared by two runs at a
/// time.</summary>
/// <remarks>
/// Keep one for a whole run, also where it goes on in slices: it remembers which examples need no look. Results do not depend on it.
/// Memory: at most 64 partial gradients of M × d numbers (256 MiB at most), 40 × M bytes and 96 × d numbers per thread, 56 bytes per training and
/// test example.
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
