using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>The tool inside this process: everything but its streams and signals.</summary>
internal static class Tool
{
    public static (int Code, string Output, string Error) Run(params IReadOnlyList<string> arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.RunAsync(arguments, new LocalFileSystem(), new Streams(output, error, IsTerminal: false)).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }
}
