using System.Numerics;
using Pipelines.Model.Networks;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Training.MeanFieldHinge;

/// <summary>Scratch memory and thread budget of one run: reused from step to step, never part of a state, never shared by two runs at a time.</summary>
/// <remarks>Memory: at most 64 partial gradients of M × d numbers (256 MiB at most) and 200 × M numbers per thread. Results do not depend on it.</remarks>
/// <param name="threads">At most so many threads work on a step.</param>
public sealed class TrainingWorkspace<T>(int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private HingePass<T>? _pass;

    public int Threads { get; } = Numerics.Require.Positive(threads);

    internal HingePass<T> Pass(Architecture architecture)
    {
        var layout = HingeLayout.For<T>(architecture.InputDimension, architecture.HiddenUnits);
        return _pass?.Layout == layout ? _pass : _pass = new(layout, Threads);
    }

    /// <summary>The parameters in the layout of the kernels.</summary>
    internal static HingeWeights<T> Load(Parameters<T> parameters)
    {
        var weights = new HingeWeights<T>(HingeLayout.For<T>(parameters.Architecture.InputDimension, parameters.Architecture.HiddenUnits));
        weights.Load(parameters.OuterWeights, parameters.InnerWeights);
        return weights;
    }
}
