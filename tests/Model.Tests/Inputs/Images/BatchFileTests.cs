using System.IO.Compression;
using System.Text;
using Pipelines.Model.Inputs.Images;

namespace Pipelines.Model.Tests.Inputs.Images;

public class BatchFileTests
{
    private const int Dimension = 3072;

    [Fact]
    public void A_Cifar_batch_is_read_record_by_record()
    {
        byte[] file = [3, .. Filled(10), 9, .. Filled(20)];
        var images = CifarBatch.Read(file);
        Assert.Equal([3, 9], images.Classes.ToArray());
        Assert.Equal(Filled(20), images.Pixels(1).ToArray());
    }

    public static TheoryData<string, byte[]> MalformedCifar => new()
    {
        { "0 bytes are not a whole number", [] },
        { "3074 bytes are not a whole number", [0, .. Filled(0), 0] },
        { "Image 2 of the CIFAR-10 batch has class 10", [0, .. Filled(0), 10, .. Filled(0)] },
    };

    [Theory]
    [MemberData(nameof(MalformedCifar))]
    public void A_malformed_Cifar_batch_is_refused(string message, byte[] file) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => CifarBatch.Read(file)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("<i8", 8)]
    [InlineData("<i4", 4)]
    [InlineData("<i2", 2)]
    public void An_ImageNet_batch_is_read_with_classes_from_zero(string type, int size)
    {
        byte[] labels = [.. Little(1, size), .. Little(1000, size)];
        var images = ImageNetBatch.Read(Batch(Npy("|u1", "2, 3072", [.. Filled(1), .. Filled(2)]), Npy(type, "2,", labels)));
        Assert.Equal([0, 999], images.Classes.ToArray());
        Assert.Equal(Filled(2), images.Pixels(1).ToArray());
    }

    public static TheoryData<string, byte[]> MalformedImageNet => new()
    {
        { "not a sound .npz archive", [1, 2, 3] },
        { "holds no data.npy", Npz(("labels.npy", Npy("|u1", "1,", [1]))) },
        { "holds no labels.npy", Npz(("data.npy", Npy("|u1", "1, 3072", Filled(1)))) },
        { "shape (3072)", Batch(Npy("|u1", "3072,", Filled(1)), Npy("|u1", "1,", [1])) },
        { "declares the shape (2, 3072) of u1 and holds 3072 bytes", Batch(Npy("|u1", "2, 3072", Filled(1)), Npy("|u1", "1,", [1])) },
        { "data.npy has no header", Batch(Npy("<f4", "1, 3072", Filled(1)), Npy("|u1", "1,", [1])) },
        { "data.npy does not begin with the magic number", Batch(Filled(1), Npy("|u1", "1,", [1])) },
        { "elements of type i2", Batch(Npy("<i2", "1, 3072", [.. Filled(1), .. Filled(1)]), Npy("|u1", "1,", [1])) },
        { "Label 1 of labels.npy is 0", Batch(Npy("|u1", "1, 3072", Filled(1)), Npy("|u1", "1,", [0])) },
        { "1 images and 2 labels do not belong together", Batch(Npy("|u1", "1, 3072", Filled(1)), Npy("|u1", "2,", [1, 2])) },
    };

    [Theory]
    [MemberData(nameof(MalformedImageNet))]
    public void A_malformed_ImageNet_batch_is_refused(string message, byte[] file) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ImageNetBatch.Read(file)).Message, StringComparison.Ordinal);

    private static byte[] Filled(byte value) => [.. Enumerable.Repeat(value, Dimension)];

    private static byte[] Little(int value, int size) => [.. BitConverter.GetBytes((long)value).Take(size)];

    private static byte[] Batch(byte[] data, byte[] labels) => Npz(("data.npy", data), ("labels.npy", labels));

    private static byte[] Npy(string type, string shape, byte[] data)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. data];
    }

    private static byte[] Npz(params (string Name, byte[] Content)[] entries)
    {
        var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(content);
            }
        }
        return target.ToArray();
    }
}
