using System.Collections.Immutable;

namespace Pipelines.Model.Runs;

/// <summary>Samples of a run at declared times, and how the run ended.</summary>
/// <remarks>Times increase strictly; there are as many samples as times. A diverged run holds the samples taken before it diverged.</remarks>
public sealed record Trajectory<TSample>(ImmutableArray<double> Times, ImmutableArray<TSample> Samples, Termination Termination);
