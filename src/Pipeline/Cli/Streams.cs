using Spectre.Console;

namespace Pipelines.Pipeline.Cli;

/// <summary>The three streams of the process: data goes to <paramref name="Out"/>, everything else to <paramref name="Error"/>.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsTerminal">Standard error is a terminal that may get a live region and colours.</param>
public sealed record Streams(TextWriter Out, TextWriter Error, bool IsTerminal)
{
    public static Streams OfProcess() => new(
        Console.Out,
        Console.Error,
        !Console.IsErrorRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "" or null));

    /// <summary>Standard error as a console that draws.</summary>
    public IAnsiConsole Terminal() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error) });
}
