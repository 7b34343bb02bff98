using System.Collections.Immutable;
using System.Text.Json;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Storage;
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

/// <summary>A plan that was written down, held against the plan of now: <c>run --plan</c> does exactly what it says or nothing.</summary>
internal static class PlanFile
{
    /// <summary>More differences than these are counted.</summary>
    private const int MostReported = 10;

    /// <summary>Requires that a run would do what the file says.</summary>
    /// <returns>The experiment as it will be run.</returns>
    /// <exception cref="RefusedException">There is no such plan, or a run would do something else: what differs.</exception>
    public static PlannedExperiment Require(PlannedExperiment planned, string path)
    {
        var files = planned.Project.Files;
        if (!files.FileExists(path)) throw new RefusedException(Refusal.Usage, $"{path}: there is no such plan; nothing was started.");
        if (TryRead(files.ReadAllBytes(path)) is not { } written)
            throw new RefusedException(Refusal.Usage, $"{path}: this is no plan as 'pipelines plan --json' writes it; nothing was started.");
        var now = Readable(planned);
        var differences = Differences(written, now).ToList();
        if (differences.Count == 0) return now;
        var lines = differences.Take(MostReported).Select(d => $"{path}: {d}").ToList();
        if (differences.Count > MostReported) lines.Add($"{path}: and {differences.Count - MostReported} more differences");
        lines.Add("The plan is not what a run would do now; nothing was started. Make it anew with 'pipelines plan'.");
        throw new RefusedException(Refusal.Usage, string.Join('\n', lines));
    }

    private static PlanReport? TryRead(byte[] bytes)
    {
        try
        {
            return Json.Read<PlanReport>(bytes) is { ExperimentDigest: not null, Work.IsDefault: false } plan
                && plan.Work.All(w => w is { Key: not null, Stage: not null }) ? plan : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What would be reused is read first: a damaged result would be computed again, which is not what was planned.</summary>
    private static PlannedExperiment Readable(PlannedExperiment planned)
    {
        foreach (var node in planned.Plan.Stages.Where(s => s.Action == PlanAction.Reuse).Select(s => s.Node).OfType<TableNode>())
        {
            try
            {
                planned.Store.Read(node.Key, node.Tables);
            }
            catch (DamagedArtifactException)
            {
                // Dropped by reading it: the plan of now runs it, and the difference says so.
            }
        }
        return planned.Replanned();
    }

    private static IEnumerable<string> Differences(PlanReport written, PlannedExperiment now)
    {
        if (written.Tool != Provenance.ToolVersion) yield return $"the tool was {written.Tool} and is {Provenance.ToolVersion}";
        if (written.Experiment != now.Experiment.Header.Experiment)
            yield return $"the experiment was {written.Experiment} and is {now.Experiment.Header.Experiment}";
        if (written.ExperimentDigest != PlanReport.DigestOf(now)) yield return "the experiment file or its overrides are not those that were planned";
        if (written.Points != now.Plan.Points.Length) yield return $"there were {written.Points} points and are {now.Plan.Points.Length}";
        var planned = written.Work.DistinctBy(w => w.Key).ToDictionary(w => w.Key, StringComparer.Ordinal);
        foreach (var stage in now.Plan.Stages)
        {
            if (!planned.Remove(stage.Node.Key.Hex, out var before))
                yield return $"{Name(stage.Node.Stage.Name, stage.Node.Key.Hex)} was not planned and is now {stage.Action.Word()}";
            else if (before.Action != stage.Action)
                yield return $"{Name(before.Stage, before.Key)} was {before.Action.Word()} and is now {stage.Action.Word()}: {stage.Reason}";
        }
        foreach (var gone in planned.Values) yield return $"{Name(gone.Stage, gone.Key)} was {gone.Action.Word()} and is not part of the plan of now";
    }

    private static string Name(string stage, string key) => $"{stage} {key[..Math.Min(12, key.Length)]}";
}
