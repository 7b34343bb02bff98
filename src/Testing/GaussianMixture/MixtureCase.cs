using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Testing.Cases;

namespace Pipelines.Testing.GaussianMixture;

/// <summary>A case of the Gaussian-mixture system: the descent, data for simulations, and the theory.</summary>
/// <param name="Trial">Settings and seed.</param>
/// <param name="Losses">The losses that experiment files can name.</param>
internal sealed record MixtureCase(Trial<MixtureSettings> Trial, MixtureLosses Losses)
{
    /// <summary>Growth that a step may have at most; beyond 2 descent is unstable.</summary>
    private const double LargestGrowth = 1.2;

    private const double LargestSampleRatio = 8;

    /// <summary>Steps of descent and of the theory.</summary>
    public const int Steps = 8;

    /// <summary>m(0) of the theory along the first direction.</summary>
    public const double Overlap = 0.3;

    public static CaseSpace<MixtureSettings> Small(MixtureLosses losses) => new()
    {
        Fixed = ["record", "theory", "comparison", "training.precision", "training.seeds", "dataset.testSamples"],
        Sizes = ImmutableDictionary<string, int>.Empty.Add("training.steps", 12).Add("training.seeds", 2).Add("dataset.testSamples", 10),
        Decades = ImmutableDictionary<string, int>.Empty.Add("training.initialVariance", 2).Add("dataset.noiseLevel", 1),
        Texts = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("training.loss", losses.All),
        Fit = settings => Fitted(settings, losses),
    };

    public MixtureProblem Problem => field ??= MixtureDescent.Of(Trial.Settings, Losses.Find(Trial.Settings.Training.Loss)!).Problem();

    public int Directions => Problem.Mixture.Directions;

    public int Dimension => Trial.Settings.Dataset.InputDimension;

    public int Samples => Problem.TrainingSamples(Dimension);

    public bool IsDoor => Problem.Activation is MixtureActivation.Door;

    public MixtureDataset<double> Draw(int samples, string stream = "data", int? dimension = null, int threads = 1) =>
        MixtureSampling.Draw<double>(Problem.Mixture, Problem.NoiseLevel, samples, dimension ?? Dimension, Trial.Stream(stream), threads);

    /// <summary>Data, weights of the initial variance, and masks that are written down.</summary>
    public (MixtureSimulation<double> Simulation, DenseVector<double> Weights) Explicit()
    {
        var masks = new BatchMasks([.. Enumerable.Range(0, Steps).Select(k => BatchMask.Copy(
            Enumerable.Range(0, Samples).Select(row => Trial.Stream("mask").Fork(k).Block((ulong)row).X0 % 3 != 0).ToArray()))]);
        var problem = Problem with { Batch = new BatchRule.Given(masks) };
        var weights = DenseVector<double>.Create(
            Dimension, (Key: Trial.Stream("start"), Scale: Math.Sqrt(problem.InitialVariance)), static (span, from) =>
            {
                Gaussian.FillInto(from.Key, 0, span);
                foreach (ref var w in span) w *= from.Scale;
            });
        return (new(problem, Draw(Samples), Trial.Stream("run")), Shifted(weights, Start(Overlap)));
    }

    /// <summary>Overlaps of a start: the number in one direction, halves of it and their halves with changing signs in further ones.</summary>
    public DenseVector<double> Start(double overlap) =>
        DenseVector<double>.Copy([.. Enumerable.Range(0, Directions).Select(a => overlap * Math.Pow(-0.5, a))]);

    /// <summary>w + Σ_a m_a v_a.</summary>
    public DenseVector<double> Shifted(DenseVector<double> weights, DenseVector<double> overlaps)
    {
        var directions = SignalDirections.Of(Directions, weights.Length);
        return DenseVector<double>.Copy(
            [.. weights.Span.ToArray().Select((w, i) => overlaps.Span.ToArray().Select((m, a) => m * directions[a, i]).Sum() + w)]);
    }

    /// <summary>Directions of length 1.</summary>
    public ImmutableArray<DenseVector<double>> Axes()
    {
        var directions = SignalDirections.Of(Directions, Dimension);
        return
        [
            .. Enumerable.Range(0, Directions).Select(a => DenseVector<double>.Copy(
                [.. directions.Row(a).ToArray().Select(v => v / Math.Sqrt(Dimension))])),
        ];
    }

    public static DenseVector<double> Run(MixtureSimulation<double> simulation, DenseVector<double> weights, int steps = Steps) =>
        MixtureTraining.Advance(
            simulation, MixtureTraining.Start(simulation, new WeightStart.Given(weights)), steps, _ => false,
            new MixtureTrainingWorkspace<double>(simulation, 1)).State.Weights;

    public static MixtureObservables Observe(MixtureSimulation<double> simulation, DenseVector<double> weights) => MixtureMeasurement.Observe(
        simulation, MixtureTraining.Start(simulation, new WeightStart.Given(weights)), new MixtureTrainingWorkspace<double>(simulation, 1))
            .Observables;

    /// <summary>The theory of the case, or of a problem near it.</summary>
    public DmftSolution Solve(
        MixtureProblem? problem = null, double start = Overlap, int steps = Steps, int samples = 256, int replicates = 2,
            TangentRule? tangents = null) =>
        Solve(problem ?? Problem, Start(start), steps, samples, replicates, tangents);

    /// <summary>The theory of a problem from these overlaps.</summary>
    public DmftSolution Solve(
        MixtureProblem problem, DenseVector<double> start, int steps = Steps, int samples = 256, int replicates = 2, TangentRule? tangents = null)
    {
        var sampling = DmftSampling.For(problem, samples, replicates);
        return DmftSolver.Solve(
            new(problem, new DmftStart.Fixed(start), steps),
            new DmftMethod.CausalMarch(tangents is null ? sampling : sampling with { Tangents = tangents }, false), Trial.Stream("theory"), 1);
    }

    /// <summary>Steps that are not too long, samples that are not too many; the theory is solved by the march.</summary>
    private static MixtureSettings Fitted(MixtureSettings settings, MixtureLosses losses)
    {
        if (losses.Find(settings.Training.Loss) is not { } loss) return settings;
        var isUnsure = settings is { Network: MixtureNetworkSettings.Door, Training.Start: MixtureStartSettings.Free };
        var directions = MixtureDescent.DirectionsOf(settings.Dataset);
        if (directions > 1 && isUnsure)
        {
            var overlaps = new MixtureStartSettings.Overlaps([.. Enumerable.Repeat(Overlap, directions)]);
            settings = settings with { Training = settings.Training with { Start = overlaps } };
            isUnsure = false;
        }
        var theory = new MixtureTheorySettings.March(
            Samples: 64, Replicates: 2, Start: isUnsure ? MixtureTheoryStart.Mean : MixtureTheoryStart.Simulation);
        var fitted = settings with
        {
            Theory = theory,
            Given = new(),
            Comparison = new(),
            Dataset = settings.Dataset with { SampleRatio = Math.Min(LargestSampleRatio, settings.Dataset.SampleRatio) },
        };
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var growth = StepStability.Of(MixtureDescent.Of(fitted, loss).Problem()).Growth;
            if (!(growth > LargestGrowth)) break;
            var rate = Variation<MixtureSettings>.Rounded(0.98 * fitted.Training.LearningRate * LargestGrowth / growth, 2);
            fitted = fitted with { Training = fitted.Training with { LearningRate = rate } };
        }
        return fitted;
    }
}
