using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.Numerics;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>
/// Solves the theory for ever smaller time steps at the same times and the same persistence time, and measures the order of what is left.
/// </summary>
internal static class MixtureTimeStepStage
{
    public static StageIdentity Stage { get; } = new("mixture-time-step", 3, StageRole.Comparison);

    /// <param name="LearningRate">The largest time step.</param>
    /// <param name="Levels">The theory for ever smaller time steps, the largest first.</param>
    [WrittenAs("MixtureTimeStepStage.Settings")]
    private sealed record Reads([WrittenAs("LearningRate")] double LearningRate, ImmutableArray<TableNode> Levels);

    public static TableNode Node(MixtureSettings settings, MixtureLoss loss, PointContext context, TableNode theory)
    {
        ImmutableArray<TableNode> levels =
            [theory, .. Enumerable.Range(1, settings.Theory.Halvings).Select(h => MixtureTheoryStage.Node(Halved(settings, h), loss, context))];
        return TableNode.Of(
            Stage, new Reads(settings.Training.LearningRate, levels), [.. levels], Cost.None,
            [MixtureTimeStepTables.TimeStep.Schema, MixtureTimeStepTables.Summary.Schema],
            static (reads, inputs) =>
                StageRun.Once(_ => Tabulate(reads, [.. reads.Levels.Select(l => MixtureTheoryTables.Theory.In(inputs.Get(l)))])));
    }

    /// <summary>The same descent with a time step 2^-h times as long, recorded at the same times.</summary>
    private static MixtureSettings Halved(MixtureSettings settings, int halvings)
    {
        var factor = 1 << halvings;
        var training = settings.Training;
        return settings with
        {
            Training = training with { LearningRate = training.LearningRate / factor, Steps = training.Steps * factor },
            Theory = settings.Theory with { KernelSteps = [] },
            Record = new(At: [.. settings.Record.Steps(training.Steps).Select(s => (int)s * factor)]),
        };
    }

    private static ImmutableArray<Table> Tabulate(Reads settings, ImmutableArray<Rows<DmftPoint>> levels)
    {
        var rows =
            from level in Enumerable.Range(0, levels.Length)
            let times = levels[level].Values(MixtureTheoryTables.TheoryColumns.Time)
            let quantities = MixtureQuantity.All.Select(q => MixtureTheoryTables.TheoryColumns.Estimates(levels[level], q)).ToArray()
            from i in Enumerable.Range(0, times.Length)
            select new MixtureTimeStepTables.Row(
                level, settings.LearningRate / (1 << level), times[i], [.. quantities.Select(estimates => estimates[i])]);
        return
        [
            MixtureTimeStepTables.TimeStep.Of([.. rows]),
            MixtureTimeStepTables.Summary.Of([(TailOf(levels, MixtureQuantity.GeneralisationError), TailOf(levels, MixtureQuantity.SquaredNorm))]),
        ];
    }

    private static MixtureTimeStepTail TailOf(ImmutableArray<Rows<DmftPoint>> levels, MixtureQuantity quantity) =>
        MixtureTimeStepTail.Of([.. levels.Select(rows => MixtureTheoryTables.TheoryColumns.Estimates(rows, quantity)[^1])]);
}

/// <summary>The tables in which the theory's time step goes to 0.</summary>
internal static class MixtureTimeStepTables
{
    /// <summary>The theory at one time and one time step.</summary>
    internal sealed record Row(int Halvings, double LearningRate, double Time, IReadOnlyList<Estimate> Estimates);

    /// <summary>One row per time step and recorded time.</summary>
    public static RowTable<Row> TimeStep { get; } = MixtureQuantity.All.Select((q, i) => (q, i)).Aggregate(
        new RowTable<Row>("timeStep", "The theory at the recorded times for ever smaller time steps: towards the (stochastic) gradient flow.")
            .Integer("halvings", r => r.Halvings, "How often the time step was halved.")
            .Number("learningRate", r => r.LearningRate, "The time step.", "time")
            .Number("time", r => r.Time, "t = learningRate * step.", "time"),
        (table, c) => table
            .Number(c.q.Name, r => r.Estimates[c.i].Mean, c.q.Summary, "", c.q.Equation)
            .Number(c.q.ErrorName, r => r.Estimates[c.i].StandardError, "Its standard error over independent solutions."));

