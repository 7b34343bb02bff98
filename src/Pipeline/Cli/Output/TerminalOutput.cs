using System.Text;
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
