using System.Buffers;
using System.Buffers.Binary;
using Parquet.Meta;
using Parquet.Thrift;

namespace Parquet.Integrity;

/// <summary>Checksums over everything that page checksums leave out: the footer itself and all page headers.</summary>
/// <remarks>
/// Page checksums cover page bodies only, so that one flipped bit in the footer or in a page header could still change a value
/// silently. The format reserves field 32767 of its structures for extensions which other readers skip
/// (apache/parquet-format BinaryProtocolExtensions.md). The seal is that field, last in the footer: four bytes of CRC-32 over the page
/// headers of every chunk, in file order; CRC-32 over the footer up to here; sixteen bytes that name the extension. A file whose
/// <c>created_by</c> is ours must carry it, so that no single damage can both break the seal and hide that there was one.
/// </remarks>
internal static class FooterSeal
{
    /// <summary>What our files say in <c>created_by</c>; the number rises when the bytes written for the same values change.</summary>
    public const string CreatedBy = "pipelines-parquet version 1.0.0";

    private const string OwnName = "pipelines-parquet";
    private const int TailLength = sizeof(uint) + 16 + 1;

    private static ReadOnlySpan<byte> Name =>
        [0x9b, 0x1f, 0x3c, 0x52, 0x70, 0xd8, 0x4e, 0x0a, 0x8a, 0x64, 0x2d, 0xc1, 0x5e, 0x77, 0xb3, 0xf6];

    /// <summary>Header of a binary field 32767 in long form: type, then the number in zigzag.</summary>
    private static ReadOnlySpan<byte> FieldHeader => [(byte)WireType.Binary, 0xFE, 0xFF, 0x03];

    /// <summary>Closes a footer that is complete but for the end of its structure.</summary>
    public static void Close(ArrayBufferWriter<byte> footer, IReadOnlyCollection<ColumnChunk> chunks)
    {
        footer.Write(FieldHeader);
        Encodings.VarInt.Write(footer, (ulong)((chunks.Count * sizeof(uint)) + TailLength - 1));
        foreach (var chunk in chunks) Write(footer, chunk.HeaderChecksum);
        Write(footer, Crc32.Of(footer.WrittenSpan));
        footer.Write(Name);
        footer.Write([(byte)WireType.Stop]);
    }

    /// <summary>Checks the footer and hands each chunk the checksum of its page headers; files of other writers pass without.</summary>
    /// <exception cref="ParquetException">The footer is damaged.</exception>
    public static void Verify(ReadOnlySpan<byte> footer, FileMetaData metadata)
    {
        if (!IsPresent(footer))
        {
            if (metadata.CreatedBy?.StartsWith(OwnName, StringComparison.Ordinal) == true) throw Damaged();
            return;
        }
        var chunks = metadata.RowGroups.SelectMany(group => group.Columns).ToList();
        var checksums = footer.Length - TailLength - (chunks.Count * sizeof(uint));
        if (checksums < 0) throw Damaged();
        foreach (var chunk in chunks)
        {
            chunk.HeaderChecksum = BinaryPrimitives.ReadUInt32LittleEndian(footer[checksums..]);
            chunk.IsSealed = true;
            checksums += sizeof(uint);
        }
    }

    /// <summary>Compares the seal's checksum with the bytes before it, so that damage is named before anything is parsed.</summary>
    public static void VerifyBytes(ReadOnlySpan<byte> footer)
    {
        if (!IsPresent(footer)) return;
        var covered = footer[..^TailLength];
        if (BinaryPrimitives.ReadUInt32LittleEndian(footer[^TailLength..]) != Crc32.Of(covered)) throw Damaged();
    }

    private static bool IsPresent(ReadOnlySpan<byte> footer) =>
        footer.Length >= TailLength && footer[^1] == (byte)WireType.Stop && footer[^17..^1].SequenceEqual(Name);

    private static void Write(ArrayBufferWriter<byte> footer, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(footer.GetSpan(sizeof(uint)), value);
        footer.Advance(sizeof(uint));
    }

    private static ParquetException Damaged() => new("The footer is damaged: its checksum does not match.");
}
