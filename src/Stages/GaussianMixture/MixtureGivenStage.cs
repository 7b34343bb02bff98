using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model.Datasets.GaussianMixture;
using Pipelines.Model.Numerics;
using Pipelines.Model.Theories.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Reads what the simulations are given: samples, initial weights, batch masks.</summary>
internal static class MixtureGivenStage
{
    public static StageIdentity Stage { get; } = new("mixture-given", 1, StageRole.Generation);

    /// <summary>What is made of a file's content, with the sizes that it must have; not where it lies.</summary>
    private sealed record Identity(string Kind, Digest File, string Label, int Rows, int Columns, Precision Precision);

    public static ValueNode<MixtureDataset<T>> Samples<T>(GivenFile file, string label, int samples, int dimension, Precision precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
        Stage, new Identity("samples", file.Content!.Value, label, samples, dimension, precision), [],
        new Cost(2.0 * samples * dimension, file.TableBytes((long)samples * dimension) + ((long)Unsafe.SizeOf<T>() * samples * dimension), 0), (_, _) =>
        {
            var data = file.Made(t => GivenMixture.Samples<T>(t, label));
            if (data.Dimension != dimension)
                throw new GivenFileException($"{file.Path} has {data.Dimension} input columns; dataset.inputDimension says {dimension}.");
            return data.Samples == samples
                ? new Result<MixtureDataset<T>>.Done(data)
                : throw new GivenFileException($"{file.Path} has {data.Samples} rows; dataset.sampleRatio * inputDimension says {samples}.");
        });

    public static ValueNode<DenseVector<double>> Weights(GivenFile file, int dimension) => new(
        Stage, new Identity("weights", file.Content!.Value, "", dimension, 1, Precision.Float64), [], new Cost(0, file.TableBytes(dimension), 0), (_, _) =>
        {
            var weights = file.Made(GivenMixture.Weights);
            if (!weights.Span.ToArray().All(double.IsFinite))
                throw new GivenFileException($"{file.Path} holds a weight that is not a finite number.");
            return weights.Length == dimension
                ? new Result<DenseVector<double>>.Done(weights)
                : throw new GivenFileException($"{file.Path} has {weights.Length} weights; dataset.inputDimension says {dimension}.");
        });

    public static ValueNode<BatchMasks> Masks(GivenFile file, int samples, int steps) => new(
        Stage, new Identity("masks", file.Content!.Value, "", steps, samples, Precision.Float64), [],
        new Cost(2.0 * samples * steps, file.TableBytes((long)samples * steps) + ((long)samples * steps), 0), (_, _) =>
        {
            var masks = file.Made(GivenMixture.Masks);
            if (masks.Samples != samples)
                throw new GivenFileException($"{file.Path} has masks of {masks.Samples} samples; there are {samples}.");
            return masks.Steps >= steps
                ? new Result<BatchMasks>.Done(masks)
                : throw new GivenFileException($"{file.Path} has masks for {masks.Steps} steps; training.steps says {steps}.");
        });
}
