using System.Collections.Immutable;
using Pipelines.Model.Inputs.Images;

namespace Pipelines.Pipeline.Storage.Given;

/// <summary>Files of arrays: NumPy and HDF5.</summary>
internal static class GivenArrays
{
    public static bool Are(ReadOnlySpan<byte> file) => GivenFormat.IsNumpy(file) || GivenFormat.IsArchive(file) || Hdf5File.Is(file);

    /// <param name="file">The file, without gzip.</param>
    /// <param name="member">The array, or the group of arrays, that is read; null for all.</param>
    /// <param name="isLoose">Arrays of texts are read, and those that are not read are named with the reason; else they are errors.</param>
    /// <exception cref="InvalidDataException">The file is damaged, has no such member, or holds something else than arrays of numbers.</exception>
    public static ImmutableArray<NumericArray> Read(ReadOnlyMemory<byte> file, string? member, bool isLoose = false) =>
        Hdf5File.Is(file.Span) ? Hdf5File.Read(file, member, isLoose)
        : GivenFormat.IsArchive(file.Span) ? NumpyFile.ReadArchive(file, member, isLoose)
        : member is null ? NumpyFile.Read(file, isLoose: isLoose)
        : throw new InvalidDataException($"There is no '{member}' in a file that is one array; name the file alone.");

    /// <summary>Images, or their labels: IDX, or the one array of a file of arrays.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else.</exception>
    public static ByteArray Images(ReadOnlyMemory<byte> file, ImagePart part, string? member)
    {
        var content = GivenFormat.Opened(file);
        if (!Are(content.Span)) return part == ImagePart.Images ? IdxFile.Images(content) : IdxFile.Labels(content);
        var arrays = Read(content, member);
        if (arrays is not [{ Shape.Length: > 0 } array])
            throw new InvalidDataException(
                $"One array of {(part == ImagePart.Images ? "images" : "labels")} is expected; there "
                    + $"are {arrays.Length}: {string.Join(", ", arrays.Select(a => a.Shown))}. Name it behind the path: "
                    + $"FILE#{(arrays.IsEmpty ? "x" : arrays[0].Name)}.");
        var numbers = array.Shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        if (part == ImagePart.Images ? array.Shape.Length < 2 : numbers != 1)
            throw new InvalidDataException(
                $"{array.Shown} has the shape ({string.Join(", ", array.Shape)}); {(part == ImagePart.Images
                    ? "images x height x width is"
                    : "one label an image is")} expected; write it so.");
        return array.Bytes();
    }
}

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
