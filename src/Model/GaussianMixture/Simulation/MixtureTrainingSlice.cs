using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>What a slice of a run leaves: the state to go on from, the samples taken on the way, and the ending if there was one.</summary>
/// <param name="State">State after the slice, or the last state with finite weights when the run diverged.</param>
/// <param name="Samples">Samples of the recorded steps in [first step of the slice, first step after it).</param>
/// <param name="Ending">Diverged, with step and cause; null when the run can go on.</param>
public sealed record MixtureTrainingSlice<T>(MixtureTrainingState<T> State, ImmutableArray<MixtureSample> Samples, Termination? Ending)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
