using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Numerics;

namespace Pipelines.Stages.GaussianMixture;

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
