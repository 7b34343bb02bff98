using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The tables that the simulations leave.</summary>
internal static class MixtureTables
{
    private const string Fresh = "Share of the fresh samples that are misclassified; NaN where there are none.";
    private const string Error = "Its standard error over simulations; NaN for a single one.";

    /// <summary>The ensemble at one step: one estimate per quantity.</summary>
    internal sealed record Averaged(long Step, double Time, IReadOnlyList<Estimate> Estimates, Estimate TestError);

    /// <summary>The ensemble at its end, and at the lowest point of its error.</summary>
    internal sealed record End(Averaged Last, Averaged Lowest, bool HasEnoughSeeds);

    /// <summary>Columns of <see cref="Simulation"/> that other stages read.</summary>
    internal static class SimulationColumns
    {
        public static TableColumn<(int Seed, MixtureSample Sample)> Step { get; } = TableColumn.Integer<(int Seed, MixtureSample Sample)>(
            "step", r => r.Sample.Step, "Steps of descent.");

        public static TableColumn<(int Seed, MixtureSample Sample)> Time { get; } = TableColumn.Number<(int Seed, MixtureSample Sample)>(
            "time", r => r.Sample.Time, "t = learningRate * step.", "time");

        public static TableColumn<(int Seed, MixtureSample Sample)> TestError { get; } =
            TableColumn.Number<(int Seed, MixtureSample Sample)>("testError", r => r.Sample.TestError, Fresh);

        public static TableColumn<(int Seed, MixtureSample Sample)> Of(MixtureQuantity quantity) =>
            TableColumn.Number<(int Seed, MixtureSample Sample)>(
            quantity.Name, r => quantity.Observed(r.Sample.Observables), quantity.Summary, "", quantity.Equation);
    }

    /// <summary>One row per simulation and recorded step.</summary>
    public static RowTable<(int Seed, MixtureSample Sample)> Simulation { get; } = Of(
        new RowTable<(int Seed, MixtureSample Sample)>("simulation", "Every simulation of a point at each recorded step.")
            .Integer("seed", r => r.Seed, "Index of the simulation within the point.")
            .Column(SimulationColumns.Step)
            .Column(SimulationColumns.Time));

    /// <summary>Columns of <see cref="Ensemble"/> that other stages read.</summary>
    internal static class EnsembleColumns
    {
        public static TableColumn<Averaged> Step { get; } = TableColumn.Integer<Averaged>(
            "step", r => r.Step, "Steps of descent.");

        public static TableColumn<Averaged> Time { get; } = TableColumn.Number<Averaged>(
            "time", r => r.Time, "t = learningRate * step.", "time");

        public static TableColumn<Averaged> Of(MixtureQuantity quantity) => TableColumn.Number<Averaged>(
            quantity.Name, r => At(r, quantity).Mean, quantity.Summary, "", quantity.Equation);

        public static TableColumn<Averaged> ErrorOf(MixtureQuantity quantity) => TableColumn.Number<Averaged>(
            quantity.ErrorName, r => At(r, quantity).StandardError, Error);

        /// <summary>Both columns of a quantity.</summary>
        public static ImmutableArray<Estimate> Estimates(Rows<Averaged> rows, MixtureQuantity quantity) =>
            [.. rows.Values(Of(quantity)).Zip(rows.Values(ErrorOf(quantity)), (mean, error) => new Estimate(mean, error))];
    }

    /// <summary>One row per recorded step.</summary>
    public static RowTable<Averaged> Ensemble { get; } = Of(
        new RowTable<Averaged>(
            "ensemble", "Mean over the simulations of a point at each recorded step; of |m| for a door activation, which cannot tell w from -w.")
            .Column(EnsembleColumns.Step)
            .Column(EnsembleColumns.Time));

    /// <summary>One row per point.</summary>
    public static RowTable<End> Summary { get; } = new RowTable<End>("ensembleSummary", "Where the simulations of a point end.", isSummary: true)
        .Number("simulatedError", r => At(r.Last, MixtureQuantity.GeneralisationError).Mean, "Generalisation error at the last step.")
        .Number(
            "simulatedLowestError", r => At(r.Lowest, MixtureQuantity.GeneralisationError).Mean,
            "Lowest generalisation error over the recorded steps.")
        .Number("simulatedLowestTime", r => r.Lowest.Time, "When it is reached.", "time")
        .Number(
            "errorsReliable", r => r.HasEnoughSeeds ? 1 : 0,
            "0: fewer than 150 free starts of a door activation, whose skewed spread makes standard errors useless in the transition, "
                + "or fewer than 40 seeds of a linear one, or a single simulation; 1 otherwise.");

    private static Estimate At(Averaged row, MixtureQuantity quantity) => row.Estimates[MixtureQuantity.All.IndexOf(quantity)];

    private static RowTable<(int Seed, MixtureSample Sample)> Of(RowTable<(int Seed, MixtureSample Sample)> table) => MixtureQuantity.All
        .Aggregate(
            table, (t, q) => t.Column(SimulationColumns.Of(q)))
        .Column(SimulationColumns.TestError);

    private static RowTable<Averaged> Of(RowTable<Averaged> table) => MixtureQuantity.All
        .Aggregate(
            table,
            (t, q) => t.Column(EnsembleColumns.Of(q)).Column(EnsembleColumns.ErrorOf(q)))
        .Number("testError", r => r.TestError.Mean, Fresh)
        .Number("testErrorStandardError", r => r.TestError.StandardError, Error);
}

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
        "magnetization", "Overlap m = w.v*/d; of centres in several directions the length of all overlaps.", $"{Paper}, eq. 18", 0.01, true,
        o => o.Magnetization, p => p.Magnetization);

    public static MixtureQuantity SquaredNorm { get; } = new(
        "squaredNorm", "C(t,t) = |w|^2/d.", $"{Paper}, eq. 20", 0.02, true, o => o.SquaredNorm, p => p.SquaredNorm);

    public static MixtureQuantity GeneralisationError { get; } = new(
        "generalisationError", "Probability of misclassifying a fresh sample.", $"{Paper}, eqs. 24, 25", 0.002, false,
        o => o.GeneralisationError, p => p.GeneralisationError);

    /// <summary>In the order of the tables' columns.</summary>
    public static ImmutableArray<MixtureQuantity> All { get; } =
    [
        Magnetization,
        SquaredNorm,
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
