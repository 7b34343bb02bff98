using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>
/// One of the five observables in which simulation and theory meet: where it is read on either side, and how close they have to be.
/// </summary>
/// <param name="Name">Column name.</param>
/// <param name="Summary">One line in the field's words.</param>
/// <param name="Equation">Paper and equation number.</param>
/// <param name="Floor">Difference that is accepted whatever the standard errors.</param>
/// <param name="IsRelative">The floor grows with the value beyond 1.</param>
/// <param name="Observed">Its value in a simulation.</param>
/// <param name="Solved">Its value in the theory.</param>
internal sealed record MixtureQuantity(
    string Name, string Summary, string Equation, double Floor, bool IsRelative,
    Func<MixtureObservables, double> Observed, Func<DmftPoint, Estimate> Solved)
{
    private const string Paper = "Mignacco et al. 2020";

    public static MixtureQuantity Magnetization { get; } = new(
        "magnetization", "Overlap m = w.v*/d.", $"{Paper}, eq. 18", 0.01, true, o => o.Magnetization, p => p.Magnetization);

    public static MixtureQuantity GeneralisationError { get; } = new(
        "generalisationError", "Probability of misclassifying a fresh sample.", $"{Paper}, eqs. 24, 25", 0.002, false,
        o => o.GeneralisationError, p => p.GeneralisationError);

    /// <summary>In the order of the tables' columns.</summary>
    public static ImmutableArray<MixtureQuantity> All { get; } =
    [
        Magnetization,
        new("squaredNorm", "C(t,t) = |w|^2/d.", $"{Paper}, eq. 20", 0.02, true, o => o.SquaredNorm, p => p.SquaredNorm),
        GeneralisationError,
        new("trainingLoss", "(1/d) sum of the loss over all samples, masked or not, without the ridge.", $"{Paper}, eq. 21", 0.004, true,
            o => o.TrainingLoss, p => p.TrainingLoss),
        new("trainingAccuracy", "Share of all samples on the right side.", $"{Paper}, eq. 22", 0.003, false,
            o => o.TrainingAccuracy, p => p.TrainingAccuracy),
    ];

    /// <summary>Name of the column that holds the standard error.</summary>
    public string ErrorName => $"{Name}StandardError";

    /// <summary>f: the floor at this value.</summary>
    public double FloorAt(double value) => IsRelative ? Floor * Math.Max(1, Math.Abs(value)) : Floor;
}
