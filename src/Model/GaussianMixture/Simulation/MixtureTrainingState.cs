using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>Everything that evolves in a simulation: step, weights and the mask of the coming update.</summary>
/// <param name="Step">k: number of updates made.</param>
/// <param name="Weights">w(k), length d.</param>
/// <param name="Mask">s(k), used in the update k → k + 1. With given masks, after the last row: that last row, unused.</param>
public sealed record MixtureTrainingState<T>(long Step, DenseVector<T> Weights, BatchMask Mask)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
