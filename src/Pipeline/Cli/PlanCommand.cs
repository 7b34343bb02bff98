using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Composition;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines plan</c>: what a run would do, and why; nothing runs.</summary>
internal static class PlanCommand
{
    public static Verb Create(Surroundings surroundings)
    {
        var options = new ExperimentOptions();
        var exitCode = new Option<bool>("--exit-code") { Description = $"Exit with {ExitCode.WorkToDo} when there is work to do." };
        var json = JsonOutput.Option();
        var verb = new Verb("plan", "Show what a run would compute and what it would reuse, and what that costs; nothing runs.")
        {
            Examples =
            [
                new("what would a run cost?", "pipelines plan pipelines/quickstart.yaml"),
                new("what would five more replicates cost?", "pipelines plan pipelines/quickstart.yaml --set replicates=10"),
                new("in a script: is everything there?", "pipelines plan pipelines/quickstart.yaml --exit-code > /dev/null"),
            ],
        };
        options.AddTo(verb);
        verb.Options.Add(exitCode);
        verb.Options.Add(json);
        verb.SetAction(parsed =>
        {
            if (Project.Open(surroundings, options.Of(parsed)) is not { } project) return ExitCode.Usage;
            var report = PlanReport.Of(project);
            if (parsed.GetValue(json)) JsonOutput.Write(surroundings.Streams.Out, report);
            else Write(surroundings.Streams.Out, report);
            return parsed.GetValue(exitCode) && project.Plan.ToRun.Any() ? ExitCode.WorkToDo : ExitCode.Complete;
        });
        return verb;
    }

    private static void Write(TextWriter output, PlanReport report)
    {
        output.WriteLine($"{report.Points} points, {report.Stages.Sum(s => s.Count)} different stages");
        foreach (var stage in report.Stages)
        {
            var cost = stage.Action == PlanAction.Run
                ? $", {Words.Number(stage.Flops)} flop, memory up to {Words.Bytes(stage.MemoryBytes)} each, disk {Words.Bytes(stage.DiskBytes)}"
                : "";
            output.WriteLine($"{Word(stage.Action),-7} {stage.Count,7} x {stage.Stage}: {stage.Reason}{cost}");
        }
    }

    private static string Word(PlanAction action) => action switch
    {
        PlanAction.Run => "run",
        PlanAction.Reuse => "reuse",
        PlanAction.Blocked => "blocked",
        _ => "idle",
    };
}

/// <summary>What <c>plan --json</c> writes.</summary>
internal sealed record PlanReport(string Experiment, int Points, ImmutableArray<PlanReport.StageGroup> Stages)
{
    /// <summary>Different stages of one name, of which the same is true.</summary>
    /// <param name="Stage">Name of the stage.</param>
    /// <param name="Action">run, reuse, blocked or idle.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Flops">Estimated operations, all together.</param>
    /// <param name="MemoryBytes">Estimated memory of the largest.</param>
    /// <param name="DiskBytes">Estimated size of their tables before compression, all together.</param>
    internal sealed record StageGroup(string Stage, PlanAction Action, string Reason, int Count, double Flops, long MemoryBytes, long DiskBytes);

    public static PlanReport Of(Project project) => new(
        project.Experiment.Header.Experiment,
        project.Plan.Points.Length,
        [.. project.Plan.Stages.GroupBy(s => (s.Node.Stage.Name, s.Action, s.Reason)).Select(group => new StageGroup(
            group.Key.Name, group.Key.Action, group.Key.Reason, group.Count(),
            group.Sum(s => s.Node.Cost.Flops), group.Max(s => s.Node.Cost.MemoryBytes), group.Sum(s => s.Node.Cost.DiskBytes)))]);
}
