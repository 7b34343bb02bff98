using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Numerics;

namespace Pipelines.Stages.GaussianMixture;

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
                : throw reads.File.Mismatch($"has masks for {masks.Steps} steps; training.steps says {reads.Rows}: write more masks, or decrease the steps.");
        });
}
