using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Pipelines.Stages;

/// <summary>UTF-8 text that grows in a buffer of the shared pool, which <see cref="Dispose"/> gives back.</summary>
internal sealed class Utf8Text : IDisposable
{
    private const int NumberBytes = 32;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1 << 12);
    private int _length;

    /// <summary>What was written; valid until the next piece.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public Utf8Text Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
        return this;
    }

    public Utf8Text Append(string text)
    {
        _length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return this;
    }

    /// <param name="number">A number, which has the same text in every culture.</param>
    /// <param name="format">Its format.</param>
    public Utf8Text Append<T>(T number, string format = "")
        where T : IUtf8SpanFormattable
    {
        number.TryFormat(Room(NumberBytes), out var written, format, System.Globalization.CultureInfo.InvariantCulture);
        _length += written;
        return this;
    }

    public Utf8Text Append(Digest digest)
    {
        Span<byte> hash = stackalloc byte[32];
        digest.CopyTo(hash);
        Convert.TryToHexStringLower(hash, Room(64), out var written);
        _length += written;
        return this;
    }

    /// <summary>Begins a part that has its length in front, see <see cref="End"/>.</summary>
    public int Begin()
    {
        Room(sizeof(long));
        _length += sizeof(long);
        return _length;
    }

    /// <summary>Ends the part that <see cref="Begin"/> began.</summary>
    public void End(int start) => BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(start - sizeof(long)), _length - start);

    public override string ToString() => Encoding.UTF8.GetString(Written);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length) = ([], 0);
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, checked(_length + bytes)));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        return _bytes.AsSpan(_length);
    }
}
