using System.Buffers.Binary;
using System.IO.Compression;
using Pipelines.Model.Inputs.Images;

namespace Pipelines.Model.Tests.Inputs.Images;

public class IdxFileTests
{
    private static readonly byte[] Images = Idx([3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]);
    private static readonly byte[] Labels = Idx([3], [7, 0, 4]);

    [Fact]
    public void Images_and_labels_are_read_in_order()
    {
        var images = ClassifiedImages.Of(IdxFile.Images(Images), IdxFile.Labels(Labels));
        Assert.Equal((3, 4), (images.Count, images.Dimension));
        Assert.Equal([7, 0, 4], images.Classes.ToArray());
        Assert.Equal([5, 6, 7, 8], images.Pixels(1).ToArray());
    }

    [Fact]
    public void Gzipped_files_read_as_their_contents()
    {
        var images = ClassifiedImages.Of(IdxFile.Images(Compress(Images)), IdxFile.Labels(Compress(Labels)));
        Assert.Equal([9, 10, 11, 255], images.Pixels(2).ToArray());
    }

    public static TheoryData<string, byte[], byte[]> Malformed => new()
    {
        { "ends after 2 bytes, inside its magic number", Images[..2], Labels },
        { "inside its magic number", [], Labels },
        { "does not begin with the magic number of IDX: its first bytes are 01", [1, .. Images[1..]], Labels },
        { "elements of type 0d", [0, 0, 0x0d, .. Images[3..]], Labels },
        { "image file has 1 dimensions; 3 are expected", Labels, Labels },
        { "label file has 3 dimensions; 1 are expected", Images, Images },
        { "ends after 9 bytes, inside its header of 16", Images[..9], Labels },
        { "Dimension 2 of the image file is 0", Idx([3, 0, 2], []), Labels },
        { "Dimension 1 of the image file is -1", Idx([-1, 2, 2], []), Labels },
        { "declares 3 x 2 x 2 bytes of data and holds 11", Images[..^1], Labels },
        { "declares 3 x 2 x 2 bytes of data and holds 13", [.. Images, 0], Labels },
        { "declares 2147483647 x 2147483647 x 2147483647 bytes", Idx([int.MaxValue, int.MaxValue, int.MaxValue], [1]), Labels },
        { "image file holds 3 images, the label file 2 labels", Images, Idx([2], [1, 2]) },
        { "image file is not a sound gzip file", [0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Labels },
        { "label file is not a sound gzip file", Images, Damaged(Compress(Labels)) },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_files_are_refused_with_what_is_wrong(string message, byte[] images, byte[] labels)
    {
        var problem = Assert.Throws<InvalidDataException>(() => ClassifiedImages.Of(IdxFile.Images(images), IdxFile.Labels(labels)));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private static byte[] Idx(int[] sizes, byte[] data)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (8, (byte)sizes.Length);
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        return [.. header, .. data];
    }

    private static byte[] Compress(byte[] bytes)
    {
        var target = new MemoryStream();
        using (var stream = new GZipStream(target, CompressionLevel.Fastest)) stream.Write(bytes);
        return target.ToArray();
    }

    /// <summary>Turns a bit of the block header, so that the block type is one that does not exist.</summary>
    private static byte[] Damaged(byte[] gzip)
    {
        gzip[10] |= 0b110;
        return gzip;
    }
}
