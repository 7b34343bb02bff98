using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Integration;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>How the weights follow the gradient. Time is steps × learning rate for every one of them.</summary>
public abstract record Optimiser
{
    private Optimiser(double learningRate) => LearningRate = Require.Positive(learningRate, nameof(LearningRate));

    /// <summary>η: the step of the literal methods; for the flow, the unit in which its time is reported as steps.</summary>
    public double LearningRate { get; }

    /// <summary>θ ← θ - η g.</summary>
    public sealed record GradientDescent(double LearningRate) : Optimiser(LearningRate);

    /// <summary>v ← ρ v + g, θ ← θ - η v, from v = 0; the authors' ρ is 0.9.</summary>
    public sealed record Momentum(double LearningRate, double Decay = 0.9) : Optimiser(LearningRate)
    {
        public double Decay { get; init => field = Require.InRange(value, 0, 1.0, nameof(Decay)); }
            = Require.InRange(Decay, 0, 1.0, nameof(Decay));
    }

    /// <summary>Kingma and Ba 2015, θ ← θ - η/(1-β1^t) m/(√v/√(1-β2^t) + ε), t from 1.</summary>
    public sealed record Adam(double LearningRate, double FirstDecay = 0.9, double SecondDecay = 0.999, double Offset = 1e-8)
        : Optimiser(LearningRate)
    {
        public double FirstDecay { get; init => field = Require.InRange(value, 0, 1.0, nameof(FirstDecay)); }
            = Require.InRange(FirstDecay, 0, 1.0, nameof(FirstDecay));

        public double SecondDecay { get; init => field = Require.InRange(value, 0, 1.0, nameof(SecondDecay)); }
            = Require.InRange(SecondDecay, 0, 1.0, nameof(SecondDecay));

        public double Offset { get; init => field = Require.Positive(value, nameof(Offset)); } = Require.Positive(Offset, nameof(Offset));
    }

    /// <summary>
    /// dθ/dt = -g by <see cref="RungeKuttaChebyshev"/>. A tolerance of 1e-4 suits the population risk; 1e-3 the empirical one, whose kinks
    /// make smaller ones pay with rejected steps. Where the flow slides along a corner of the risk, a neuron being about to see an input or to die,
    /// steps are as short as the tolerance: at 1e-7 and below such a run may not end in a lifetime.
    /// </summary>
    public sealed record GradientFlow(double LearningRate, double RelativeTolerance = 1e-4) : Optimiser(LearningRate)
    {
        public double RelativeTolerance { get; init => field = new RungeKuttaChebyshev(value).RelativeTolerance; }
            = new RungeKuttaChebyshev(RelativeTolerance).RelativeTolerance;
    }

    public T Match<T>(
        Func<GradientDescent, T> gradientDescent, Func<Momentum, T> momentum, Func<Adam, T> adam, Func<GradientFlow, T> gradientFlow)
    {
        ArgumentNullException.ThrowIfNull(gradientDescent);
        ArgumentNullException.ThrowIfNull(momentum);
        ArgumentNullException.ThrowIfNull(adam);
        ArgumentNullException.ThrowIfNull(gradientFlow);
        return this switch
        {
            GradientDescent o => gradientDescent(o),
            Momentum o => momentum(o),
            Adam o => adam(o),
            GradientFlow o => gradientFlow(o),
            _ => throw new UnreachableException(),
        };
    }
}

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
