using System.Text;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Cli.Output;

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
