namespace Pipelines.Model.Inputs.Images;

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
            throw new InvalidDataException($"Records of a CIFAR-10 batch have {Record} bytes; {bytes.Length} bytes are not a whole number of them; get the binary version again.");
        var (classes, pixels) = (new int[bytes.Length / Record], new byte[bytes.Length / Record * Dimension]);
        for (var n = 0; n < classes.Length; n++)
        {
            classes[n] = bytes[n * Record];
            if (classes[n] >= Classes)
                throw new InvalidDataException($"Image {n + 1} of the CIFAR-10 batch has class {classes[n]}; classes are 0 to 9; get the binary version.");
            bytes.Slice((n * Record) + 1, Dimension).CopyTo(pixels.AsSpan(n * Dimension));
        }
        return new(Dimension, pixels, classes);
    }
}
