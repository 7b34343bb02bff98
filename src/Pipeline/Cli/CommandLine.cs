using System.CommandLine;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cli.Verbs;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Cli;

/// <summary>The whole command line: verbs in, exit code out.</summary>
public static class CommandLine
{
    /// <summary>The tool with the built-in systems and those of a user's own program, as a process: streams, signals and files are the
    /// machine's.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="more">Systems beside the built-in ones, or under the name of one in its place.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, params IReadOnlyList<Stages.SystemDefinition> more) =>
        RunAsync(arguments, Systems.BuiltIn.With(more));

    /// <summary>The tool with systems and invariants of a user's own program, as a process.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="systems">All systems that experiment files can name, and the invariants that <c>test</c> tries.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Systems systems)
    {
        ArgumentNullException.ThrowIfNull(systems);
        var context = new CommandContext(new LocalFileSystem(), StandardStreams.Open(), systems);
        var parsed = Parse(arguments, context);
        using var signals = parsed.CommandResult.Command is Verb { StopsCleanly: true } ? new StopSignals() : null;
        var code = await RunAsync(parsed, context.Streams, signals?.Token ?? CancellationToken.None).ConfigureAwait(false);
        return code == ExitCode.Interrupted && signals is not null ? signals.ExitCode : code;
    }

    internal static Task<int> RunAsync(
        IReadOnlyList<string> arguments, IFileSystem files, Streams streams, CancellationToken cancellation = default) =>
        RunAsync(arguments, files, streams, Systems.BuiltIn, cancellation);

    internal static Task<int> RunAsync(
        IReadOnlyList<string> arguments, IFileSystem files, Streams streams, Systems systems, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(systems);
        return RunAsync(Parse(arguments, new(files, streams, systems)), streams, cancellation);
    }

    /// <summary>No response files: an argument that begins with @ is that argument.</summary>
    private static ParseResult Parse(IReadOnlyList<string> arguments, CommandContext context) =>
        VerbTree.Tree(context).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });

    private static async Task<int> RunAsync(ParseResult parsed, Streams streams, CancellationToken cancellation)
    {
        if (parsed.Errors.Count > 0)
        {
            UsageErrors.Write(streams.Error, parsed);
            return ExitCode.Usage;
        }
        try
        {
            var code = await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellation)
                .ConfigureAwait(false);
            await streams.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            return code;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            streams.Error.WriteLine(Sentence(exception, parsed.CommandResult.Command.Name == "run"));
            return ExitCode.Of(exception);
        }
    }

    private static string Sentence(Exception exception, bool isRun) => exception switch
    {
        StandardOutputException => $"pipelines: standard output: {exception.Message}",
        OutOfMemoryException => "pipelines: there is not enough memory. What was finished is kept; fewer --threads need less of it.",
        _ when ExitCode.Of(exception) == ExitCode.InputOutput =>
            $"pipelines: {exception.Message}{(isRun ? " What was finished is kept; the same command goes on from here." : "")}",
        _ when ExitCode.IsExpected(exception) => exception.Message,
        _ => $"pipelines: this is a bug, please report it with the output of 'pipelines doctor':\n{exception}",
    };
}
