using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The files that replace what a simulation would draw.</summary>
internal sealed record MixtureGiven(MixtureGivenSettings Settings, GivenFile? Samples, GivenFile? Weights, GivenFile? Masks)
{
    /// <summary>Why the first unusable file is refused; null where all of them can be read.</summary>
    public PointPlan.Refused? Refusal =>
        Samples?.Refusal("given.samples") ?? Weights?.Refusal("given.weights") ?? Masks?.Refusal("given.masks");

    public static MixtureGiven Of(MixtureGivenSettings settings, PointContext context)
    {
        GivenFile? Find(string? path) => path is null ? null : context.Files(path);
        return new(settings, Find(settings.Samples), Find(settings.Weights), Find(settings.Masks));
    }

    /// <summary>Given numbers next to the laws that the theory keeps; the first simulation stands for all.</summary>
    public IEnumerable<GivenFit> Fits<T>(MixtureSettings settings, MixtureDescent descent, MixtureInputs<T> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Samples is null && Weights is null && Masks is null) yield break;
        var (problem, law, training) = (descent.Problem(), Canonical.Encode(descent), settings.Training);
        if (Samples is { } samples)
            yield return Fit(samples, law, inputs.Data, "dataset", data => GivenAgreement.Of(data, problem));
        if (Weights is { } weights && inputs.Weights is { } start)
        {
            // In several directions the weights' own overlaps are where the theory starts.
            double? overlap = MixtureDescent.DirectionsOf(settings.Dataset) > 1 ? null : settings.Theory.Start switch
            {
                MixtureTheoryStart.Simulation => 0,
                MixtureTheoryStart.Fixed => settings.Theory.Magnetization,
                _ => null,
            };
            yield return Fit(
                weights, $"{law} {overlap:R}", start, "training.initialVariance and theory.start",
                w => GivenAgreement.Of(w, training.InitialVariance, overlap));
        }
        if (Masks is { } masks && inputs.Masks is { } batches && training.Steps > 0)
        {
            yield return Fit(
                masks, $"{law} {training.Steps}", batches, "training.batch",
                m => [GivenAgreement.Of(m, training.Steps, problem)]);
        }
    }

    private static GivenFit Fit<TValue>(
        GivenFile file, string settings, ValueNode<TValue> value, string section, Func<TValue, ImmutableArray<GivenStatistic>> statistics)
        where TValue : class => new([value], $"{section} {settings}", _ => { })
        {
            Doubts = inputs =>
            [
                .. statistics(inputs.Get(value)).Where(s => s.IsFar).Select(s => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Path}: {s.What} is {s.Found:g4}; by {section} it is {s.Expected:g4} with a standard error of {s.StandardError:g2}. "
                        + $"The theory keeps what {section} says: correct the settings or the file.")),
            ],
        };

    /// <summary>What the simulation of a seed starts from.</summary>
    public MixtureInputs<T> Inputs<T>(MixtureSettings settings, MixtureDescent descent, PointContext context, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (dataset, precision) = (settings.Dataset, settings.Training.Precision);
        var (dimension, samples) = (dataset.InputDimension, descent.Problem().TrainingSamples(dataset.InputDimension));
        var (training, test) = Settings.Subset == Subset.Drawn && Samples is { } whole
            ? MixtureGivenStage.Drawn<T>(
                whole, Settings, samples, dataset.TestSamples, dimension, precision, GivenSubset.StreamOf(context).Fork(seed))
            : (Samples is { } file
                ? MixtureGivenStage.Samples<T>(file, Settings, samples, dimension, precision)
                : MixtureDatasetStage.Training<T>(descent, dimension, context, seed, precision),
            dataset.TestSamples == 0 ? null : MixtureDatasetStage.Test<T>(descent, dimension, dataset.TestSamples, context, seed, precision));
        return new(
            training,
            test,
            Weights is null ? null : MixtureGivenStage.Weights(Weights, dimension),
            Masks is null ? null : MixtureGivenStage.Masks(Masks, samples, settings.Training.Steps));
    }
}

