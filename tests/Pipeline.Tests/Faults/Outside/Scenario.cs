using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>A small experiment with the files that it names.</summary>
/// <param name="Name">Of the experiment, its file and its results folder.</param>
/// <param name="Texts">Two versions of the experiment, as a user edits it.</param>
/// <param name="Given">Two versions of every given file; either is right.</param>
internal sealed record Scenario(string Name, ImmutableArray<string> Texts, ImmutableDictionary<string, ImmutableArray<byte[]>> Given)
{
    private const string Quenching = """
        experiment: quenching
        system: quenching-activation
        seed: VERSION
        target: {function: single-neuron}
        dataset: {law: population, inputDimension: 2}
        network: {hiddenUnits: 3}
        training: {learningRate: 0.01, steps: 6, optimiser: gradient-descent}
        record: {every: 2, neurons: 2}
        randomFeatures: false
        sweep: {training.learningRate: [0.01, 0.02, 0.03]}
        checks: [{name: falls, value: trajectory.trainingRisk, atMost: 4}]
        figures:
          - {name: risk, panels: [{x: {label: t}, y: {label: risk}, layers: [{draw: line, table: trajectory, y: trainingRisk}]}]}
        """;

    /// <summary>Everything is given, so that a seed would change nothing.</summary>
    private const string Table = """
        experiment: table
        system: mean-field-hinge
        seed: 7
        dataset: {law: given, file: data.csv, testFile: test.csv, trainingSamples: 12, testSamples: 6, inputDimension: 3}
        network: {hiddenUnits: 4, initialParameters: start.csv}
        training: {learningRate: 2, steps: VERSION}
        record: {every: 2, neurons: 2}
        sweep: {training.outputScale: [0.5, 1]}
        checks: [{name: finite, value: trajectory.trainingLoss, atMost: 100}]
        figures:
          - {name: loss, panels: [{x: {label: t}, y: {label: loss}, layers: [{draw: points, table: trajectory, y: trainingLoss}]}]}
        """;

    private const string Images = """
        experiment: images
        system: mean-field-hinge
        seed: VERSION
        dataset: {law: idx, images: images.idx, labels: labels.idx, testImages: test-images.idx, testLabels: test-labels.idx, trainingSamples: 12, testSamples: 6}
        network: {hiddenUnits: 4}
        training: {learningRate: 2, steps: 8}
        record: {every: 4, neurons: 2}
        replicates: 2
        checks: [{name: finite, value: trajectory.trainingLoss, atMost: 100}]
        """;

    private const string Mixture = """
        experiment: mixture
        system: gaussian-mixture
        seed: VERSION
        replicates: 2
        dataset: {law: two-clusters, inputDimension: 3, sampleRatio: 2, noiseLevel: 0.5}
        given: {samples: samples.csv, weights: weights.csv, masks: masks.csv}
        network: linear
        training: {learningRate: 0.2, steps: 3, seeds: 2, batch: {algorithm: sgd, batchFraction: 0.5}, initialVariance: 0.1, start: free}
        theory: {method: march, samples: 16, replicates: 2, halvings: 1}
        record: {every: 1}
        checks: [{name: finite, value: ensemble.trainingLoss, atMost: 1.0e+9}]
        """;

    public static ImmutableArray<Scenario> All { get; } =
    [
        Of("quenching", Quenching, []),
        Of("table", Table, new()
        {
            ["data.csv"] = v => Rows("x1,x2,x3,label", 12, 3, v, "1", "-1"),
            ["test.csv"] = v => Rows("x1,x2,x3,label", 6, 3, v + 10, "1", "-1"),
            ["start.csv"] = v => Rows("w1,w2,w3,outerWeight", 4, 3, v + 20, "0.5", "-0.25"),
        }),
        Of("images", Images, new()
        {
            ["images.idx"] = v => Idx([24, 3, 3], v),
            ["labels.idx"] = v => Idx([24], v),
            ["test-images.idx"] = v => Idx([14, 3, 3], v + 10),
            ["test-labels.idx"] = v => Idx([14], v + 10),
        }),
        Of("mixture", Mixture, new()
        {
            ["samples.csv"] = v => Rows("x1,x2,x3,label", 6, 3, v, "1", "-1"),
            ["weights.csv"] = v => Rows("w", 2, 0, v, "0.5", "-0.25") + "0.125\n",
            ["masks.csv"] = v => v == 0
                ? "s1,s2,s3,s4,s5,s6\n1,0,1,0,1,0\n0,1,0,1,0,1\n1,1,1,0,0,0\n"
                : "s1,s2,s3,s4,s5,s6\n0,0,1,1,1,0\n0,1,1,1,0,0\n1,0,1,0,0,1\n",
        }),
    ];

    public string File => Name + ".yaml";

    /// <summary>The files of the experiment in these versions, by their names.</summary>
    public ImmutableSortedDictionary<string, byte[]?> Inputs(int text, int given) =>
        Given.ToImmutableSortedDictionary(g => g.Key, g => (byte[]?)g.Value[given], StringComparer.Ordinal)
            .Add(File, Encoding.UTF8.GetBytes(Texts[text]));

    private static Scenario Of(string name, string text, Dictionary<string, Func<int, object>> given) => new(
        name, [text.Replace("VERSION", "7", StringComparison.Ordinal), text.Replace("VERSION", "8", StringComparison.Ordinal)],
        given.ToImmutableDictionary(g => g.Key, g => ImmutableArray.Create(Bytes(g.Value(0)), Bytes(g.Value(1)))));

    private static byte[] Bytes(object content) => content as byte[] ?? Encoding.UTF8.GetBytes((string)content);

    private static string Rows(string header, int rows, int inputs, int version, string even, string odd)
    {
        var random = new Random(version);
        var lines = Enumerable.Range(0, rows).Select(row => string.Join(
            ',', Enumerable.Range(0, inputs).Select(_ => (random.NextDouble() - 0.5).ToString("0.###", CultureInfo.InvariantCulture))
                .Append(row % 2 == 0 ? even : odd)));
        return $"{header}\n{string.Join('\n', lines)}\n";
    }

    /// <summary>Bytes in the shape of the MNIST files; those of one dimension are classes, 0 and 1 in turn.</summary>
    private static byte[] Idx(int[] shape, int version)
    {
        var content = new byte[shape.Aggregate((a, b) => a * b)];
        new Random(version).NextBytes(content);
        if (shape.Length == 1) content = [.. content.Select((_, i) => (byte)((i + version) % 2))];
        return [0, 0, 8, (byte)shape.Length, .. shape.SelectMany(s => BitConverter.GetBytes(s).Reverse()), .. content];
    }
}
