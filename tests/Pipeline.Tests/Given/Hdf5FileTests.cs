using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Given;
using Pipelines.Stages;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>HDF5 files that h5py wrote: the right numbers, or a refusal; see tests/reference/given.</summary>
public sealed class Hdf5FileTests : IDisposable
{
    private readonly GivenExperiment _experiment = new();

    public void Dispose() => _experiment.Dispose();

    [Theory]
    [InlineData("plain.h5")]
    [InlineData("latest.h5")]
    [InlineData("shuffle.h5")]
    [InlineData("userblock.h5")]
    public void Its_numbers_are_read(string name)
    {
        var table = GivenTable.Read(File.ReadAllBytes(Reference(name)));
        Assert.Equal(["w[0]", "w[1]", "w[2]", "w[3]", "w[4]", "w[5]", "w[6]"], table.Columns.ToArray());
        Assert.Equal(Enumerable.Range(0, 84).Select(k => ((k * 37 % 101) - 50) / 8.0), table.Values.Span.ToArray());
    }

    [Fact]
    public void Every_type_of_number_is_read()
    {
        var table = GivenTable.Read(File.ReadAllBytes(Reference("types.h5")));
        Assert.Equal(["bool", "f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"], table.Columns.ToArray());
        for (var row = 0; row < 6; row++)
        {
            for (var k = 0; k < table.Columns.Length; k++) Assert.Equal(k == 0 ? (row + 1) % 2 : row % 5, table.Values[row, k]);
        }
    }

