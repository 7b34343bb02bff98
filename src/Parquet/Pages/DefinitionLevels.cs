using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Parquet.Encodings;

namespace Parquet.Pages;

/// <summary>Which rows of an optional column hold a value: 1 where they do, 0 where not.</summary>
internal static class DefinitionLevels
{
    /// <summary>The version 1 form: four bytes of length, then runs.</summary>
    public static void Encode(ReadOnlySpan<byte> levels, ArrayBufferWriter<byte> body)
    {
        var start = Begin(body);
        RleHybrid.Encode(levels, 1, body);
        End(start, body);
    }

    /// <summary>Every row holds a value: one run.</summary>
    public static void EncodeAllPresent(int count, ArrayBufferWriter<byte> body)
    {
        var start = Begin(body);
        if (count > 0)
        {
            VarInt.Write(body, (ulong)count << 1);
            body.Write([(byte)1]);
        }
        End(start, body);
    }

    private static int Begin(ArrayBufferWriter<byte> body)
    {
        var start = body.WrittenCount;
        body.Write("\0\0\0\0"u8);
        return start;
    }

    private static void End(int start, ArrayBufferWriter<byte> body)
    {
        var length = body.WrittenCount - start - 4;
        // The length is known only now; the writer's memory is its own array, so it may be filled in afterwards.
        var written = MemoryMarshal.AsMemory(body.WrittenMemory);
        BinaryPrimitives.WriteInt32LittleEndian(written.Span[start..], length);
    }
}
