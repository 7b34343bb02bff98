using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Invocation;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
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

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>--version</c>.</summary>
internal static class VersionOption
{
    public static Option Create(Streams streams) =>
        new Option<bool>("--version") { Description = "Show the tool's version.", Action = new Show(streams) };

    private sealed class Show(Streams streams) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            streams.Out.WriteLine($"pipelines {Provenance.ToolVersion}");
            return ExitCode.Complete;
        }
    }
}
