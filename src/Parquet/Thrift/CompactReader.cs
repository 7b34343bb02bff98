using System.Text;

namespace Parquet.Thrift;

/// <summary>Reads structures in Thrift's compact protocol from hostile bytes: every length and nesting is checked before it is believed.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> data)
{
    private const int DeepestNesting = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _data = data;
    private int _lastField;
    private int _depth;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Set when reading failed because the bytes ran out, so that a caller with more of them may try again.</summary>
    public bool RanOut { get; private set; }

    /// <summary>Enters a structure; give the result back to <see cref="EndStruct"/>.</summary>
    public int BeginStruct()
    {
        if (++_depth > DeepestNesting) throw new ParquetException("Metadata is nested too deeply.");
        var outer = _lastField;
        _lastField = 0;
        return outer;
    }

    public void EndStruct(int outerField)
    {
        _depth--;
        _lastField = outerField;
    }

    /// <summary>Steps to the structure's next field; false at its end.</summary>
    public bool NextField(out int field, out WireType type)
    {
        var header = Byte();
        type = (WireType)(header & 0x0F);
        field = _lastField;
        if (type == WireType.Stop) return false;
        field = header >> 4 is var step and > 0 ? _lastField + step : (int)Math.Clamp(ZigZag(), short.MinValue, short.MaxValue);
        _lastField = field;
        return true;
    }

    public readonly bool Bool(WireType type) => type switch
    {
        WireType.True => true,
        WireType.False => false,
        _ => throw Unexpected(type),
    };

    public int I8(WireType type)
    {
        Expect(type, WireType.Byte);
        return (sbyte)Byte();
    }

    public int I32(WireType type)
    {
        Expect(type, WireType.I32);
        return BareI32();
    }

    public long I64(WireType type)
    {
        Expect(type, WireType.I64);
        return ZigZag();
    }

    public string Text(WireType type)
    {
        Expect(type, WireType.Binary);
        return BareText();
    }

    public byte[] Binary(WireType type)
    {
        Expect(type, WireType.Binary);
        return Bytes().ToArray();
    }

    /// <summary>Length of a list whose elements are of the given type; an element takes at least one byte.</summary>
    public int List(WireType type, WireType element)
    {
        Expect(type, WireType.List);
        var count = ListHeader(out var found);
        if (count > 0) Expect(found, element);
        return count;
    }

    public string BareText()
    {
        try
        {
            return StrictUtf8.GetString(Bytes());
        }
        catch (DecoderFallbackException invalid)
        {
            throw new ParquetException("Metadata holds text that is not UTF-8.", invalid);
        }
    }

    public int BareI32()
    {
        var value = ZigZag();
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new ParquetException($"Metadata holds {value} where 32 bits are expected.");
    }

    public void Expect(WireType found, WireType expected)
    {
        if (found != expected) throw Unexpected(found);
    }

    public void Skip(WireType type)
    {
        switch (type)
        {
            case WireType.True or WireType.False: break;
            case WireType.Byte: Take(1); break;
            case WireType.I16 or WireType.I32 or WireType.I64: VarInt(); break;
            case WireType.Double: Take(8); break;
            case WireType.Uuid: Take(16); break;
            case WireType.Binary: Bytes(); break;
            case WireType.List or WireType.Set: SkipList(); break;
            case WireType.Map: SkipMap(); break;
            case WireType.Struct: SkipStruct(); break;
            default: throw Unexpected(type);
        }
    }

    private static ParquetException Unexpected(WireType type) => new($"Metadata holds an unexpected wire type ({(int)type}).");

    private void SkipStruct()
    {
        var outer = BeginStruct();
        while (NextField(out _, out var type)) Skip(type);
        EndStruct(outer);
    }

    private void SkipList()
    {
        if (++_depth > DeepestNesting) throw new ParquetException("Metadata is nested too deeply.");
        for (var left = ListHeader(out var element); left > 0; left--) SkipElement(element);
        _depth--;
    }

    private void SkipMap()
    {
        if (++_depth > DeepestNesting) throw new ParquetException("Metadata is nested too deeply.");
        var count = Count(VarInt());
        var types = count > 0 ? Byte() : 0;
        for (; count > 0; count--)
        {
            SkipElement((WireType)(types >> 4));
            SkipElement((WireType)(types & 0x0F));
        }
        _depth--;
    }

    /// <summary>Unlike in a field header, a truth value in a list takes a byte of its own.</summary>
    private void SkipElement(WireType type)
    {
        if (type is WireType.True or WireType.False) Take(1);
        else Skip(type);
    }

    private int ListHeader(out WireType element)
    {
        var header = Byte();
        element = (WireType)(header & 0x0F);
        return Count((header >> 4) == 15 ? VarInt() : (ulong)(header >> 4));
    }

    private ReadOnlySpan<byte> Bytes() => Take(Count(VarInt()));

    private int Count(ulong claimed)
    {
        if (claimed <= (ulong)(_data.Length - Position)) return (int)claimed;
        RanOut = true;
        throw new ParquetException($"Metadata claims {claimed} elements in {_data.Length - Position} bytes.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _data.Length - Position)
        {
            RanOut = true;
            throw new ParquetException("Metadata ends too early.");
        }
        Position += count;
        return _data.Slice(Position - count, count);
    }

    private long ZigZag()
    {
        var raw = VarInt();
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    private ulong VarInt()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
        throw new ParquetException("Metadata holds a number of more than 64 bits.");
    }

    private byte Byte() => Take(1)[0];
}
