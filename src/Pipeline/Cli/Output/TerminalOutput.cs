using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
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
using Spectre.Console;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>Standard error as a terminal to draw on; what a terminal that is gone does not take is dropped.</summary>
internal sealed class TerminalOutput(TextWriter writer) : IAnsiConsoleOutput
{
    private const int UsualWidth = 80, UsualHeight = 24;

    public TextWriter Writer => writer;

    public bool IsTerminal => true;

    public int Width => Size(() => Console.WindowWidth, UsualWidth);

    public int Height => Size(() => Console.WindowHeight, UsualHeight);

    public void SetEncoding(Encoding encoding)
    {
        // The writer is UTF-8 whatever the locale says.
    }

    private static int Size(Func<int> ask, int usual)
    {
        try
        {
            return ask() is > 0 and var size ? size : usual;
        }
        catch (IOException)
        {
            return usual;
        }
    }
}
