using System.IO.Compression;

namespace Pipelines.Model.Inputs.Images;

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
            throw new InvalidDataException($"data.npy has the shape ({string.Join(", ", data.Shape)}); n x {Dimension} is expected; name a batch of 32 x 32 colour images.");
        var labels = Array(archive, "labels.npy").Integers();
        var wrong = System.Array.FindIndex(labels, label => label is < 1 or > LastLabel);
        if (wrong >= 0) throw new InvalidDataException($"Label {wrong + 1} of labels.npy is {labels[wrong]}; labels are 1 to {LastLabel}; correct it.");
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
            throw new InvalidDataException("The ImageNet batch is not a sound .npz archive (the pickled form is not read); get the .npz form.", problem);
        }
    }

    private static NpyArray Array(ZipArchive archive, string name)
    {
        var entry = archive.GetEntry(name) ?? throw new InvalidDataException($"The ImageNet batch holds no {name}; name a batch with data and labels.");
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
