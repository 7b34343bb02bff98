using System.Collections.Immutable;
using Pipelines.Model.Runs;

namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>What a slice of a run leaves.</summary>
/// <param name="State">Where the run goes on.</param>
/// <param name="Samples">Samples of the recorded steps that the slice passed; a run that converged ends with one of its last weights.</param>
/// <param name="Ending">Null when the run is not over; diverged names the step and the cause.</param>
public sealed record TrainingSlice(TrainingState State, ImmutableArray<TrainingSample> Samples, Termination? Ending);
