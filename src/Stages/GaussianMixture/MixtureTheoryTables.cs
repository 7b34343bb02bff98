using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The tables that the theory leaves.</summary>
internal static class MixtureTheoryTables
{
    private const string Paper = "Mignacco et al. 2020";
    private const string Error = "Its standard error over independent solutions.";

    /// <summary>One entry of every two-time kernel.</summary>
    internal sealed record Entry(DmftKernels Kernels, double LearningRate, int Step, int Earlier);

    /// <summary>The whole solution, for its one-row summary.</summary>
    internal sealed record Whole(MixtureProblem Problem, DmftSolution Solution, double BayesError, double OracleError)
    {
        public DmftPoint Last => Solution.Points[^1];

        public DmftPoint Lowest => Solution.Points.MinBy(p => p.GeneralisationError.Mean)!;

        public DmftPoint MostBiased => Solution.Points.MaxBy(p => p.Bias?.GeneralisationError ?? double.NaN)!;

        /// <summary>NaN where one is NaN.</summary>
        public double Largest(Func<DmftPoint, double> value) => Solution.Points.Select(value).Aggregate(Math.Max);
    }

    /// <summary>Columns of <see cref="Theory"/> that other stages read.</summary>
    internal static class TheoryColumns
    {
        public static TableColumn<DmftPoint> Time { get; } = TableColumn.Number<DmftPoint>(
            "time", p => p.Time, "t = learningRate * step.", "time");

        public static TableColumn<DmftPoint> Of(MixtureQuantity quantity) => TableColumn.Number<DmftPoint>(
            quantity.Name, p => quantity.Solved(p).Mean, quantity.Summary, "", quantity.Equation);

        public static TableColumn<DmftPoint> ErrorOf(MixtureQuantity quantity) => TableColumn.Number<DmftPoint>(
            quantity.ErrorName, p => quantity.Solved(p).StandardError, Error);

        /// <summary>Both columns of a quantity.</summary>
        public static ImmutableArray<Estimate> Estimates(Rows<DmftPoint> rows, MixtureQuantity quantity) =>
            [.. rows.Values(Of(quantity)).Zip(rows.Values(ErrorOf(quantity)), (mean, error) => new Estimate(mean, error))];
    }

    /// <summary>One row per recorded step.</summary>
    public static RowTable<DmftPoint> Theory { get; } = MixtureQuantity.All.Aggregate(
        new RowTable<DmftPoint>("theory", "Dynamical mean-field theory at the recorded steps, infinite dimension.")
            .Integer("step", p => p.Step, "Steps of descent.")
            .Column(TheoryColumns.Time),
        (table, q) => table
            .Column(TheoryColumns.Of(q))
            .Column(TheoryColumns.ErrorOf(q))
            .Number(
                $"{q.Name}Bias", p => p.Bias is { } bias ? q.Observed(bias) : double.NaN,
                "|result(S/2) - result(S)|, which bounds the bias at S; 0 where nothing is sampled, NaN where it was not computed.")
            .Number(
                $"{q.Name}BiasStandardError", p => p.BiasError is { } error ? q.Observed(error) : double.NaN,
                "Standard error of that difference: the two solutions are independent."))
        .Number("drift", p => p.Drift.Mean, "mu = alpha <F x0>; of centres in several directions its length.", "", $"{Paper}, eq. 19")
        .Number("driftStandardError", p => p.Drift.StandardError, Error)
        .Number("curvature", p => p.Curvature.Mean, "lambda-hat = alpha <Delta D>, Delta the noise level of the sample.", "", $"{Paper}, eq. 19")
        .Number("curvatureStandardError", p => p.Curvature.StandardError, Error)
        .Number(
            "identityResidual", p => p.IdentityResidual.Mean,
            "C(k+1,k) - (1 - eta lambda) C(k,k) + eta alpha <F r>: 0 in theory and used nowhere in the solution.")
        .Number("identityResidualStandardError", p => p.IdentityResidual.StandardError, Error);

    /// <summary>One row per recorded step of a compressed march.</summary>
    public static RowTable<DmftPoint> Compression { get; } = new RowTable<DmftPoint>(
        "theoryCompression",
        "What the memory of a compressed march consists of and leaves out: a mean over the nodes of an average start, the worst of the replicates.")
        .Integer("step", p => p.Step, "Steps of descent.")
        .Column(TheoryColumns.Time)
        .Number("rank", p => p.Compression?.Rank ?? double.NaN, "Functions of time that the past is described by.")
        .Number(
            "neglected", p => p.Compression?.Neglected ?? double.NaN,
            "Root mean square, over trajectories, of the accumulated force outside of these functions, over sqrt(C_perp(t,t)). Computed, and at most "
            + "the root of the pivot tolerance, 3.2e-4.")
        .Number(
            "neglectedTangents", p => p.Compression?.NeglectedTangents ?? double.NaN,
            "The same of the derivatives along innovations, measured whenever a function is added, where it is largest.");

