using System.Diagnostics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>Output of the perceptron before the sign: φ(h) of the pre-activation h.</summary>
public abstract record MixtureActivation
{
    private MixtureActivation() { }

    /// <summary>φ(h) = h: a hyperplane through the origin.</summary>
    public sealed record Linear : MixtureActivation;

    /// <summary>φ(h) = h² − L²: a symmetric door of half-width L around the origin.</summary>
    /// <param name="Threshold">L &gt; 0.</param>
    public sealed record Door(double Threshold) : MixtureActivation
    {
        public double Threshold { get; init => field = Require.Positive(value, nameof(Threshold)); } = Require.Positive(Threshold);
    }

    public T Match<T>(Func<Linear, T> linear, Func<Door, T> door)
    {
        ArgumentNullException.ThrowIfNull(linear);
        ArgumentNullException.ThrowIfNull(door);
        return this switch
        {
            Linear a => linear(a),
            Door a => door(a),
            _ => throw new UnreachableException(),
        };
    }
}