    /// <summary>One row per point.</summary>
    public static RowTable<(MixtureTimeStepTail Error, MixtureTimeStepTail Norm)> Summary { get; } = Add(
        Add(
            new RowTable<(MixtureTimeStepTail Error, MixtureTimeStepTail Norm)>(
                "timeStepSummary",
                "The limit of small time steps at the last time; NaN with fewer than three of them.",
                isSummary: true),
            "squaredNorm", "C(t,t)", r => r.Norm),
        "generalisationError", "the generalisation error", r => r.Error);

    private static RowTable<(MixtureTimeStepTail Error, MixtureTimeStepTail Norm)> Add(
        RowTable<(MixtureTimeStepTail Error, MixtureTimeStepTail Norm)> table, string name, string words,
        Func<(MixtureTimeStepTail Error, MixtureTimeStepTail Norm), MixtureTimeStepTail> tail) => table
        .Number($"{name}Order", r => tail(r).Order.Mean, $"Order p of {words} in the time step: y = limit + a step^p, by least squares.")
        .Number($"{name}OrderStandardError", r => tail(r).Order.StandardError, "Its standard error; 0 where nothing is sampled.")
        .Number($"{name}Limit", r => tail(r).Limit.Mean, $"Value of {words} extrapolated to time step 0 by first order.")
        .Number($"{name}LimitStandardError", r => tail(r).Limit.StandardError, "Its standard error.");
}

/// <summary>What successively halved time steps say of the limit: the order p in y = limit + a step^p, and the limit itself.</summary>
/// <remarks>
/// Both are weighted least squares over sampled solutions, whose finest differences are below their errors: p over all levels, the limit a
/// straight line through all but the coarsest. Exact solutions need no averaging: the order is that of the finest three, the limit Richardson's
/// 2 y(step/2) - y(step).
/// </remarks>
/// <param name="Order">p; unknown with fewer than three levels. Its error is half the range of p in which chi^2 is within 1 of its minimum.</param>
/// <param name="Limit">y at time step 0 if p = 1.</param>
internal sealed record MixtureTimeStepTail(Estimate Order, Estimate Limit)
{
    private const double LargestOrder = 4;
    private const double OrderStep = 0.01;

    private static readonly Estimate Unknown = new(double.NaN, double.NaN);

    /// <summary>Time step relative to the coarsest, value, and weight: 1 over the squared error, or 1.</summary>
    private readonly record struct Level(double Step, double Value, double Weight);

    /// <param name="levels">The quantity at each time step, coarse to fine.</param>
    public static MixtureTimeStepTail Of(ImmutableArray<Estimate> levels)
    {
        if (levels.Length < 3) return new(Unknown, Unknown);
        var isExact = levels.All(l => l.StandardError == 0);
        ImmutableArray<Level> all =
            [.. levels.Select((l, i) => new Level(1.0 / (1L << i), l.Mean, isExact ? 1 : 1 / (l.StandardError * l.StandardError)))];
        var line = Line(isExact ? all[^2..] : all[1..], 1);
        return new(OrderOf(isExact ? all[^3..] : all, isExact), new(line.Limit, isExact ? 0 : line.Error));
    }

    private static Estimate OrderOf(ImmutableArray<Level> levels, bool isExact)
    {
        double[] misfits = [.. Enumerable.Range(1, (int)(LargestOrder / OrderStep)).Select(i => Line(levels, i * OrderStep).Misfit)];
        var least = misfits.Min();
        double[] near = [.. Enumerable.Range(0, misfits.Length).Where(i => misfits[i] <= least + 1).Select(i => (i + 1) * OrderStep)];
        return new((Array.IndexOf(misfits, least) + 1) * OrderStep, isExact ? 0 : (near[^1] - near[0]) / 2);
    }

    /// <summary>Least squares y = limit + slope x with x = step^order: the limit, its standard error, and chi^2.</summary>
    private static (double Limit, double Error, double Misfit) Line(ImmutableArray<Level> levels, double order)
    {
        double X(Level l) => Elementary.Exp(order * Elementary.Log(l.Step));
        var total = levels.Sum(l => l.Weight);
        var (meanX, meanY) = (levels.Sum(l => l.Weight * X(l)) / total, levels.Sum(l => l.Weight * l.Value) / total);
        var spread = levels.Sum(l => l.Weight * (X(l) - meanX) * (X(l) - meanX));
        var slope = levels.Sum(l => l.Weight * (X(l) - meanX) * (l.Value - meanY)) / spread;
        var misfit = levels.Sum(l => l.Weight * Square(l.Value - meanY - (slope * (X(l) - meanX))));
        return (meanY - (slope * meanX), Math.Sqrt((1 / total) + (meanX * meanX / spread)), misfit);
    }

    private static double Square(double x) => x * x;
}
