using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>Estimates of what finite width and finite samples do early in training, before any example is satisfied.</summary>
public static class FiniteSize
{
    /// <summary>Rms relative deviation of a node's a from its law: σ_w/sqrt(σ_a²+σ_w²) J_δ/(I_δ sqrt N), whatever the width of the network.</summary>
    /// <remarks>
    /// The sample noise of the drive enters da/dt through w_perp and acts like a shift of w_par(0). For Gaussian inputs, clean labels and unit
    /// initial widths it is sqrt(π (d-1)/(2N)); confirmed there to 25 %.
    /// </remarks>
    /// <exception cref="ArgumentException">The number of training examples is not given.</exception>
    public static double NodeScatter(HingeProblem problem)
    {
        double n = Samples(problem);
        var law = ProjectionStatistics.Of(problem.Law, problem.InputDimension);
        var drive = (1 - (2 * problem.MislabelFraction)) * law.InitialDrive;
        return problem.InnerWidth * Math.Sqrt(law.NoiseSquare(double.PositiveInfinity) / (2 * problem.InitialMoment * n)) / drive;
    }

    /// <summary>Test error of Gaussian inputs before any example is satisfied, averaged over seeds; NaN for other laws and initial widths.</summary>
    /// <remarks>
    /// (1/π) arctan sqrt((d-1)/(2M) + [π (d-1)/(2N) + d²/(2πN)]/(1-2δ)²): finite width, direction noise of the sample, and its class imbalance;
    /// flipped labels weaken the drive but not its noise. Single seeds scatter by a factor of two.
    /// </remarks>
    /// <exception cref="ArgumentException">The number of training examples is not given.</exception>
    public static double PlateauError(HingeProblem problem)
    {
        double n = Samples(problem);
        if (problem.Law is not InputLaw.Gaussian || !problem.HasUnitWidths) return double.NaN;
        double d = problem.InputDimension;
        var signal = 1 - (2 * problem.MislabelFraction);
        var sampling = ((Math.PI * (d - 1) / 2) + (d * d / (2 * Math.PI))) / n / signal / signal;
        return Elementary.Atan(Math.Sqrt(((d - 1) / (2.0 * problem.HiddenUnits)) + sampling)) / Math.PI;
    }

    private static int Samples(HingeProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.TrainingSamples
            ?? throw new ArgumentException("TrainingSamples must be given for an effect of finite samples.", nameof(problem));
    }
}
