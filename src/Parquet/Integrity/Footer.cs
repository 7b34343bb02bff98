using System.Buffers;
using System.Buffers.Binary;
using Parquet.Meta;
using Parquet.Pages;
using Parquet.Thrift;

namespace Parquet.Integrity;

/// <summary>Writes and reads the end of a file: metadata, its length, and the mark that also opens the file.</summary>
internal static class Footer
{
    private const int TailLength = 8;

    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    public static ValueTask OpenAsync(OutputFile output, CancellationToken cancellationToken) => output.WriteAsync(Magic, cancellationToken);

    public static async Task WriteAsync(OutputFile output, FileMetaData metadata, CancellationToken cancellationToken)
    {
        var footer = new ArrayBufferWriter<byte>();
        metadata.WriteOpen(new CompactWriter(footer));
        FooterSeal.Close(footer, [.. metadata.RowGroups.SelectMany(group => group.Columns)]);
        BinaryPrimitives.WriteInt32LittleEndian(footer.GetSpan(4), footer.WrittenCount);
        footer.Advance(4);
        footer.Write(Magic);
        await output.WriteAsync(footer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The metadata, checked against its seal, and where it begins.</returns>
    /// <exception cref="ParquetException">The stream does not hold a whole Parquet file, or its footer is damaged.</exception>
    public static async Task<(FileMetaData Metadata, long Start)> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (!stream.CanSeek) throw new ArgumentException("Reading Parquet needs a stream that can seek.", nameof(stream));
        if (stream.Length < Magic.Length + TailLength) throw new ParquetException($"A file of {stream.Length} bytes is too short to be Parquet.");
        var head = await ReadAtAsync(stream, 0, Magic.Length, cancellationToken).ConfigureAwait(false);
        var tail = await ReadAtAsync(stream, stream.Length - TailLength, TailLength, cancellationToken).ConfigureAwait(false);
        if (tail.AsSpan(4).SequenceEqual("PARE"u8)) throw new ParquetException("The file is encrypted, which is not supported.");
        if (!head.AsSpan().SequenceEqual(Magic) || !tail.AsSpan(4).SequenceEqual(Magic))
            throw new ParquetException("The file does not begin and end with PAR1: it is damaged, cut off, or not Parquet.");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        var start = stream.Length - TailLength - length;
        if (start < Magic.Length || length > int.MaxValue)
            throw new ParquetException($"The file claims a footer of {length} bytes, more than it has.");
        var footer = await ReadAtAsync(stream, start, (int)length, cancellationToken).ConfigureAwait(false);
        return (Parse(footer), start);
    }

    private static FileMetaData Parse(ReadOnlySpan<byte> footer)
    {
        FooterSeal.VerifyBytes(footer);
        var reader = new CompactReader(footer);
        var metadata = FileMetaData.Read(ref reader);
        FooterSeal.Verify(footer, metadata);
        return metadata;
    }

    private static async Task<byte[]> ReadAtAsync(Stream stream, long position, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        stream.Position = position;
        var read = await stream.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return read == count ? bytes : throw new ParquetException("The file became shorter while it was read.");
    }
}
