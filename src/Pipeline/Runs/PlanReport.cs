using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>What <c>plan --json</c> writes, and what <c>run --plan</c> takes.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="ExperimentDigest">Digest of the file with its overrides, comments and layout aside.</param>
/// <param name="Tool">Version of the tool.</param>
/// <param name="Points">Number of points.</param>
/// <param name="Seconds">Estimated wall time of what will run.</param>
/// <param name="MemoryBytes">Estimated memory of the whole run at its peak; 0 when there is nothing to run.</param>
/// <param name="DiskBytes">Estimated size of all tables that will be stored, before compression.</param>
/// <param name="Stages">Stages of which the same is true, together.</param>
/// <param name="Work">Every different stage.</param>
public sealed record PlanReport(
    string Experiment,
    string ExperimentDigest,
    string Tool,
    int Points,
    double Seconds,
    long MemoryBytes,
    long DiskBytes,
    ImmutableArray<PlanReport.StageGroup> Stages,
    ImmutableArray<PlanReport.StageWork> Work)
{
    /// <summary>What this machine has too little memory for, so that it would not run; null where all fits.</summary>
    public string? WillNotFit { get; init; }

    /// <summary>Different stages of one name, of which the same is true.</summary>
    /// <param name="Stage">Name of the stage.</param>
    /// <param name="Version">Its version.</param>
    /// <param name="Action">run, reuse, blocked or idle.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Points">The points that they belong to.</param>
    /// <param name="Seconds">Estimated wall time, all together.</param>
    /// <param name="IsMeasured">Runs on this store have measured it; else it is assumed.</param>
    /// <param name="TimeFrom">Where it comes from.</param>
    /// <param name="Flops">Estimated operations, all together.</param>
    /// <param name="MemoryBytes">Estimated memory of the largest.</param>
    /// <param name="DiskBytes">Estimated size of their tables before compression, all together.</param>
    public sealed record StageGroup(
        string Stage, int Version, PlanAction Action, string Reason, int Count, string Points, double Seconds, bool IsMeasured, string TimeFrom,
        double Flops, long MemoryBytes, long DiskBytes);

    /// <summary>A different stage.</summary>
    /// <param name="Key">Its key.</param>
    /// <param name="Stage">Name of the stage.</param>
    /// <param name="Version">Its version.</param>
    /// <param name="Action">run, reuse, blocked or idle.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Points">The points that it belongs to.</param>
    public sealed record StageWork(string Key, string Stage, int Version, PlanAction Action, string Reason, string Points);

    /// <param name="planned">The plan.</param>
    /// <param name="times">What stages took before.</param>
    /// <param name="isWhole">With every stage: a table for people needs the groups alone.</param>
    internal static PlanReport Of(PlannedExperiment planned, StageTimes times, bool isWhole)
    {
        var users = PointNodes.Points(planned.Plan.Points);
        var run = planned.Plan.ToRun.ToList();
        var memory = run.Count == 0
            ? null
            : MemoryEstimate.Of(planned.Plan, planned.Project.Threads, MachineMemory.ForStages(), planned.Experiment.Figures);
        ImmutableArray<StageGroup> groups =
        [
            .. planned.Plan.Stages.GroupBy(s => (s.Node.Stage, s.Action, s.Reason)).Select(group => GroupOf([.. group], users, times)),
        ];
        return new(
            planned.Experiment.Header.Experiment,
            DigestOf(planned),
            Provenance.ToolVersion,
            planned.Plan.Points.Length,
            run.Count == 0 ? 0 : times.OfRun(run.Select(s => s.Node.Stage.Name)) + groups.Sum(g => g.Seconds),
            memory?.Bytes ?? 0,
            run.Sum(s => s.Node.Cost.DiskBytes),
            groups,
            isWhole ? [.. planned.Plan.Stages.Select(s => WorkOf(s, users[s.Node.Key]))] : [])
        {
            WillNotFit = memory is null ? null : MachineMemory.Misfit(memory, planned, "It cannot be run here."),
        };
    }

    internal static string DigestOf(PlannedExperiment planned) => Digest.Of(planned.Experiment.Root.ToString()).Hex;

    private static StageWork WorkOf(PlannedStage stage, IEnumerable<long> points) =>
        new(stage.Node.Key.Hex, stage.Node.Stage.Name, stage.Node.Stage.Version, stage.Action, stage.Reason, PointRanges.Of(points));

    private static StageGroup GroupOf(ImmutableArray<PlannedStage> stages, Dictionary<Digest, List<long>> users, StageTimes times)
    {
        var first = stages[0];
        var isRun = first.Action == PlanAction.Run;
        var name = first.Node.Stage.Name;
        return new(
            name, first.Node.Stage.Version, first.Action, first.Reason, stages.Length,
            PointRanges.Of(stages.SelectMany(s => users[s.Node.Key]).Distinct().Order()),
            isRun ? stages.Sum(s => times.Of(s.Node)) : 0, isRun && times.IsMeasured(name), isRun ? times.SourceOf(name) : "",
            stages.Sum(s => s.Node.Cost.Flops), stages.Max(s => StageMemory.Of(s.Node)), stages.Sum(s => s.Node.Cost.DiskBytes));
    }
}
