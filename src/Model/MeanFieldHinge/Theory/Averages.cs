using Pipelines.Model.MeanFieldHinge.Laws;

namespace Pipelines.Model.MeanFieldHinge.Theory;

/// <summary>Averages over examples, flipped ones included, that depend on training only through the satisfied region's edge H.</summary>
/// <remarks>Pellegrini and Biroli 2020, arXiv 2006.11209, supplement eqs. 21-24; flipped examples are never satisfied.</remarks>
internal readonly record struct Averages(
    double CleanDrive,
    double CleanUnsatisfiedFraction,
    double UnsatisfiedFraction,
    double Noise,
    double SampledNoise,
    double PopulationLoss,
    double OutputSlope)
{
    public static Averages At(HingeProblem problem, ProjectionStatistics law, double edge)
    {
        var delta = problem.MislabelFraction;
        var (drive, unsatisfied) = (law.Drive(edge), law.UnsatisfiedFraction(edge));
        var flippedNoise = delta == 0 ? 0 : delta * law.NoiseSquare(double.PositiveInfinity);
        var noise = Math.Sqrt(((1 - delta) * law.NoiseSquare(edge)) + flippedNoise);
        return new(
            drive,
            unsatisfied,
            ((1 - delta) * unsatisfied) + delta,
            noise,
            noise / Math.Sqrt(problem.TrainingSamples ?? double.NaN),
            Loss(problem, law.InitialDrive, edge, drive, unsatisfied),
            problem.Margin / problem.OutputScale / edge);
    }

    // L = (h/α²)(f^U - 2I/H); flipped examples contribute (h/α²)(1 + 2 I(inf)/H). At γ = 0, H = inf and both are h/α².
    private static double Loss(HingeProblem problem, double initialDrive, double edge, double drive, double unsatisfied)
    {
        var delta = problem.MislabelFraction;
        var met = edge == 0 ? 0 : 2 * drive / edge;
        var flipped = delta == 0 ? 0 : delta * (1 + (2 * initialDrive / edge));
        var share = ((1 - delta) * (unsatisfied - met)) + flipped;
        // The unit of loss overflows for tiny output scales, where nothing times it is still nothing.
        return share == 0 ? 0 : problem.Margin / problem.OutputScale / problem.OutputScale * share;
    }
}
