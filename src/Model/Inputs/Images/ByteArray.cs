using System.Collections.Immutable;

namespace Pipelines.Model.Inputs.Images;

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
