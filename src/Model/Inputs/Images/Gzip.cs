using System.IO.Compression;

namespace Pipelines.Model.Inputs.Images;

/// <summary>Undoes gzip where a file begins with its magic number, in memory.</summary>
/// <remarks>
/// The framework takes a file that ends early for a shorter one. A member of known content behind the file gives that away: it is found at the end
/// of what is expanded only where all before it was whole.
/// </remarks>
public static class Gzip
{
    /// <summary>An expanded file may be at most this long, so that a hostile one cannot fill the memory.</summary>
    private const int MaximumLength = 1 << 30;

    /// <exception cref="InvalidDataException">The compressed data are damaged or end early, or expand to more than 1 GiB.</exception>
    public static ReadOnlyMemory<byte> Expand(ReadOnlyMemory<byte> file, string name)
    {
        if (file.Length < 2 || file.Span[0] != 0x1f || file.Span[1] != 0x8b) return file;
        var mark = "the end of the given file"u8;
        using var expanded = new MemoryStream();
        try
        {
            using var stream = new GZipStream(new MemoryStream([.. file.Span, .. Compressed(mark)], writable: false), CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            for (int read; expanded.Length <= MaximumLength && (read = stream.Read(buffer)) > 0;) expanded.Write(buffer, 0, read);
        }
        catch (InvalidDataException problem)
        {
            throw new InvalidDataException(
                $"The {name} is not a sound gzip file: it is damaged, ends early, or has something else appended; get it again.", problem);
        }
        if (expanded.Length > MaximumLength)
            throw new InvalidDataException($"The {name} expands to more than 1 GiB, the most that is read; split it.");
        var content = expanded.GetBuffer().AsMemory(0, (int)expanded.Length);
        return content.Span.EndsWith(mark)
            ? content[..^mark.Length]
            : throw new InvalidDataException(
                $"The {name} is not a sound gzip file: it is damaged, ends early, or has something else appended; get it again.");
    }

    private static byte[] Compressed(ReadOnlySpan<byte> content)
    {
        using var target = new MemoryStream();
        using (var stream = new GZipStream(target, CompressionLevel.Fastest)) stream.Write(content);
        return target.ToArray();
    }
}
