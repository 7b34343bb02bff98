using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Integration;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>What an optimiser remembers besides the weights.</summary>
public abstract record OptimiserMemory
{
    private OptimiserMemory() { }

    /// <summary>Gradient descent remembers nothing.</summary>
    public sealed record None : OptimiserMemory;

    /// <summary>Momentum's v.</summary>
    public sealed record Velocity(DenseVector<double> Value) : OptimiserMemory;

    /// <summary>Adam's moving averages and the number of updates in them.</summary>
    public sealed record Moments(DenseVector<double> First, DenseVector<double> Second, long Updates) : OptimiserMemory;

    /// <summary>The integrator of the flow.</summary>
    public sealed record Flow(RungeKuttaChebyshevState State) : OptimiserMemory;

    public T Match<T>(Func<None, T> none, Func<Velocity, T> velocity, Func<Moments, T> moments, Func<Flow, T> flow)
    {
        ArgumentNullException.ThrowIfNull(none);
        ArgumentNullException.ThrowIfNull(velocity);
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentNullException.ThrowIfNull(flow);
        return this switch
        {
            None m => none(m),
            Velocity m => velocity(m),
            Moments m => moments(m),
            Flow m => flow(m),
            _ => throw new UnreachableException(),
        };
    }
}
