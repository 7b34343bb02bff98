using System.CommandLine;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines plan</c>: what a run would do, and why; nothing runs.</summary>
internal static class PlanCommand
{
    public static Command Create(IFileSystem files, Streams streams)
    {
        var options = new ExperimentOptions();
        var exitCode = new Option<bool>("--exit-code") { Description = $"Exit with {ExitCode.WorkToDo} when there is work to do." };
        var command = new Command("plan", "Show what a run would compute and what it would reuse, without running anything.");
        options.AddTo(command);
        command.Options.Add(exitCode);
        command.SetAction(parsed =>
        {
            if (Project.Open(files, options.Of(parsed), streams.Error) is not { } project) return ExitCode.Usage;
            Write(streams.Out, project.Plan);
            return parsed.GetValue(exitCode) && project.Plan.ToRun.Any() ? ExitCode.WorkToDo : ExitCode.Complete;
        });
        return command;
    }

    private static void Write(TextWriter output, Plan plan)
    {
        output.WriteLine($"{plan.Points.Length} points, {plan.Stages.Length} different stages");
        foreach (var group in plan.Stages.GroupBy(s => (s.Node.Stage.Name, s.Action, s.Reason)))
        {
            var (flops, disk) = (group.Sum(s => s.Node.Cost.Flops), group.Sum(s => s.Node.Cost.DiskBytes));
            var cost = group.Key.Action == PlanAction.Run
                ? $", {Words.Number(flops)} flop, memory up to {Words.Bytes(group.Max(s => s.Node.Cost.MemoryBytes))} each, disk {Words.Bytes(disk)}"
                : "";
            output.WriteLine($"{Word(group.Key.Action),-7} {group.Count(),7} x {group.Key.Name}: {group.Key.Reason}{cost}");
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
