using System.Text;
using Spectre.Console;

namespace Pipelines.Pipeline.Cli;

/// <summary>The terminal behind standard error, for a live region. A terminal that is gone must change neither the work nor the exit code.</summary>
/// <remarks>The region is drawn by a thread of the package's own, in which a failure to write would end the process.</remarks>
internal sealed class TerminalOutput(TextWriter terminal) : IAnsiConsoleOutput
{
    private const int UsualWidth = 80, UsualHeight = 24;

    public TextWriter Writer { get; } = new ForgivingWriter(terminal);

    public bool IsTerminal => true;

    public int Width => Size(() => Console.WindowWidth, UsualWidth);

    public int Height => Size(() => Console.WindowHeight, UsualHeight);

    public void SetEncoding(Encoding encoding)
    {
        // The process's streams are UTF-8 by the locale or not at all.
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

    private sealed class ForgivingWriter(TextWriter inner) : TextWriter
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => Forgiven(() => inner.Write(value));

        public override void Write(char[] buffer, int index, int count) => Forgiven(() => inner.Write(buffer, index, count));

        public override void Write(string? value) => Forgiven(() => inner.Write(value));

        public override void Flush() => Forgiven(inner.Flush);

        private static void Forgiven(Action write)
        {
            try
            {
                write();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
            }
        }
    }
}
