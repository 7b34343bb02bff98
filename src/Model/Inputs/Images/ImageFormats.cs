using System.Buffers.Binary;
using System.IO.Compression;

namespace Pipelines.Model.Inputs.Images;

/// <summary>Reads the IDX format of MNIST and its relatives: a big-endian header, then unsigned bytes.</summary>
/// <remarks>
/// Format: two zero bytes, the type code 8 (unsigned byte), the number of dimensions, one 32-bit length per dimension, the data (LeCun, Cortes,
/// Burges, "The MNIST database", file formats). Files may be gzipped. A pure function of the bytes.
/// </remarks>
public static class IdxFile
{
    private const int UnsignedByte = 8, ImageRank = 3, LabelRank = 1;

    /// <summary>Images: n × height × width.</summary>
    /// <exception cref="InvalidDataException">The file is malformed, or holds no images.</exception>
    public static ByteArray Images(ReadOnlyMemory<byte> file) => Parse(file, ImageRank, "image file");

    /// <summary>Labels: n classes.</summary>
    /// <exception cref="InvalidDataException">The file is malformed, or holds no labels.</exception>
    public static ByteArray Labels(ReadOnlyMemory<byte> file) => Parse(file, LabelRank, "label file");

    private static ByteArray Parse(ReadOnlyMemory<byte> file, int rank, string name)
    {
        var bytes = Gzip.Expand(file, name);
        var span = bytes.Span;
        if (span.Length < 4) throw new InvalidDataException($"The {name} ends after {span.Length} bytes, inside its magic number; get it again.");
        if (span[0] != 0 || span[1] != 0)
            throw new InvalidDataException(
                $"The {name} does not begin with the magic number of IDX: its first bytes are {span[0]:x2} {span[1]:x2}; "
                    + "name a file of IDX, NumPy or HDF5.");
        if (span[2] != UnsignedByte)
            throw new InvalidDataException($"The {name} holds elements of type {span[2]:x2}; unsigned bytes (08) are expected; name such a file.");
        if (span[3] != rank)
            throw new InvalidDataException(
                $"The {name} has {span[3]} dimensions; {rank} are expected; name the file of {(rank == 1 ? "labels" : "images")}.");
        var header = 4 + (4 * rank);
        if (span.Length < header)
            throw new InvalidDataException($"The {name} ends after {span.Length} bytes, inside its header of {header}; get it again.");
        var sizes = new int[rank];
        var length = 1L;
        for (var i = 0; i < rank; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(span[(4 + (4 * i))..]);
            if (sizes[i] <= 0) throw new InvalidDataException($"Dimension {i + 1} of the {name} is {sizes[i]}; get it again.");
            length = Math.Min(length * sizes[i], 1L << 40);
        }
        if (length != span.Length - header)
        {
            throw new InvalidDataException(
                $"The {name} declares {string.Join(" x ", sizes)} bytes of data and holds {span.Length - header}: it is cut or has more appended; "
                    + "get it again.");
        }
        return new([.. sizes], bytes[header..]);
    }
}

/// <summary>Reads CIFAR-10 binary batches: records of one class byte and 3 × 32 × 32 pixel bytes, nothing else.</summary>
/// <remarks>Krizhevsky 2009, "Learning multiple layers of features from tiny images", binary version of the data set. A pure function of the
/// bytes.</remarks>
public static class CifarBatch
{
    private const int Dimension = 3 * 32 * 32, Record = 1 + Dimension, Classes = 10;

    /// <exception cref="InvalidDataException">The length is no multiple of 3073 bytes, or a class is not 0 to 9.</exception>
    public static ClassifiedImages Read(ReadOnlyMemory<byte> file)
    {
        var bytes = Gzip.Expand(file, "CIFAR-10 batch").Span;
        if (bytes.Length == 0 || bytes.Length % Record != 0)
            throw new InvalidDataException(
                $"Records of a CIFAR-10 batch have {Record} bytes; {bytes.Length} bytes are not a whole number of them; "
                    + "get the binary version again.");
        var (classes, pixels) = (new int[bytes.Length / Record], new byte[bytes.Length / Record * Dimension]);
        for (var n = 0; n < classes.Length; n++)
        {
            classes[n] = bytes[n * Record];
            if (classes[n] >= Classes)
                throw new InvalidDataException(
                    $"Image {n + 1} of the CIFAR-10 batch has class {classes[n]}; classes are 0 to 9; get the binary version.");
            bytes.Slice((n * Record) + 1, Dimension).CopyTo(pixels.AsSpan(n * Dimension));
        }
        return new(Dimension, pixels, classes);
    }
}

/// <summary>Reads batches of 32 × 32 ImageNet in their .npz form: arrays <c>data</c> (n × 3072 unsigned bytes) and <c>labels</c> (1 to
/// 1000).</summary>
/// <remarks>Chrabaszcz, Loshchilov, Hutter 2017, "A downsampled variant of ImageNet", arXiv 1707.08819. Classes are counted from 0 here. A pure
/// function of the bytes.</remarks>
public static class ImageNetBatch
{
    private const int Dimension = 3 * 32 * 32, LastLabel = 1000;

    /// <summary>An array may be at most this long once expanded.</summary>
    private const long MaximumLength = 1L << 30;

    /// <exception cref="InvalidDataException">The archive is damaged, an array is missing or of the wrong shape, or a label is not 1 to
    /// 1000.</exception>
    public static ClassifiedImages Read(ReadOnlyMemory<byte> file)
    {
        using var archive = Open(file);
        var data = Array(archive, "data.npy");
        if (data.Shape.Length != 2 || data.Shape[1] != Dimension)
            throw new InvalidDataException(
                $"data.npy has the shape ({string.Join(", ", data.Shape)}); n x {Dimension} is expected; name a batch of 32 x 32 colour images.");
        var labels = Array(archive, "labels.npy").Integers();
        var wrong = System.Array.FindIndex(labels, label => label is < 1 or > LastLabel);
        if (wrong >= 0)
            throw new InvalidDataException($"Label {wrong + 1} of labels.npy is {labels[wrong]}; labels are 1 to {LastLabel}; correct it.");
        return new(Dimension, data.Bytes("data.npy"), [.. labels.Select(label => (int)label - 1)]);
    }

    private static ZipArchive Open(ReadOnlyMemory<byte> file)
    {
        try
        {
            return new(new MemoryStream(file.ToArray()), ZipArchiveMode.Read);
        }
        catch (InvalidDataException problem)
        {
            throw new InvalidDataException(
                "The ImageNet batch is not a sound .npz archive (the pickled form is not read); get the .npz form.", problem);
        }
    }

    private static NpyArray Array(ZipArchive archive, string name)
    {
        var entry = archive.GetEntry(name)
            ?? throw new InvalidDataException($"The ImageNet batch holds no {name}; name a batch with data and labels.");
        if (entry.Length > MaximumLength)
            throw new InvalidDataException($"{name} expands to {entry.Length} bytes; at most {MaximumLength} are read; split the batch.");
        var bytes = new byte[entry.Length];
        try
        {
            using var stream = entry.Open();
            stream.ReadExactly(bytes);
        }
        catch (Exception problem) when (problem is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidDataException($"{name} in the ImageNet batch is damaged; get it again.", problem);
        }
        return NpyArray.Parse(bytes, name);
    }
}
