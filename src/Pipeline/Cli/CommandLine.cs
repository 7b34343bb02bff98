using System.CommandLine;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary>The whole command line: verbs in, exit code out.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, IFileSystem files, Streams streams, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(streams);
        var root = new RootCommand("Reproducible batch pipelines on the learning dynamics of shallow neural networks.")
        {
            RunCommand.Create(files, streams),
            PlanCommand.Create(files, streams),
            CheckCommand.Create(files, streams),
            ConfigCommand.Create(files, streams),
            ReportCommand.Create(files, streams),
            ListCommand.Create(files, streams),
            VerifyCommand.Create(files, streams),
            CleanCommand.Create(files, streams),
            SchemaCommand.Create(streams),
            TablesCommand.Create(streams),
        };
        var parsed = root.Parse(arguments);
        var configuration = new InvocationConfiguration { Output = streams.Out, Error = streams.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            var code = await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            streams.Error.WriteLine($"{exception.Message} What was finished is kept; the same command goes on from here.");
            return ExitCode.InputOutput;
        }
    }
}
