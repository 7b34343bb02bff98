using System.Buffers;
using System.Text;

namespace Parquet.Thrift;

/// <summary>Writes structures in Thrift's compact protocol. Fields of a structure come in rising order of their numbers.</summary>
/// <remarks>Format: apache/thrift doc/specs/thrift-compact-protocol.md.</remarks>
internal sealed class CompactWriter(IBufferWriter<byte> output)
{
    private readonly Stack<int> _outerFields = new();
    private int _lastField;

    public void BeginStruct()
    {
        _outerFields.Push(_lastField);
        _lastField = 0;
    }

    public void EndStruct()
    {
        Byte((byte)WireType.Stop);
        _lastField = _outerFields.Pop();
    }

    public void Bool(int field, bool? value)
    {
        if (value is { } present) Field(field, present ? WireType.True : WireType.False);
    }

    public void I32(int field, int? value)
    {
        if (value is not { } present) return;
        Field(field, WireType.I32);
        ZigZag(present);
    }

    public void I64(int field, long? value)
    {
        if (value is not { } present) return;
        Field(field, WireType.I64);
        ZigZag(present);
    }

    public void Text(int field, string? value)
    {
        if (value is not null) Binary(field, Encoding.UTF8.GetBytes(value));
    }

    public void Binary(int field, byte[]? value)
    {
        if (value is null) return;
        Field(field, WireType.Binary);
        Bytes(value);
    }

    /// <summary>A field that is a structure; the caller follows with its fields and <see cref="EndStruct"/>.</summary>
    public void Struct(int field)
    {
        Field(field, WireType.Struct);
        BeginStruct();
    }

    /// <summary>A field that is a list; the caller follows with that many bare elements.</summary>
    public void List(int field, WireType element, int count)
    {
        Field(field, WireType.List);
        if (count < 15)
        {
            Byte((byte)((count << 4) | (int)element));
            return;
        }
        Byte((byte)(0xF0 | (int)element));
        VarInt((ulong)count);
    }

    public void BareText(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public void BareI32(int value) => ZigZag(value);

    private void Field(int field, WireType type)
    {
        var step = field - _lastField;
        if (step is > 0 and <= 15)
        {
            Byte((byte)((step << 4) | (int)type));
        }
        else
        {
            Byte((byte)type);
            ZigZag(field);
        }
        _lastField = field;
    }

    private void Bytes(ReadOnlySpan<byte> value)
    {
        VarInt((ulong)value.Length);
        output.Write(value);
    }

    private void ZigZag(long value) => VarInt((ulong)((value << 1) ^ (value >> 63)));

    private void VarInt(ulong value)
    {
        for (; value >= 0x80; value >>= 7) Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
