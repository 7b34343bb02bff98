using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Pipelines.Stages.States;

/// <summary>Writes values as bytes that <see cref="StateReader"/> reads back bit for bit: little-endian, lengths in front.</summary>
/// <remarks>No names and no types are written: whoever writes gives the form a version and changes it with every change of order.</remarks>
/// <param name="output">Takes the bytes in pieces; null where they stay in memory.</param>
public sealed class StateWriter(Stream? output = null)
{
    private const int PieceBytes = 1 << 16;

    /// <summary>Room for what is small, such as the result of a short stage: growing costs more than the room.</summary>
    private const int FirstBytes = 1 << 12;

    private readonly ArrayBufferWriter<byte> _bytes = new(FirstBytes);

    /// <summary>What was written; with a stream, what it has not got yet.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Integer(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        Advance(sizeof(long));
    }

    public void Number(double value) => Integer(BitConverter.DoubleToInt64Bits(value));

    public void Flag(bool value) => Raw([value ? (byte)1 : (byte)0]);

    public void Text(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var length = Encoding.UTF8.GetByteCount(value);
        Integer(length);
        Advance(Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length)));
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        if (output is null || bytes.Length < PieceBytes)
        {
            _bytes.Write(bytes);
            Advance(0);
            return;
        }
        Flush();
        output.Write(bytes);
    }

    /// <summary>Any plain numbers, their count in front.</summary>
    public void Values<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Integer(values.Length);
        Raw(MemoryMarshal.AsBytes(values));
    }

    /// <summary>A value that may be absent.</summary>
    public void Optional<T>(T? value, Action<T> write)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(write);
        Flag(value is not null);
        if (value is not null) write(value);
    }

    /// <summary>Gives the stream what it has not got yet.</summary>
    public void Flush()
    {
        if (output is null) return;
        output.Write(_bytes.WrittenSpan);
        _bytes.ResetWrittenCount();
    }

    private void Advance(int count)
    {
        _bytes.Advance(count);
        if (output is not null && _bytes.WrittenCount >= PieceBytes) Flush();
    }
}
