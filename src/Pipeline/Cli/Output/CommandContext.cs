using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage.Files;
using Spectre.Console;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>What a verb works with: the files, the process's streams and the systems that this build knows.</summary>
internal sealed record CommandContext(IFileSystem Files, Streams Streams, Systems Systems)
{
    /// <summary>The project of a verb without options about one.</summary>
    public Project Project => new() { Files = Files, Systems = Systems, IsChecked = true };

    /// <summary>Sentences of the library to standard error, at once and in order.</summary>
    public IProgress<string> Notices => new ErrorLines(Streams.Error);

    private sealed class ErrorLines(TextWriter error) : IProgress<string>
    {
        public void Report(string value) => error.WriteLine(value);
    }
}

/// <summary>The streams of the process: data goes to <paramref name="Out"/>, everything else to <paramref name="Error"/>.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsTerminal">Standard error is a terminal that may get a live region and colours.</param>
internal sealed record Streams(TextWriter Out, TextWriter Error, bool IsTerminal)
{
    /// <summary>Standard error as a console that draws; only where <see cref="IsTerminal"/>.</summary>
    /// <remarks>The package's guesses by the variables of build services are off: with one of them set it writes escapes into anything.</remarks>
    public static IAnsiConsole Terminal() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new TerminalOutput(TextWriter.Synchronized(new PlainWriter(Console.OpenStandardError(), isData: false, isTerminal: true))),
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
    });
}
