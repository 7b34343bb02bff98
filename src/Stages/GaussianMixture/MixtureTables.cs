using System.Collections.Immutable;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Model.Training.GaussianMixture;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The tables that simulation, theory and comparison leave.</summary>
internal static class MixtureTables
{
    private const string Rate = "steps x learning rate";
    private const string Paper = "Mignacco et al. 2020";

    /// <summary>A recorded step of all seeds.</summary>
    internal sealed record SimulatedRow(long Step, double Time, ImmutableArray<Estimate> Observables, Estimate Overlap);

    /// <summary>A two-time entry.</summary>
    internal sealed record KernelRow(int Later, int Earlier, double LearningRate, MeanFieldKernels Kernels);

    /// <summary>The reference errors and diagnostics of a problem.</summary>
    internal sealed record TheoryEnd(double Bayes, double Oracle, double LargestResidual, double LargestBias);

    /// <summary>A step of theory against simulation: deviation over 3 s + f, and over 5 s + 2.5 f, observable by observable.</summary>
    internal sealed record ComparedRow(long Step, double Time, ImmutableArray<double> Deviations, ImmutableArray<double> Near, ImmutableArray<double> Far);

    /// <summary>The verdict of the comparison.</summary>
    internal sealed record Verdict(ImmutableArray<double> ShareNear, ImmutableArray<double> LargestFar, bool IsReliable)
    {
        /// <summary>95 % of the steps near and no step far, for every observable.</summary>
        public bool IsAccepted => ShareNear.All(s => s >= 0.95) && LargestFar.All(f => f <= 1);
    }

    /// <summary>One row per recorded step: means over seeds.</summary>
    public static RowTable<SimulatedRow> Simulation { get; } = ObservableColumns.AddTo(
            new RowTable<SimulatedRow>("simulation", "Means over seeds of the direct simulation at each recorded step.")
                .Integer("step", r => r.Step, "Number of updates made.")
                .Number("time", r => r.Time, "t = eta k.", Rate),
            (r, i) => r.Observables[i])
        .Number("overlap", r => r.Overlap.Mean, "Mean of |m|, for free starts of problems that are symmetric in w.")
        .Number("overlapError", r => r.Overlap.StandardError, "Standard error of overlap.");

    /// <summary>One row per seed and recorded step.</summary>
    public static RowTable<(long Seed, MixtureSample Sample)> Seeds { get; } = ObservableColumns.All.Aggregate(
        new RowTable<(long Seed, MixtureSample Sample)>("seeds", "Every seed of the direct simulation at each recorded step.")
            .Integer("step", r => r.Sample.Step, "Number of updates made.")
            .Number("time", r => r.Sample.Time, "t = eta k.", Rate)
            .Integer("seed", r => r.Seed, "Index of the seed."),
        (table, column) => table.Number(column.Name, r => column.Value(r.Sample.Observables), column.Summary + ".", "", column.Equation));

    /// <summary>One row per recorded step: the theory with its errors.</summary>
    public static RowTable<MeanFieldPoint> Theory { get; } = ObservableColumns.AddTo(
            new RowTable<MeanFieldPoint>("theory", "Dynamical mean-field theory at each recorded step, with standard errors over replicates.")
                .Integer("step", r => r.Step, "Number of updates made.")
                .Number("time", r => r.Time, "t = eta k.", Rate),
            (r, i) => ObservablesOf(r)[i])
        .Number("drift", r => r.Drift.Mean, "mu.", "", $"{Paper}, eq. 19")
        .Number("driftError", r => r.Drift.StandardError, "Standard error of drift.")
        .Number("curvature", r => r.Curvature.Mean, "lambda-hat.", "", $"{Paper}, eq. 19")
        .Number("curvatureError", r => r.Curvature.StandardError, "Standard error of curvature.")
        .Number("identityResidual", r => r.IdentityResidual.Mean, "What is left of an identity for C that the recursion does not use; 0 up to sampling error.")
        .Number("identityResidualError", r => r.IdentityResidual.StandardError, "Standard error of identityResidual.")
        .Number("generalisationErrorBias", r => r.Bias?.GeneralisationError ?? double.NaN, "|result(S/2) - result(S)|; NaN where not asked for.")
        .Number("squaredNormBias", r => r.Bias?.SquaredNorm ?? double.NaN, "|result(S/2) - result(S)|; NaN where not asked for.");

