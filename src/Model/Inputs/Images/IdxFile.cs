using System.Buffers.Binary;

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
            throw new InvalidDataException($"The {name} does not begin with the magic number of IDX: its first bytes are {span[0]:x2} {span[1]:x2}; name a file of IDX, NumPy or HDF5.");
        if (span[2] != UnsignedByte)
            throw new InvalidDataException($"The {name} holds elements of type {span[2]:x2}; unsigned bytes (08) are expected; name such a file.");
        if (span[3] != rank) throw new InvalidDataException($"The {name} has {span[3]} dimensions; {rank} are expected; name the file of {(rank == 1 ? "labels" : "images")}.");
        var header = 4 + (4 * rank);
        if (span.Length < header) throw new InvalidDataException($"The {name} ends after {span.Length} bytes, inside its header of {header}; get it again.");
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
                $"The {name} declares {string.Join(" x ", sizes)} bytes of data and holds {span.Length - header}: it is cut or has more appended; get it again.");
        }
        return new([.. sizes], bytes[header..]);
    }
}