/// <summary>What one simulation starts from, drawn or given.</summary>
/// <param name="Data">Training samples.</param>
/// <param name="Test">Fresh samples; null for none.</param>
/// <param name="Weights">Given initial weights; null where they are drawn.</param>
/// <param name="Masks">Given masks; null where they are drawn.</param>
internal sealed record MixtureInputs<T>(
    ValueNode<MixtureDataset<T>> Data, ValueNode<MixtureDataset<T>>? Test, ValueNode<DenseVector<double>>? Weights, ValueNode<BatchMasks>? Masks)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public ImmutableArray<StageNode> Nodes => [.. new StageNode?[] { Data, Test, Weights, Masks }.OfType<StageNode>()];
}

/// <summary>
/// Numbers that the simulations take from files (CSV, Parquet, NumPy, HDF5) instead of drawing them; the theory keeps the laws that the other
/// sections state.
/// </summary>
public sealed record MixtureGivenSettings(
    [Setting("samples", "File of the training samples, one a row, not divided by sqrt(d): the label's column and d inputs",
        Example = "samples.csv", IsGivenFile = true)]
    string? Samples = null,
    [Setting("label", "Column of the labels, -1 and +1 or 0 and 1, or what classes names; every other column is an input", Example = "class")]
    string Label = "label",
    [Setting("weights", "File of the initial weights w(0): one column, d rows", Symbol = "w(0)", Example = "start.csv", IsGivenFile = true)]
    string? Weights = null,
    [Setting("masks", "File of the batch masks: row k is used in step k, one column a sample, 0 or 1",
        Symbol = "s(t)", Example = "masks.csv", IsGivenFile = true)]
    string? Masks = null,
    [Setting("classes", ClassLists.Meaning, TakesNumber = true, Example = "[[cat], [dog]]", With = "samples: samples.csv")]
    ImmutableArray<ImmutableArray<string>> Classes = default,
    [Setting("subset", "Which of the samples take part; of drawn ones, other samples of the file are the test samples", Example = "drawn",
        With = "samples: samples.csv")]
    Subset Subset = Subset.Stored)
    : IValidatedSettings
{
    public IEnumerable<Violation> Violations()
    {
        foreach (var violation in ClassLists.Violations(Classes)) yield return violation;
        if (Samples is not null) yield break;
        if (!Classes.IsDefaultOrEmpty) yield return new("classes", "Classes are of given samples, and no file of samples is given.", NoSamples);
        if (Subset == Subset.Drawn) yield return new("subset", "A subset is drawn of given samples, and no file of samples is given.", NoSamples);
    }

    private const string NoSamples = "Name it: samples: FILE.";
}

/// <summary>Reads what the simulations are given: samples, initial weights, batch masks.</summary>
internal static class MixtureGivenStage
{
    public static StageIdentity Stage { get; } = new("mixture-given", 1, StageRole.Generation);

    /// <summary>What is made of a file's content, with the sizes that it must have; not where it lies.</summary>
    [WrittenAs("MixtureGivenStage.Identity")]
    private sealed record Reads(
        [WrittenAs("Kind")] string Kind, [WrittenAs("File")] GivenFile File, [WrittenAs("Label")] string Label,
        [WrittenAs("Rows")] int Rows, [WrittenAs("Columns")] int Columns, [WrittenAs("Precision")] Precision Precision);

    /// <summary>What is made of samples of chosen classes, or of drawn ones.</summary>
    [WrittenAs("MixtureGivenStage.SubsetIdentity")]
    private sealed record Chosen(
        [WrittenAs("File")] GivenFile File, [WrittenAs("Label")] string Label,
        [WrittenAs("Classes")] ImmutableArray<ImmutableArray<string>> Classes,
        [WrittenAs("Rows")] int Rows, [WrittenAs("RowsBeside")] int RowsBeside, [WrittenAs("IsTest")] bool IsTest,
        [WrittenAs("Columns")] int Columns, [WrittenAs("Precision")] Precision Precision,
        [WrittenAs("IsDrawn")] bool IsDrawn, [WrittenAs("")] RandomKey Stream);

