using System.Text.Json;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cli;

/// <summary>A plan that was written down, held against the plan of now: <c>run --plan</c> does exactly what it says or nothing.</summary>
internal static class PlanFile
{
    /// <summary>More differences than these are counted.</summary>
    private const int MostTold = 10;

    /// <summary>Checks that the project would do what the file says; otherwise says what differs.</summary>
    /// <returns>The project as it will be run; null when it differs.</returns>
    public static PlannedExperiment? Hold(PlannedExperiment project, IFileSystem files, string path, TextWriter error)
    {
        if (!files.FileExists(path))
        {
            error.WriteLine($"{path}: there is no such plan; nothing was started.");
            return null;
        }
        if (TryRead(files.ReadAllBytes(path)) is not { } written)
        {
            error.WriteLine($"{path}: this is no plan as 'pipelines plan --json' writes it; nothing was started.");
            return null;
        }
        var now = Readable(project);
        var differences = Differences(written, now).ToList();
        if (differences.Count == 0) return now;
        foreach (var difference in differences.Take(MostTold)) error.WriteLine($"{path}: {difference}");
        if (differences.Count > MostTold) error.WriteLine($"{path}: and {differences.Count - MostTold} more differences");
        error.WriteLine("The plan is not what a run would do now; nothing was started. Make it anew with 'pipelines plan'.");
        return null;
    }

    private static PlanReport? TryRead(byte[] bytes)
    {
        try
        {
            return JsonOutput.Read<PlanReport>(bytes) is { ExperimentDigest: not null, Work.IsDefault: false } plan && plan.Work.All(w => w is { Key: not null, Stage: not null }) ? plan : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What would be reused is read first: a damaged result would be computed again, which is not what was planned.</summary>
    private static PlannedExperiment Readable(PlannedExperiment project)
    {
        foreach (var node in project.Plan.Stages.Where(s => s.Action == PlanAction.Reuse).Select(s => s.Node).OfType<TableNode>())
        {
            try
            {
                project.Store.Read(node.Key, node.Tables);
            }
            catch (DamagedArtifactException)
            {
                // Dropped by reading it: the plan of now runs it, and the difference says so.
            }
        }
        return project with { Plan = project.Replanned() };
    }

    private static IEnumerable<string> Differences(PlanReport written, PlannedExperiment now)
    {
        if (written.Tool != Provenance.ToolVersion) yield return $"the tool was {written.Tool} and is {Provenance.ToolVersion}";
        if (written.Experiment != now.Experiment.Header.Experiment) yield return $"the experiment was {written.Experiment} and is {now.Experiment.Header.Experiment}";
        if (written.ExperimentDigest != PlanReport.DigestOf(now)) yield return "the experiment file or its overrides are not those that were planned";
        if (written.Points != now.Plan.Points.Length) yield return $"there were {written.Points} points and are {now.Plan.Points.Length}";
        var planned = written.Work.DistinctBy(w => w.Key).ToDictionary(w => w.Key, StringComparer.Ordinal);
        foreach (var stage in now.Plan.Stages)
        {
            if (!planned.Remove(stage.Node.Key.Hex, out var before)) yield return $"{Name(stage.Node.Stage.Name, stage.Node.Key.Hex)} was not planned and is now {Word(stage.Action)}";
            else if (before.Action != stage.Action) yield return $"{Name(before.Stage, before.Key)} was {Word(before.Action)} and is now {Word(stage.Action)}: {stage.Reason}";
        }
        foreach (var gone in planned.Values) yield return $"{Name(gone.Stage, gone.Key)} was {Word(gone.Action)} and is not part of the plan of now";
    }

    private static string Name(string stage, string key) => $"{stage} {key[..Math.Min(12, key.Length)]}";

    private static string Word(PlanAction action) => action.ToString().ToLowerInvariant();
}
