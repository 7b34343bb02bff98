using Pipelines.Model.Numerics;

namespace Pipelines.Model.Theories.MeanFieldHinge;

/// <summary>Estimates of what finite width and finite samples do early in training, for Gaussian inputs.</summary>
public static class FiniteSize
{
    /// <summary>Rms relative deviation of a node's a from its law: sqrt(π (d-1)/(2N)), whatever the width.</summary>
    /// <remarks>The sample noise of the drive enters da/dt through w_perp and acts like a shift of w_par(0). Confirmed to 25 %.</remarks>
    /// <exception cref="ArgumentException">The number of training examples is not given.</exception>
    public static double NodeScatter(HingeProblem problem) => Math.Sqrt(Math.PI * (problem.InputDimension - 1) / (2.0 * Samples(problem)));

    /// <summary>Test error before any example is satisfied, averaged over seeds.</summary>
    /// <remarks>
    /// (1/π) arctan sqrt((d-1)/(2M) + π (d-1)/(2N) + d²/(2πN)): finite width, direction noise of the sample, and its class imbalance.
    /// Single seeds scatter by a factor of two.
    /// </remarks>
    /// <exception cref="ArgumentException">The number of training examples is not given.</exception>
    public static double PlateauError(HingeProblem problem)
    {
        double n = Samples(problem);
        double d = problem.InputDimension;
        var square = ((d - 1) / (2.0 * problem.HiddenUnits)) + (Math.PI * (d - 1) / (2 * n)) + (d * d / (2 * Math.PI * n));
        return Elementary.Atan(Math.Sqrt(square)) / Math.PI;
    }

    private static int Samples(HingeProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.TrainingSamples
            ?? throw new ArgumentException("TrainingSamples must be given for an effect of finite samples.", nameof(problem));
    }
}
