using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary><c>--json</c> of every verb that reports: one value, whose shape is in docs/command-line.md, and nothing else on standard output.</summary>
internal static class JsonOutput
{
    public static Option<bool> Option() => new("--json") { Description = "Write JSON; its shape is in docs/command-line.md." };

    public static void Write<T>(TextWriter output, T report) => output.WriteLine(Json.Text(report));
}