    /// <summary>One row per pair of kernel steps.</summary>
    public static RowTable<Entry> Kernels { get; } = Of(
        new RowTable<Entry>("kernels", "Two-time kernels of the theory between the steps that the experiment names.")
            .Integer("step", e => e.Step, "Later step k.")
            .Integer("earlierStep", e => e.Earlier, "Earlier step l <= k.")
            .Number("time", e => e.LearningRate * e.Step, "Later time.", "time")
            .Number("earlierTime", e => e.LearningRate * e.Earlier, "Earlier time.", "time"),
        ("correlation", "C(k,l) = w(k).w(l)/d.", (k, i, j) => k.Correlation(i, j)),
        ("perpendicularCorrelation", "C(k,l) - m(k).m(l).", (k, i, j) => k.PerpendicularCorrelation(i, j)),
        ("response", "R(k,l): change of w(k) per unit displacement added to w(l+1).", (k, i, j) => k.Response(i, j)),
        ("noiseKernel", "M_C(k,l) = alpha <Delta F_k F_l>, Delta the noise level of the sample.", (k, i, j) => k.NoiseKernel(i, j)),
        ("memoryKernel", "M_R(k,l) per step; divided by learningRate it is that of continuous time.", (k, i, j) => k.MemoryKernel(i, j)));

    /// <summary>The error of the best classifier that learns is known.</summary>
    public static bool HasBayesError(MixtureProblem problem) =>
        problem.Mixture == Mixture.TwoClusters && problem.Activation is MixtureActivation.Linear;

    /// <summary>One row per solution.</summary>
    public static RowTable<Whole> Summary { get; } = new RowTable<Whole>(
        "theorySummary", "Landmarks of the theory, and how far its numbers can be trusted.", isSummary: true)
        .Number("finalError", w => w.Last.GeneralisationError.Mean, "Generalisation error at the last step.", "", $"{Paper}, eqs. 24, 25")
        .Number("finalSquaredNorm", w => w.Last.SquaredNorm.Mean, "C(t,t) at the last step.")
        .Number("finalTrainingAccuracy", w => w.Last.TrainingAccuracy.Mean, "Training accuracy at the last step.", "", $"{Paper}, eq. 22")
        .Number("lowestError", w => w.Lowest.GeneralisationError.Mean, "Lowest generalisation error over all steps: early stopping.")
        .Number("lowestErrorTime", w => w.Lowest.Time, "When it is reached.", "time")
        .Number(
            "bayesError", w => w.BayesError, "Error of the best classifier that learns from these data; NaN but for two clusters at c = +1 and -1.")
        .Number(
            "oracleError", w => w.OracleError,
            "Error of the best classifier that knows the law: directions, centres and noise levels, of which |x|^2 tells a sample's own as d grows.")
        .Number(
            "largestStandardError", w => w.Largest(p => p.GeneralisationError.StandardError), "Largest standard error of the generalisation error.")
        .Number(
            "largestBias", w => w.Largest(p => p.Bias?.GeneralisationError ?? double.NaN),
            "Largest |result(S/2) - result(S)| of the generalisation error; NaN where it was not computed.")
        .Number(
            "largestBiasStandardError", w => w.MostBiased.BiasError?.GeneralisationError ?? double.NaN,
            "Standard error of that difference, at that step.")
        .Number(
            "largestIdentityResidual", w => w.Largest(p => Math.Abs(p.IdentityResidual.Mean) / Math.Max(1, p.SquaredNorm.Mean)),
            "Largest |residual| of the identity for C, over max(1, C).")
        .Number(
            "boundedStep", w => StepStability.Of(w.Problem).IsBounded ? 1 : 0,
            "0 where learningRate times the curvature at large weights exceeds 2, so that they grow without bound; 1 otherwise.");

    private static RowTable<Entry> Of(
        RowTable<Entry> table, params (string Name, string Summary, Func<DmftKernels, int, int, Estimate> Of)[] kernels) =>
        kernels.Aggregate(table, (t, k) => t
            .Number(k.Name, e => k.Of(e.Kernels, e.Step, e.Earlier).Mean, k.Summary, "", $"{Paper}, eqs. 19, 20")
            .Number($"{k.Name}StandardError", e => k.Of(e.Kernels, e.Step, e.Earlier).StandardError, Error));
}
