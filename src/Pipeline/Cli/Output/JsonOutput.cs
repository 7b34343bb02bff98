using System.CommandLine;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary><c>--json</c> of every verb that reports: one value, whose shape is in docs/reference/command-line.md, and nothing else on standard
/// output.</summary>
internal static class JsonOutput
{
    public static Option<bool> Option() => new("--json") { Description = "Write JSON; its shape is in docs/reference/command-line.md." };

    public static void Write<T>(TextWriter output, T report) => output.WriteLine(Json.Text(report));
}
