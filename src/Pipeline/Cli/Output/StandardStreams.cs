using System.Runtime.InteropServices;
using System.Text;
using Pipelines.Pipeline.Experiments;
using Spectre.Console;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>The process's own streams.</summary>
internal static class StandardStreams
{
    private const int Output = 1, Error = 2;

    public static Streams Open() => new(
        new PlainWriter(IsInherited(Output) ? Console.OpenStandardOutput() : null, isData: true),
        TextWriter.Synchronized(new PlainWriter(IsInherited(Error) ? Console.OpenStandardError() : null, isData: false)),
        IsInherited(Error)
            && !Console.IsErrorRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "" or null));

    /// <summary>The caller gave this stream.</summary>
    /// <remarks>
    /// Where it was closed, its number went to the next file that the runtime opened for itself, and to write there would do damage. Such a file is
    /// closed on exec; what was there before this program was started cannot be.
    /// </remarks>
    private static bool IsInherited(int descriptor)
    {
        if (OperatingSystem.IsWindows()) return true;
        var flags = NativeMethods.Control(descriptor, NativeMethods.GetDescriptorFlags);
        return flags >= 0 && (flags & NativeMethods.CloseOnExec) == 0;
    }

    private static class NativeMethods
    {
        public const int GetDescriptorFlags = 1;
        public const int CloseOnExec = 1;

        [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Control(int descriptor, int command);
    }
}

/// <summary>A standard stream as text: UTF-8 whatever the locale says, and never an escape byte, whatever is written, unless it is the live
/// display.</summary>
/// <remarks>Not for concurrent use; see <see cref="TextWriter.Synchronized"/>.</remarks>
/// <param name="stream">The stream; null when the caller closed it.</param>
/// <param name="isData">
/// The stream carries what was asked for: it is buffered, and a failure to write is a <see cref="StandardOutputException"/>. Otherwise it carries
/// messages: each is written at once, and a failure is nobody's business, since it must change neither the work nor the exit code.
/// </param>
/// <param name="isTerminal">The stream is a terminal that is drawn on: escape sequences are written as they are.</param>
internal sealed class PlainWriter(Stream? stream, bool isData, bool isTerminal = false) : TextWriter
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly StreamWriter _text = new(stream ?? Stream.Null, Utf8, bufferSize: 1 << 15);

    public override Encoding Encoding => Utf8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write($"{value}{CoreNewLine.AsSpan()}");

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty) return;
        var plain = new char[buffer.Length];
        for (var i = 0; i < plain.Length; i++) plain[i] = !isTerminal && UnsafeCharacters.Is(buffer[i]) ? UnsafeCharacters.Substitute : buffer[i];
        Guarded(() =>
        {
            _text.Write(plain);
            if (!isData) _text.Flush();
        });
    }

    public override void Flush() => Guarded(_text.Flush);

    public override Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }

    private void Guarded(Action write)
    {
        try
        {
            if (stream is null && isData) throw new IOException("it is closed.");
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (isData) throw new StandardOutputException(exception.Message, exception);
        }
    }
}

/// <summary>What was asked for cannot be written to standard output: a full device, a closed stream. (A reader that has read enough is no
/// error.)</summary>
internal sealed class StandardOutputException(string message, Exception inner) : IOException(message, inner);

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
