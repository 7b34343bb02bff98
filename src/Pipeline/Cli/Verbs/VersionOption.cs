using System.CommandLine;
using System.CommandLine.Invocation;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;

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
