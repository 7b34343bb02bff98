using System.Diagnostics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.QuenchingActivation;

/// <summary>The standard deviation β of the outer weights at the start.</summary>
public abstract record OuterWeightScale
{
    private OuterWeightScale() { }

    /// <summary>β as given; 0 starts from the zero function.</summary>
    public sealed record Fixed(double StandardDeviation) : OuterWeightScale
    {
        public double StandardDeviation { get; init => field = Require.NonNegative(value, nameof(StandardDeviation)); }
            = Require.NonNegative(StandardDeviation, nameof(StandardDeviation));
    }

    /// <summary>β = m^-γ.</summary>
    public sealed record PowerOfWidth(double Exponent) : OuterWeightScale
    {
        public double Exponent { get; init => field = Require.NonNegative(value, nameof(Exponent)); }
            = Require.NonNegative(Exponent, nameof(Exponent));
    }

    /// <summary>β for a network of this width.</summary>
    public double Value(int hiddenUnits) => Match(
        @fixed: f => f.StandardDeviation,
        powerOfWidth: p => Elementary.Pow(hiddenUnits, -p.Exponent));

    public T Match<T>(Func<Fixed, T> @fixed, Func<PowerOfWidth, T> powerOfWidth)
    {
        ArgumentNullException.ThrowIfNull(@fixed);
        ArgumentNullException.ThrowIfNull(powerOfWidth);
        return this switch
        {
            Fixed f => @fixed(f),
            PowerOfWidth p => powerOfWidth(p),
            _ => throw new UnreachableException(),
        };
    }
}
