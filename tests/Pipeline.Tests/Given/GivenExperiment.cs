using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>Small experiments on every kind of given file, in a folder of their own.</summary>
internal sealed class GivenExperiment : IDisposable
{
    private const string Hinge = """
        experiment: own
        system: mean-field-hinge
        seed: 1
        dataset: DATASET
        network: {hiddenUnits: 2}
        training: {learningRate: 1, steps: 3, precision: float64}
        record: {every: 1, neurons: 2}
        """;

    private const string Mixture = """
        experiment: own
        system: gaussian-mixture
        seed: 3
        dataset: {law: two-clusters, inputDimension: 2, sampleRatio: 3, noiseLevel: 0.5}
        given: {samples: data.csv, weights: weights.csv, masks: masks.csv}
        network: linear
        training: {learningRate: 0.2, steps: 3, seeds: 2, batch: {algorithm: sgd, batchFraction: 0.5}, initialVariance: 0.1, start: free}
        theory: {method: march, samples: 64, replicates: 2, start: average}
        record: {every: 1}
        """;

    public const string Table = "{law: given, file: data.csv, testFile: test.csv, trainingSamples: 6, testSamples: 3, inputDimension: 2}";

    private readonly TemporaryFolder _folder = new();

    public GivenExperiment()
    {
        Write("data.csv", "x1,x2,label\n1,0.1,1\n-1.5,0.2,-1\n0.3,-0.3,1\n-0.2,0.4,-1\n2,-0.5,1\n-2.5,0.6,-1\n");
        Write("test.csv", "x1,x2,label\n1.5,0.1,1\n-1,0.2,-1\n0.7,-0.3,1\n");
        Write("network.csv", "outerWeight,w1,w2\n1,0.5,-0.25\n-1,0.125,2\n");
        Write("weights.csv", "w\n0.1\n-0.2\n");
        Write("masks.csv", "s1,s2,s3,s4,s5,s6\n1,0,1,0,1,0\n0,1,0,1,0,1\n1,1,1,0,0,0\n");
        foreach (var (part, count) in new[] { ("train", 4), ("test", 2) })
        {
            byte[] pixels = [.. Enumerable.Range(0, 4 * count).Select(k => (byte)(k * 37 % 251))];
            byte[] classes = [.. Enumerable.Range(0, count).Select(n => (byte)(n % 10))];
            File.WriteAllBytes(Path($"{part}.idx"), Idx([count, 2, 2], pixels));
            File.WriteAllBytes(Path($"{part}.lab"), Idx([count], classes));
            File.WriteAllBytes(Path($"{part}.bin"), [.. Enumerable.Range(0, count)
                .SelectMany(n => new[] { (byte)n }.Concat(Enumerable.Repeat((byte)(n * 50), 3072)))]);
            File.WriteAllBytes(Path($"{part}.npz"), Npz(count));
        }
    }

    public static ImmutableArray<(string Name, string System, string Dataset, string[] Set, string File)> Kinds =>
    [
        ("table", Hinge, Table, [], "data.csv"),
        ("test table", Hinge, Table, [], "test.csv"),
        ("drawn rows", Hinge, "{law: given, file: data.csv, trainingSamples: 3, testSamples: 2, inputDimension: 2, subset: drawn, "
            + "reference: label-weighted-mean}", [], "data.csv"),
        ("drawn images", Hinge, "{law: idx, images: train.idx, labels: train.lab, testImages: test.idx, testLabels: test.lab, trainingSamples: 2, "
            + "testSamples: 2, subset: drawn}", [], "train.idx"),
        ("drawn samples", Mixture, "", ["given.subset=drawn", "given.masks=null", "dataset.sampleRatio=2", "dataset.testSamples=2"], "data.csv"),
        ("parameters", Hinge, Table, ["network.initialParameters=network.csv"], "network.csv"),
        ("idx images", Hinge, "{law: idx, images: train.idx, labels: train.lab, testImages: test.idx, testLabels: test.lab, trainingSamples: 4, "
            + "testSamples: 2}", [], "train.idx"),
        ("idx labels", Hinge, "{law: idx, images: train.idx, labels: train.lab, testImages: test.idx, testLabels: test.lab, trainingSamples: 4, "
            + "testSamples: 2}", [], "test.lab"),
        ("cifar", Hinge, "{law: cifar10, batches: [train.bin], testBatches: [test.bin], trainingSamples: 4, testSamples: 2}", [], "train.bin"),
        ("imagenet", Hinge, "{law: imagenet32, batches: [train.npz], testBatches: [test.npz], trainingSamples: 4, testSamples: 2}", [], "test.npz"),
        ("samples", Mixture, "", [], "data.csv"),
        ("weights", Mixture, "", [], "weights.csv"),
        ("masks", Mixture, "", [], "masks.csv"),
    ];

    public static TheoryData<string> Names => [.. Kinds.Select(k => k.Name)];

    public string Path(string name) => _folder.File(name);

    public void Write(string name, string text) => File.WriteAllText(Path(name), text);

    /// <summary>The settings of a kind of given file, and the file.</summary>
    public (string[] Set, string File) Prepare(string kind)
    {
        var (_, system, dataset, set, file) = Kinds.Single(k => k.Name == kind);
        Write("own.yaml", system.Replace("DATASET", dataset, StringComparison.Ordinal));
        return (set, file);
    }

    public (int Code, string Output, string Error) Run(string verb, string store, string[] set, IFileSystem? files = null, params string[] more)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        string[] command = [verb, Path("own.yaml"), "--store", Path(store), .. verb == "run"
            ? new[] { "--results", Path($"of-{store}"), "-q" }
            : [], .. set.SelectMany(s => new[] { "--set", s }), .. more];
        var code = CommandLine.RunAsync(command, files ?? new LocalFileSystem(), new(output, error, IsTerminal: false)).GetAwaiter().GetResult();
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>The tables of the last run on a store, whose metadata do not tell where the files lie.</summary>
    public IReadOnlyDictionary<string, string> Results(string store) =>
        Directory.GetFiles(Path($"of-{store}/own"), "*.parquet", SearchOption.AllDirectories)
            .Where(f => System.IO.Path.GetFileName(f) != "timings.parquet")
            .ToDictionary(
                f => System.IO.Path.GetFileName(f), f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));

    public void Dispose() => _folder.Dispose();

    private static byte[] Idx(int[] sizes, byte[] data)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (8, (byte)sizes.Length);
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        return [.. header, .. data];
    }

    private static byte[] Npz(int count)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            Add(archive, "data.npy", $"'|u1', 'fortran_order': False, 'shape': ({count}, 3072)", Enumerable.Range(0, count)
                .SelectMany(n => Enumerable.Repeat((byte)(n * 40), 3072)));
            Add(archive, "labels.npy", $"'<i8', 'fortran_order': False, 'shape': ({count},)", Enumerable.Range(0, count)
                .SelectMany(n => BitConverter.GetBytes(n % 2 == 0 ? 1L : 501L)));
        }
        return stream.ToArray();
    }

    private static void Add(ZipArchive archive, string name, string description, IEnumerable<byte> data)
    {
        var header = $"{{'descr': {description}, }}\n";
        using var entry = archive.CreateEntry(name).Open();
        entry.Write([0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header), .. data]);
    }
}
