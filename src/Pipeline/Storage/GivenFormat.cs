using Pipelines.Model.Inputs.Images;

namespace Pipelines.Pipeline.Storage;

/// <summary>What kind of file somebody gave: told by its first bytes, never by its name.</summary>
internal static class GivenFormat
{
    /// <summary>Formats that are known and not read, each with what to do.</summary>
    private static readonly (byte[] Start, string What)[] Foreign =
    [
        ([.. "ARROW1"u8], "an Arrow file"), ([.. "MATLAB 5.0"u8], "a MATLAB file before version 7.3"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an Excel workbook"),
        ([0x80, 0x04, 0x95], "a Python pickle"), ([0x28, 0xB5, 0x2F, 0xFD], "compressed with Zstandard"), ([.. "BZh"u8], "compressed with bzip2"),
        ([0xFD, .. "7zXZ"u8], "compressed with xz"),
        ([.. "SIMPLE  ="u8], "a FITS file"), ([.. "SQLite format 3"u8], "an SQLite database"),
    ];

    public static bool IsParquet(ReadOnlySpan<byte> file) => file.StartsWith("PAR1"u8);

    public static bool IsNumpy(ReadOnlySpan<byte> file) => file.StartsWith(NumpyFile.Magic);

    public static bool IsArchive(ReadOnlySpan<byte> file) => file.StartsWith("PK\u0003\u0004"u8);

    /// <summary>The file without gzip around it.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a known format that is not read.</exception>
    public static ReadOnlyMemory<byte> Opened(ReadOnlyMemory<byte> file)
    {
        var content = Gzip.Expand(file, "file");
        foreach (var (start, what) in Foreign)
        {
            if (content.Span.StartsWith(start)) throw new InvalidDataException(
                $"The file is {what}, which is not read: CSV in UTF-8, Parquet, NumPy (.npy, .npz) and HDF5 are, and gzip around them. "
                    + "Save it as one of these.");
        }
        return content;
    }
}
