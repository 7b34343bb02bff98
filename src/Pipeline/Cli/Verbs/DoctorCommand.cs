using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines doctor</c>: what this machine is, what of it is used, and which optional parts were found.</summary>
internal static class DoctorCommand
{
    public static Verb Create(CommandContext context)
    {
        var json = JsonOutput.Option();
        var verb = new Verb("doctor", "Show versions, what of the processor and memory is used, and which optional parts were found.")
        {
            Examples =
            [
                new("what does this machine have?", "pipelines doctor"),
                new("for a bug report", "pipelines doctor --json > doctor.json"),
            ],
        };
        verb.Options.Add(json);
        verb.SetAction(parsed =>
        {
            var report = MachineReport.Of(context.Project);
            if (parsed.GetValue(json)) JsonOutput.Write(context.Streams.Out, report);
            else Write(context.Streams.Out, report);
            return ExitCode.Complete;
        });
        return verb;
    }

    private static void Write(TextWriter output, MachineReport report)
    {
        Line(output, "tool", $"pipelines {report.Tool}, systems {string.Join(", ", report.Systems)}");
        Line(output, "runtime", report.Runtime);
        Line(output, "system", report.System);
        Line(output, "processor", $"{report.Processor}, {report.Threads} threads");
        Line(output, "instructions", $"{string.Join(", ", report.InstructionSets.DefaultIfEmpty("none"))} (fewer give the same bytes, more slowly)");
        Line(output, "memory", $"{Words.Bytes(report.MemoryBytes)}, of which stages may use {Words.Bytes(report.MemoryForStagesBytes)}");
        Line(output, "disk", $"{Words.Bytes(report.FreeDiskBytes)} free at {report.Folder}");
        output.WriteLine("\nOptional parts:");
        foreach (var part in report.Parts)
        {
            Line(output, part.Name, part.Where is { } where ? $"found: {where}" : $"not found; {part.Install}");
            Line(output, "", $"for {part.UsedFor}");
        }
    }

    private static void Line(TextWriter output, string name, string text) => output.WriteLine($"{name,-24} {text}");
}
