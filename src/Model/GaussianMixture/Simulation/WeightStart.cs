using System.Diagnostics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>Where a simulation starts.</summary>
public abstract record WeightStart
{
    private WeightStart() { }

    /// <summary>w(0) ~ N(0, R I).</summary>
    public sealed record Free : WeightStart;

    /// <summary>A free start shifted along v* so that m(0) has exactly this value (up to the rounding of the weights).</summary>
    public sealed record Fixed(double Magnetization) : WeightStart
    {
        public double Magnetization { get; init => field = Require.Finite(value, nameof(Magnetization)); } = Require.Finite(Magnetization);
    }

    /// <summary>These weights.</summary>
    public sealed record Given(DenseVector<double> Weights) : WeightStart
    {
        public DenseVector<double> Weights { get; } = Weights ?? throw new ArgumentNullException(nameof(Weights));
    }

    public T Match<T>(Func<Free, T> free, Func<Fixed, T> @fixed, Func<Given, T> given)
    {
        ArgumentNullException.ThrowIfNull(free);
        ArgumentNullException.ThrowIfNull(@fixed);
        ArgumentNullException.ThrowIfNull(given);
        return this switch
        {
            Free s => free(s),
            Fixed s => @fixed(s),
            Given s => given(s),
            _ => throw new UnreachableException(),
        };
    }
}
