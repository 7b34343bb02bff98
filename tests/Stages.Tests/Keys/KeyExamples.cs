using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Stages.Checks;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Stages.QuenchingActivation;

namespace Pipelines.Stages.Tests.Keys;

/// <summary>A small point of a system, under a name.</summary>
/// <param name="Name">Name in the pinned files.</param>
/// <param name="System">The system.</param>
/// <param name="Settings">Settings of the point.</param>
public sealed record KeyExample(string Name, SystemDefinition System, object Settings)
{
    /// <summary>Every node of the point and of its checks, each after its inputs.</summary>
    /// <param name="settings">In place of the example's own; null for these.</param>
    public ImmutableArray<StageNode> Nodes(object? settings = null)
    {
        var outputs = Assert.IsType<PointPlan.Ready>(System.Plan(settings ?? Settings, KeyExamples.Context)).Outputs;
        var nodes = new List<StageNode>();
        foreach (var output in outputs) Visit(output, nodes);
        return [.. nodes, Check.Node(KeyExamples.Checks, outputs)];
    }

    private static void Visit(StageNode node, List<StageNode> nodes)
    {
        if (nodes.Contains(node)) return;
        foreach (var input in node.Inputs) Visit(input, nodes);
        nodes.Add(node);
    }

    public override string ToString() => Name;
}

/// <summary>Points that between them have every case of every union of settings.</summary>
public static class KeyExamples
{
    /// <summary>A file's content is its name.</summary>
    public static PointContext Context { get; } = new(7, 1, path => new(
        path, Digest.Of(path), () => throw new InvalidOperationException(path), _ => throw new InvalidOperationException(path),
        _ => throw new InvalidOperationException(path)));

    /// <summary>Every statistic and every trend.</summary>
    public static ImmutableArray<CheckSettings> Checks { get; } =
    [
        .. Enum.GetValues<Take>().Select(t => new CheckSettings($"take-{(int)t}", "a.b", "c.d", t, "1", "2", AtMost: 1)),
        .. Enum.GetValues<Trend>().Select(t => new CheckSettings(
            $"trend-{(int)t}", "a.b", Against: "x.y", Trend: t, Level: 2, AtLeast: 1, OnlyIf: "e.f", OnlyAt: "x.y = 1", Because: "so")),
        new("relative", "a.b", RelativeTo: "x.y = 2", AtMost: 1),
    ];

    private static readonly HingeSettings Hinge = new(
        new HingeDatasetSettings.Gaussian(10, 300, 50, 0.02), new(60), new(40, 150, BatchSize: 30), new(Every: 10, Neurons: 5, Satisfaction: true));

    private static readonly MixtureSettings Mixture = new(
        new MixtureDatasetSettings.TwoClusters(40, 2, 0.5, 30),
        new MixtureNetworkSettings.Linear(),
        new MixtureTrainingSettings(10, 0.2, new MixtureBatchSettings.PersistentSgd(0.5, 1), 0.1, new MixtureStartSettings.Free(), 2),
        new MixtureTheorySettings.March(256, 2, KernelSteps: [0, 4, 10], Halvings: 1),
        new(Every: 2),
        new(),
        new());

    private static readonly QuenchingSettings Quenching = new(
        new QuenchingDatasetSettings.Population(6), new QuenchingTargetSettings.SingleNeuron(), new(12), new(400, 0.01), new(Log: 12, Neurons: 3),
        Effective: new(100));

    public static ImmutableArray<KeyExample> All { get; } =
    [
        .. HingeDatasets.Select(d => new KeyExample($"hinge {d.Name}", HingeSystem.Definition, Hinge with { Dataset = d.Settings })),
        new("hinge weights", HingeSystem.Definition, Hinge with
        {
            Network = new(60, "weights.csv", 2, 3),
            Training = new(40, EffectiveLearningRate: 2, Precision: Precision.Float64, BatchSize: 30, Shuffle: true),
        }),
        .. Mixtures.Select(m => new KeyExample($"mixture {m.Name}", MixtureSystem.Definition, m.Settings)),
        .. Quenchings.Select(q => new KeyExample($"quenching {q.Name}", QuenchingSystem.Definition, q.Settings)),
    ];

    /// <summary>Names as theory data.</summary>
    public static TheoryData<string> Names => [.. All.Select(e => e.Name)];

    public static KeyExample Find(string name) => All.First(e => e.Name == name);

