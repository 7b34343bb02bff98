using Spectre.Console;

namespace Pipelines.Pipeline.Cli.Output;

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