    /// <summary>Every sample of a file.</summary>
    public static ValueNode<MixtureDataset<T>> Samples<T>(
        GivenFile file, MixtureGivenSettings settings, int samples, int dimension, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!settings.Classes.IsDefaultOrEmpty)
            return Node<T>(new(file, settings.Label, settings.Classes, samples, 0, false, dimension, precision, false, default));
        return ValueNode.Of<Reads, MixtureDataset<T>>(
            Stage, new("samples", file, settings.Label, samples, dimension, precision), [],
            CostOf<T>(samples, dimension, file.TableBytes((long)samples * dimension)),
            static (reads, _, _) => new Result<MixtureDataset<T>>.Done(
                Read<T>(new(reads.File, reads.Label, default, reads.Rows, 0, false, reads.Columns, reads.Precision, false, default))));
    }

    /// <summary>Training samples that the stream draws from a file, and test samples that are others of it; null for none.</summary>
    public static (ValueNode<MixtureDataset<T>> Training, ValueNode<MixtureDataset<T>>? Test) Drawn<T>(
        GivenFile file, MixtureGivenSettings settings, int samples, int testSamples, int dimension, Precision precision, RandomKey stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var training = new Chosen(file, settings.Label, settings.Classes, samples, 0, false, dimension, precision, true, stream);
        return (
            Node<T>(training),
            testSamples == 0 ? null : Node<T>(training with { Rows = testSamples, RowsBeside = samples, IsTest = true }));
    }

    private static ValueNode<MixtureDataset<T>> Node<T>(Chosen chosen)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = (long)chosen.Rows * chosen.Columns;
        return ValueNode.Of<Chosen, MixtureDataset<T>>(
            Stage, chosen, [], CostOf<T>(chosen.Rows, chosen.Columns, GivenSubset.TableBytes(chosen.File, numbers)),
            static (reads, _, _) => new Result<MixtureDataset<T>>.Done(Read<T>(reads)));
    }

    private static MixtureDataset<T> Read<T>(Chosen reads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => reads.File.Made(
        table =>
        {
            var rows = LabelledTable.Of(table, new(reads.Label, reads.Classes));
            if (rows.Inputs.Length != reads.Columns)
                throw reads.File.Mismatch(
                    $"has {rows.Inputs.Length} input columns; dataset.inputDimension says {reads.Columns}: correct one of them.",
                    "dataset.inputDimension");
            var (asking, other) = ("dataset.sampleRatio * inputDimension", "dataset.testSamples");
            if (reads.IsTest) (asking, other) = (other, asking);
            GivenSubset.Require(reads.File, rows.Count, reads.IsDrawn, (asking, reads.Rows), (other, reads.RowsBeside));
            if (reads.IsDrawn) rows = rows.Drawn(reads.Stream);
            return GivenMixture.Samples<T>(reads.IsTest ? rows.Last(reads.Rows) : rows.First(reads.Rows));
        },
        reads.Label);

    private static Cost CostOf<T>(int samples, int dimension, long reading)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(2.0 * samples * dimension, reading + ((long)Unsafe.SizeOf<T>() * samples * dimension), 0);

    public static ValueNode<DenseVector<double>> Weights(GivenFile file, int dimension) => ValueNode.Of<Reads, DenseVector<double>>(
        Stage, new("weights", file, "", dimension, 1, Precision.Float64), [],
        new Cost(0, file.TableBytes(dimension), 0),
        static (reads, _, _) =>
        {
            var weights = reads.File.Made(GivenMixture.Weights);
            if (!weights.Span.ToArray().All(double.IsFinite))
                throw reads.File.Mismatch("holds a weight that is not a finite number; write one.");
            return weights.Length == reads.Rows
                ? new Result<DenseVector<double>>.Done(weights)
                : throw reads.File.Mismatch(
                    $"has {weights.Length} weights; dataset.inputDimension says {reads.Rows}: correct one of them.", "dataset.inputDimension");
        });

    public static ValueNode<BatchMasks> Masks(GivenFile file, int samples, int steps) => ValueNode.Of<Reads, BatchMasks>(
        Stage, new("masks", file, "", steps, samples, Precision.Float64), [],
        new Cost(2.0 * samples * steps, file.TableBytes((long)samples * steps) + ((long)samples * steps), 0),
        static (reads, _, _) =>
        {
            var masks = reads.File.Made(GivenMixture.Masks);
            if (masks.Samples != reads.Columns)
                throw reads.File.Mismatch($"has masks of {masks.Samples} samples; there are {reads.Columns}: correct one of them.");
            return masks.Steps >= reads.Rows
                ? new Result<BatchMasks>.Done(masks)
                : throw reads.File.Mismatch(
                    $"has masks for {masks.Steps} steps; training.steps says {reads.Rows}: write more masks, or decrease the steps.",
                    "training.steps");
        });
}