    /// <summary>One row per pair of kernel steps.</summary>
    public static RowTable<KernelRow> Kernels { get; } = new[]
    {
        (Name: "noiseKernel", Summary: "M_C", Read: (Func<KernelRow, Estimate>)(r => r.Kernels.NoiseKernel(r.Later, r.Earlier))),
        ("memoryKernel", "M_R per step; divide by the learning rate for the continuum", r => r.Kernels.MemoryKernel(r.Later, r.Earlier)),
        ("correlation", "C", r => r.Kernels.Correlation(r.Later, r.Earlier)),
        ("response", "R: change of w(k) per unit displacement of w(l+1)", r => r.Kernels.Response(r.Later, r.Earlier)),
    }.Aggregate(
        new RowTable<KernelRow>("kernels", "Two-time quantities of the theory.")
            .Integer("step", r => r.Later, "Later step k.")
            .Number("time", r => r.LearningRate * r.Later, "Later time.", Rate)
            .Integer("earlierStep", r => r.Earlier, "Earlier step l.")
            .Number("earlierTime", r => r.LearningRate * r.Earlier, "Earlier time.", Rate),
        (table, kernel) => table
            .Number(kernel.Name, r => kernel.Read(r).Mean, kernel.Summary + ".", "", $"{Paper}, eq. 16")
            .Number(kernel.Name + "Error", r => kernel.Read(r).StandardError, $"Standard error of {kernel.Name}."));

    /// <summary>One row per solution.</summary>
    public static RowTable<TheoryEnd> TheorySummary { get; } =
        new RowTable<TheoryEnd>("theorySummary", "Reference errors and diagnostics of the theory.", isSummary: true)
            .Number("bayesError", r => r.Bayes, "Bayes-optimal error of two clusters; NaN for other mixtures.")
            .Number("oracleError", r => r.Oracle, "Error of the best classifier that knows the signal direction.")
            .Number("largestIdentityResidual", r => r.LargestResidual, "Largest |identityResidual| over max(1, C).")
            .Number("largestErrorBias", r => r.LargestBias, "Largest generalisationErrorBias; NaN where not asked for.");

    /// <summary>One row per recorded step after the first.</summary>
    public static RowTable<ComparedRow> Comparison { get; } = ObservableColumns.All.Select((column, index) => (column, index)).Aggregate(
        new RowTable<ComparedRow>("comparison", "Theory minus simulation at each recorded step, in units of what is accepted.")
            .Integer("step", r => r.Step, "Number of updates made.")
            .Number("time", r => r.Time, "t = eta k.", Rate),
        (table, c) => table
            .Number(c.column.Name + "Deviation", r => r.Deviations[c.index], $"Theory minus simulation of {c.column.Name}.")
            .Number(c.column.Name + "Near", r => r.Near[c.index], "|deviation| / (3 s + f), s both standard errors combined, f the floor.")
            .Number(c.column.Name + "Far", r => r.Far[c.index], "|deviation| / (5 s + 2.5 f)."));

    /// <summary>One row per comparison.</summary>
    public static RowTable<Verdict> ComparisonSummary { get; } = ObservableColumns.All.Select((column, index) => (column, index)).Aggregate(
        new RowTable<Verdict>("comparisonSummary", "Whether theory and simulation agree.", isSummary: true)
            .Number("accepted", r => r.IsAccepted ? 1 : 0, "1 when every observable is near (at most 1) at 95 % of the steps and far (above 1) at none.")
            .Number("reliable", r => r.IsReliable ? 1 : 0, "0 for free starts of a symmetric problem with fewer than 150 seeds: their standard errors mean nothing in the transition."),
        (table, c) => table
            .Number(c.column.Name + "ShareNear", r => r.ShareNear[c.index], $"Share of the steps at which {c.column.Name} is near.")
            .Number(c.column.Name + "LargestFar", r => r.LargestFar[c.index], $"Largest |deviation| / (5 s + 2.5 f) of {c.column.Name}."));

    public static Estimate[] ObservablesOf(MeanFieldPoint point) =>
        [point.Magnetization, point.SquaredNorm, point.GeneralisationError, point.TrainingLoss, point.TrainingAccuracy];
}
