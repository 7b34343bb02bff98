using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Numerics;
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

    /// <summary>What the simulation of a seed starts from.</summary>
    public MixtureInputs<T> Inputs<T>(MixtureSettings settings, MixtureDescent descent, PointContext context, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (dataset, precision) = (settings.Dataset, settings.Training.Precision);
        var (dimension, samples) = (dataset.InputDimension, descent.Problem().TrainingSamples(dataset.InputDimension));
        return new(
            Samples is { } file
                ? MixtureGivenStage.Samples<T>(file, Settings.Label, samples, dimension, precision)
                : MixtureDatasetStage.Training<T>(descent, dimension, context, seed, precision),
            dataset.TestSamples == 0 ? null : MixtureDatasetStage.Test<T>(descent, dimension, dataset.TestSamples, context, seed, precision),
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
    [Setting("label", "Column of the labels, -1 and +1 or 0 and 1; every other column is an input", Example = "class")] string Label = "label",
    [Setting("weights", "File of the initial weights w(0): one column, d rows", Symbol = "w(0)", Example = "start.csv", IsGivenFile = true)]
    string? Weights = null,
    [Setting("masks", "File of the batch masks: row k is used in step k, one column a sample, 0 or 1",
        Symbol = "s(t)", Example = "masks.csv", IsGivenFile = true)]
    string? Masks = null);

/// <summary>Reads what the simulations are given: samples, initial weights, batch masks.</summary>
internal static class MixtureGivenStage
{
    public static StageIdentity Stage { get; } = new("mixture-given", 1, StageRole.Generation);

    /// <summary>What is made of a file's content, with the sizes that it must have; not where it lies.</summary>
    [WrittenAs("MixtureGivenStage.Identity")]
    private sealed record Reads(
        [WrittenAs("Kind")] string Kind, [WrittenAs("File")] GivenFile File, [WrittenAs("Label")] string Label,
        [WrittenAs("Rows")] int Rows, [WrittenAs("Columns")] int Columns, [WrittenAs("Precision")] Precision Precision);

    public static ValueNode<MixtureDataset<T>> Samples<T>(GivenFile file, string label, int samples, int dimension, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ValueNode.Of<Reads, MixtureDataset<T>>(
        Stage, new("samples", file, label, samples, dimension, precision), [],
        new Cost(2.0 * samples * dimension, file.TableBytes((long)samples * dimension) + ((long)Unsafe.SizeOf<T>() * samples * dimension), 0),
        static (reads, _, _) =>
        {
            var data = reads.File.Made(t => GivenMixture.Samples<T>(t, reads.Label));
            if (data.Dimension != reads.Columns)
                throw reads.File.Mismatch($"has {data.Dimension} input columns; dataset.inputDimension says {reads.Columns}: correct one of them.");
            return data.Samples == reads.Rows
                ? new Result<MixtureDataset<T>>.Done(data)
                : throw reads.File.Mismatch($"has {data.Samples} rows; dataset.sampleRatio * inputDimension says {reads.Rows}: correct one of them.");
        });

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
                : throw reads.File.Mismatch($"has {weights.Length} weights; dataset.inputDimension says {reads.Rows}: correct one of them.");
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
                    $"has masks for {masks.Steps} steps; training.steps says {reads.Rows}: write more masks, or decrease the steps.");
        });
}
