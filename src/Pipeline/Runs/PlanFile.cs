using System.Text.Json;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

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