    private static IEnumerable<(string Name, HingeDatasetSettings Settings)> HingeDatasets =>
    [
        ("gaussian", Hinge.Dataset),
        ("sphere", new HingeDatasetSettings.Sphere(10, 300, 50, 0.02, 2)),
        ("ball", new HingeDatasetSettings.Ball(10, 300, 50, 0.02, 2)),
        ("shells", new HingeDatasetSettings.Shells(10, 300, [1, 2], [0.25, 0.75], 50, 0.02)),
        ("student-t", new HingeDatasetSettings.StudentT(10, 300, 5, 50, 0.02)),
        ("idx", new HingeDatasetSettings.Idx("images", "labels", "test-images", "test-labels", 300, 50, IfAbsent: "fetch it")),
        ("cifar10", new HingeDatasetSettings.Cifar10(["one", "two"], ["three"], 300, 50, Reference: ReferenceRule.LabelWeightedMean)),
        ("imagenet32", new HingeDatasetSettings.ImageNet32(["one", "two"], ["three"], 300, 50, 10, 20)),
        ("given", new HingeDatasetSettings.Given("training", 300, 10, "test", 50)),
        ("chosen classes", new HingeDatasetSettings.Idx(
            "images", "labels", "test-images", "test-labels", 300, 50, Classes: [[0, 1], [8, 9]], Subset: Subset.Drawn)),
        ("drawn rows", new HingeDatasetSettings.Given(
            "training", 300, 10, TestSamples: 50, Label: "kind", Classes: [["cat"], ["dog", "cow"]], Subset: Subset.Drawn)),
        ("given direction", new HingeDatasetSettings.Given("training", 300, 2, "test", 50, ReferenceDirection: [1, 2])),
    ];

    private static IEnumerable<(string Name, MixtureSettings Settings)> Mixtures =>
    [
        ("two clusters", Mixture),
        ("three clusters", Mixture with
        {
            Dataset = new MixtureDatasetSettings.ThreeClusters(40, 2, 0.05),
            Network = new MixtureNetworkSettings.Door(0.7),
            Training = new(
                10, 0.2, new MixtureBatchSettings.Sgd(0.5), 0.1, new MixtureStartSettings.Fixed(0.3), 2, 0.1, "quadratic", Precision.Float32),
            Theory = new MixtureTheorySettings.Iteration(256, 2),
            Comparison = new(1, 2),
        }),
        ("general", Mixture with
        {
            Dataset = new MixtureDatasetSettings.General(40, 2, 0.05, [new(1, 0.25, 1), new(-1, 0.75, -1)], 30),
            Training = new(10, 0.2, new MixtureBatchSettings.FullBatch(), 0.1, new MixtureStartSettings.Free(), 2, 0.1, "quadratic"),
            Theory = new MixtureTheorySettings.ExactQuadratic(MixtureTheoryStart.Average, KernelSteps: [4, 0], Halvings: 1),
        }),
        ("several directions", Mixture with
        {
            Dataset = new MixtureDatasetSettings.General(
                40, 2, 0.05, [new(1, 0.25, Centre: [1, 0]), new(-1, 0.75, Centre: [0.5, -1], NoiseLevel: 0.1)], 30),
            Training = Mixture.Training with { Start = new MixtureStartSettings.Overlaps([0.2, 0.1]) },
        }),
        ("single precision", Mixture with
        {
            Training = Mixture.Training with { Batch = new MixtureBatchSettings.PersistentSgd(0.5, 0.1, true) },
            Theory = new MixtureTheorySettings.March(256, 2, MixtureTangents.Exact, MixtureTheoryStart.Mean, Histories: Precision.Float32),
        }),
        ("compressed", Mixture with
        {
            Training = Mixture.Training with { Batch = new MixtureBatchSettings.FullBatch() },
            Theory = new MixtureTheorySettings.CompressedMarch(256, 2, MixtureTheoryStart.Mean, KernelSteps: [0, 4], Halvings: 1),
        }),
        ("given", Mixture with
        {
            Given = new("samples", "label", "weights", "masks"),
            Theory = new MixtureTheorySettings.March(256, 2, Start: MixtureTheoryStart.Fixed, Magnetization: 0.5),
        }),
        ("given classes", Mixture with { Given = new("samples", "kind", Classes: [["cat"], ["dog"]]) }),
        ("drawn rows", Mixture with { Given = new("samples", Subset: Subset.Drawn) }),
    ];

    private static IEnumerable<(string Name, QuenchingSettings Settings)> Quenchings =>
    [
        ("population", Quenching),
        ("gaussian", Quenching with
        {
            Dataset = new QuenchingDatasetSettings.Gaussian(6, 30, 20),
            Target = new QuenchingTargetSettings.FiniteNeurons(3),
            Network = new(12, OutputScaling.MeanField, InnerWeightLaw.Gaussian, 0.5),
            Training = new(EffectiveLearningRate: 0.01, Time: 100, Optimiser: QuenchingOptimiser.Adam, StopBelow: 0.01, BatchSize: 10),
            Effective = null,
        }),
        ("sphere", Quenching with
        {
            Dataset = new QuenchingDatasetSettings.Sphere(6, 30, 20),
            Target = new QuenchingTargetSettings.DiscretisedCircle(),
            Network = new(12, OuterExponent: 0.5),
            Training = new(400, 0.01, Optimiser: QuenchingOptimiser.GradientDescent, Layers: TrainedLayers.OuterOnly),
            Effective = null,
        }),
        .. new (string Name, QuenchingTargetSettings Target)[]
            {
                ("linear", new QuenchingTargetSettings.Linear()), ("circle", new QuenchingTargetSettings.Circle()),
                ("surface", new QuenchingTargetSettings.Surface()),
                ("sub-sphere", new QuenchingTargetSettings.SubSphere(3)),
            }.Select(t => (t.Name, Quenching with
            {
                Dataset = new QuenchingDatasetSettings.Population(6, KernelNormalisation.Sphere), Target = t.Target, Effective = null,
                RandomFeatures = t.Name == "circle",
            })),
    ];
}
