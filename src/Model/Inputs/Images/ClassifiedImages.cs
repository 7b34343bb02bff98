using System.Collections.Immutable;

namespace Pipelines.Model.Inputs.Images;

/// <summary>Images as bytes, one class number each: what every image file format is read into.</summary>
/// <remarks>Image n is the bytes n·Dimension, ..., (n + 1)·Dimension − 1 in the order of the file. Invariant: as many classes as images, at
/// least one.</remarks>
public sealed class ClassifiedImages
{
    private readonly byte[] _pixels;
    private readonly int[] _classes;

    /// <exception cref="InvalidDataException">The numbers of images and classes differ, or there are none.</exception>
    internal ClassifiedImages(int dimension, byte[] pixels, int[] classes)
    {
        (Dimension, _pixels, _classes) = (dimension, pixels, classes);
        if (Count == 0) throw new InvalidDataException("The file holds no image; name one that does.");
        if (pixels.LongLength != (long)dimension * Count)
            throw new InvalidDataException($"{pixels.LongLength / dimension} images and {Count} labels do not belong together; name files that do.");
    }

    /// <summary>Images and their classes.</summary>
    /// <param name="images">n × height × width, or any other shape of n.</param>
    /// <param name="classes">n classes.</param>
    /// <exception cref="InvalidDataException">There are not as many labels as images, or an image has no bytes.</exception>
    public static ClassifiedImages Of(ByteArray images, ByteArray classes)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classes);
        var count = images.Shape[0];
        if (count != classes.Values.Length)
            throw new InvalidDataException(
                $"The image file holds {count} images, the label file {classes.Values.Length} labels; name files that belong together.");
        return new(images.Values.Length / Math.Max(count, 1), images.Values.ToArray(), [.. classes.Values.ToArray().Select(c => (int)c)]);
    }

    /// <summary>Bytes per image.</summary>
    public int Dimension { get; }

    public int Count => _classes.Length;

    public ReadOnlySpan<int> Classes => _classes;

    public ReadOnlySpan<byte> Pixels(int image) => _pixels.AsSpan(image * Dimension, Dimension);

    /// <summary>The images of several files, one after the other.</summary>
    /// <exception cref="InvalidDataException">The image sizes differ.</exception>
    public static ClassifiedImages Join(IReadOnlyList<ClassifiedImages> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0) throw new InvalidDataException("There is no image file to join.");
        if (parts.FirstOrDefault(part => part.Dimension != parts[0].Dimension) is { } odd)
            throw new InvalidDataException(
                $"Images of {parts[0].Dimension} and of {odd.Dimension} bytes do not belong together; name batches of one size of images.");
        return new(parts[0].Dimension, [.. parts.SelectMany(part => part._pixels)], [.. parts.SelectMany(part => part._classes)]);
    }
}

/// <summary>Unsigned bytes in a shape: what files of images and of classes hold.</summary>
/// <param name="Shape">Lengths of the dimensions, the slowest first; their product is the number of bytes.</param>
/// <param name="Values">Row-major.</param>
public sealed record ByteArray(ImmutableArray<int> Shape, ReadOnlyMemory<byte> Values);

/// <summary>What of a set of images a file holds.</summary>
public enum ImagePart
{
    /// <summary>n images, of any shape.</summary>
    Images,

    /// <summary>Their n classes.</summary>
    Labels,
}
