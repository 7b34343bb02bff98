using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>A mean over independent replicates with its standard error; the error of an exact value is 0, that of a single replicate NaN.</summary>
public readonly record struct Estimate(double Mean, double StandardError)
{
    public static Estimate Exact(double value) => new(value, 0);

    /// <summary>Mean and standard error of the mean of independent values, at least one.</summary>
    public static Estimate Of(ReadOnlySpan<double> values)
    {
        var (mean, error) = SampleStatistics.MeanWithError(values);
        return new(mean, error);
    }
}
