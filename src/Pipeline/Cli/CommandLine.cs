using System.CommandLine;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cli.Verbs;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary>The whole command line: verbs in, exit code out.</summary>
public static class CommandLine
{
    /// <summary>The tool with the built-in systems and those of a user's own program, as a process: streams, signals and files are the
    /// machine's.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="more">Systems beside the built-in ones, or under the name of one in its place.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, params IReadOnlyList<Stages.SystemDefinition> more)
    {
        var context = new CommandContext(new LocalFileSystem(), StandardStreams.Open(), Systems.BuiltIn.With(more));
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
        catch (Exception exception) when (exception is ExperimentException or ForeignFolderException)
        {
            streams.Error.WriteLine(exception.Message);
            return ExitCode.Usage;
        }
        catch (LockedFolderException exception)
        {
            streams.Error.WriteLine(exception.Message);
            return ExitCode.Locked;
        }
        catch (RefusedException exception)
        {
            streams.Error.WriteLine(exception.Message);
            return ExitCode.Of(exception.Reason);
        }
        catch (NondeterminismException exception)
        {
            streams.Error.WriteLine(exception.Message);
            return ExitCode.Bug;
        }
        catch (StandardOutputException exception)
        {
            streams.Error.WriteLine($"pipelines: standard output: {exception.Message}");
            return ExitCode.InputOutput;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var kept = parsed.CommandResult.Command.Name == "run" ? " What was finished is kept; the same command goes on from here." : "";
            streams.Error.WriteLine($"pipelines: {exception.Message}{kept}");
            return ExitCode.InputOutput;
        }
        catch (OutOfMemoryException)
        {
            streams.Error.WriteLine("pipelines: there is not enough memory. What was finished is kept; fewer --threads need less of it.");
            return ExitCode.WillNotFit;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            streams.Error.WriteLine($"pipelines: this is a bug, please report it with the output of 'pipelines doctor':\n{exception}");
            return ExitCode.Bug;
        }
    }
}