    /// <summary>Links with absolute paths lead to files that are there, so that only looking at where the numbers lie tells.</summary>
    [Theory]
    [InlineData("fletcher32.h5", "Fletcher32 filter")]
    [InlineData("big-endian.h5", "written in a way that is not read")]
    [InlineData("compound.h5", "holds no numbers of a type that is read")]
    [InlineData("text.h5", "holds no numbers of a type that is read")]
    [InlineData("virtual.h5", "is a virtual dataset")]
    [InlineData("external-link.h5", "lies in another file")]
    [InlineData("external-data.h5", "lies in another file")]
    [InlineData("circle.h5", "'loop' is a group. Name what is to be read behind the path: FILE#loop.")]
    public void What_would_be_read_wrong_or_elsewhere_is_refused(string name, string message)
    {
        File.Copy(Reference("plain.h5"), "/tmp/pipelines-linked.h5", overwrite: true);
        File.WriteAllBytes("/tmp/pipelines-linked.bin", new byte[672]);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(
            () => GivenTable.Read(File.ReadAllBytes(Reference(name)))).Message, StringComparison.Ordinal);
    }

    /// <summary>The second filter of this file is deflate: another number there is another filter.</summary>
    [Theory]
    [InlineData(32000, "filter lzf")]
    [InlineData(32015, "filter zstd")]
    [InlineData(307, "filter bzip2")]
    [InlineData(4, "filter szip")]
    [InlineData(40001, "filter number 40001")]
    public void A_filter_that_is_not_read_is_named_with_its_dataset_and_what_to_write(int filter, string name)
    {
        var file = File.ReadAllBytes(Reference("shuffle.h5"));
        var place = file.AsSpan().IndexOf("deflate"u8) - 8;
        Assert.Equal(1, BitConverter.ToUInt16(file, place));
        BitConverter.TryWriteBytes(file.AsSpan(place), (ushort)filter);
        var message = Assert.Throws<InvalidDataException>(() => GivenTable.Read(file)).Message;
        Assert.Equal(
            $"'w' is written with the {name}, which is not read: write it with gzip or without a filter "
                + "(h5py: create_dataset(..., compression=\"gzip\")).", message);
    }

    [Fact]
    public void A_file_that_ends_early_is_refused()
    {
        var whole = File.ReadAllBytes(Reference("plain.h5"));
        for (var length = 8; length < whole.Length; length += 97) Assert.Throws<InvalidDataException>(() => GivenTable.Read(whole[..length]));
    }

    /// <summary>Whatever bits of the headers are turned: an answer, and no memory beyond what such a file can hold.</summary>
    [Fact]
    public void A_damaged_file_takes_neither_the_memory_nor_an_unexpected_exception()
    {
        var random = new Random(3);
        foreach (var name in (string[])["plain.h5", "shuffle.h5", "latest.h5", "types.h5"])
        {
            var whole = File.ReadAllBytes(Reference(name));
            for (var i = 0; i < 100; i++)
            {
                byte[] damaged = [.. whole];
                for (var k = random.Next(1, 4); k > 0; k--) damaged[random.Next(Math.Min(damaged.Length, 2200))] ^= (byte)(1 << random.Next(8));
                var before = GC.GetAllocatedBytesForCurrentThread();
                _ = Record.Exception(() => GivenTable.Read(damaged)) is { } exception ? Assert.IsType<InvalidDataException>(exception) : null;
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 30);
            }
        }
    }

    [Fact]
    public void A_part_of_a_file_is_named_behind_its_path_and_is_in_the_key()
    {
        var files = new GivenFiles(new LocalFileSystem(), Path.GetDirectoryName(Reference("samples.h5"))!);
        Assert.Equal(["label", "x[0]", "x[1]"], files.Find("samples.h5#train").ReadTable(null).Columns.ToArray());
        Assert.Equal(["label"], files.Find("samples.h5#train/label").ReadTable(null).Columns.ToArray());
        Assert.NotEqual(files.Find("images.h5#x_train").Content, files.Find("images.h5#x_test").Content);
        var lacking = Assert.Throws<GivenFileException>(() => files.Find("samples.h5#test").Made(t => t.Rows));
        Assert.Equal("samples.h5#test: There is no 'test' in the file; name one of its datasets or groups.", lacking.Message);
        Assert.True(files.Find("none.h5#x").IsAbsent);
    }

    [Fact]
    public void Tables_and_images_give_the_numbers_of_their_other_formats()
    {
        foreach (var name in (string[])["samples.h5", "images.h5"]) File.Copy(Reference(name), _experiment.Path(name));
        File.WriteAllBytes(_experiment.Path("samples.npz"), NumpyFileTests.Npz(
            ("label", NumpyFileTests.Npy("|b1", "6,", [1, 0, 1, 0, 1, 0])),
            ("x", NumpyFileTests.Npy(
                "<f8", "6, 2", [.. new[] { 1, 0.1, -1.5, 0.2, 0.3, -0.3, -0.2, 0.4, 2, -0.5, -2.5, 0.6 }.SelectMany(BitConverter.GetBytes)]))));
        var (set, _) = _experiment.Prepare("table");
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "csv", set).Code);
        foreach (var (store, file) in new[] { ("hdf5", "samples.h5#train"), ("numpy", "samples.npz") })
        {
            var run = _experiment.Run("run", store, ["dataset={law: given, file: '" + file + "', trainingSamples: 6, inputDimension: 2}"]);
            Assert.True(run.Code == ExitCode.Complete, run.Error);
        }
        AssertSameNumbers("hdf5", "numpy");

        (set, _) = _experiment.Prepare("idx images");
        Assert.Equal(ExitCode.Complete, _experiment.Run("run", "idx", set).Code);
        const string Images =
            "dataset={law: idx, images: 'images.h5#x_train', labels: 'images.h5#y_train', testImages: 'images.h5#x_test', testLabels: "
                + "'images.h5#y_test', trainingSamples: 4, testSamples: 2}";
        var images = _experiment.Run("run", "images", [Images]);
        Assert.True(images.Code == ExitCode.Complete, images.Error);
        AssertSameNumbers("idx", "images");
        var wrong = _experiment.Run("run", "images", [Images.Replace("y_test", "y_train", StringComparison.Ordinal)]);
        Assert.Contains("images.h5#y_train: There are 4 labels; images.h5#x_test has 2 images.", wrong.Error, StringComparison.Ordinal);
    }

    private void AssertSameNumbers(string a, string b)
    {
        var diff = Cli.Tool.Run("diff", "--numbers", _experiment.Path($"of-{a}/own"), _experiment.Path($"of-{b}/own"));
        Assert.True(diff.Code == ExitCode.Complete, diff.Output + diff.Error);
    }

    private static string Reference(string name) => Path.Combine(RepositoryFiles.Root, "tests", "reference", "given", name);
}
