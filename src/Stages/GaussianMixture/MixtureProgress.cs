using System.Numerics;
using Pipelines.Model.GaussianMixture.Simulation;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>Where a simulation is: null before its first step.</summary>
internal sealed record MixtureProgress<T>(MixtureTrainingState<T>? State)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
