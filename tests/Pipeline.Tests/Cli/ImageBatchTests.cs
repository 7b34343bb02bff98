using System.IO.Compression;
using System.Text;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>CIFAR-10 and ImageNet files made for the purpose, through the whole tool: two kinds of images that brightness tells apart.</summary>
public sealed class ImageBatchTests : IDisposable
{
    private const int Dimension = 3072;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cifar10_batches_are_learnt_by_parity_plain_and_compressed()
    {
        // Even classes are bright on the left, odd ones on the right.
        File.WriteAllBytes(_folder.File("first.bin"), Cifar(0, 20));
        using (var zipped = new GZipStream(File.Create(_folder.File("second.bin.gz")), CompressionLevel.Fastest)) zipped.Write(Cifar(20, 20));
        File.WriteAllBytes(_folder.File("test.bin"), Cifar(40, 20));
        var (code, output, error) = Run(
            "{law: cifar10, batches: [first.bin, second.bin.gz], testBatches: [test.bin], trainingSamples: 40, testSamples: 20}");
        Assert.True(code == ExitCode.Complete, output + error);
        Assert.Contains("learns: 5 of 5 replicates, median 0", output, StringComparison.Ordinal);
        Assert.Contains("the theory is indicative only", error, StringComparison.Ordinal);
    }

    [Fact]
    public void ImageNet_batches_are_learnt_by_ranges_of_classes_in_minibatches()
    {
        File.WriteAllBytes(_folder.File("training.npz"), ImageNet(0, 40));
        File.WriteAllBytes(_folder.File("test.npz"), ImageNet(40, 20));
        var (code, output, error) = Run(
            "{law: imagenet32, batches: [training.npz], testBatches: [test.npz], trainingSamples: 40, testSamples: 20, firstClass: 0, "
                + "classesPerLabel: 500}",
            "training.batchSize=10");
        Assert.True(code == ExitCode.Complete, output + error);
        Assert.Contains("learns: 5 of 5 replicates, median 0", output, StringComparison.Ordinal);
        var few = Run("{law: imagenet32, batches: [training.npz], testBatches: [test.npz], trainingSamples: 60, testSamples: 20}");
        Assert.Contains("30 training images labelled +1 are asked for, there are 20; decrease trainingSamples.", few.Error, StringComparison.Ordinal);
    }

    private static byte[] Cifar(int from, int count) =>
        [.. Enumerable.Range(from, count).SelectMany(n => new[] { (byte)(n % 10) }.Concat(Pixels(n, isLeft: n % 2 == 0)))];

    // Labels are 1 to 1000; of every two images one is of the first five hundred classes.
    private static byte[] ImageNet(int from, int count)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            var images = Enumerable.Range(from, count).ToArray();
            Add(archive, "data.npy", $"'|u1', 'fortran_order': False, 'shape': ({count}, {Dimension})", images.SelectMany(n => Pixels(
                n, isLeft: n % 2 == 0)));
            Add(archive, "labels.npy", $"'<i8', 'fortran_order': False, 'shape': ({count},)", images.SelectMany(n => BitConverter.GetBytes(n % 2 == 0
                ? 1L + n
                : 501L + n)));
        }
        return stream.ToArray();
    }

    private static void Add(ZipArchive archive, string name, string description, IEnumerable<byte> data)
    {
        var header = $"{{'descr': {description}, }}\n";
        using var entry = archive.CreateEntry(name).Open();
        entry.Write([0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header), .. data]);
    }

    private static IEnumerable<byte> Pixels(int image, bool isLeft) => Enumerable.Range(0, Dimension)
        .Select(k => (byte)((k % 32 < 16 == isLeft ? 140 : 60) + (((image * 7919) + (k * 104729)) % 50)));

    private (int Code, string Output, string Error) Run(string dataset, params string[] set)
    {
        File.WriteAllText(_folder.File("images.yaml"), $$"""
            experiment: images
            system: mean-field-hinge
            seed: 1
            replicates: 5
            dataset: {{dataset}}
            network: {hiddenUnits: 20}
            training: {learningRate: 20, steps: 20}
            record: {every: 5, neurons: 3}
            checks: [{name: learns, value: trajectory.testError, atMost: 0.1}]
            """);
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] command =
        [
            "run", _folder.File("images.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"),
            .. set.SelectMany(s => new[] { "--set", s }),
        ];
        var code = CommandLine.RunAsync(command, new LocalFileSystem(), new(output, error, IsTerminal: false)).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }
}
