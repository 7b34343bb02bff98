using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Numerics;

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
