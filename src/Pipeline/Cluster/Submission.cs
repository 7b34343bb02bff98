using System.Collections.Immutable;

namespace Pipelines.Pipeline.Cluster;

/// <summary>What was sent to a cluster, fixed when it was sent: tasks read it and plan nothing.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Scheduler">The scheduler's name, see <see cref="Schedulers"/>.</param>
/// <param name="Tool">Version of the tool.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="System">Its system.</param>
/// <param name="GivenFolder">The folder that paths in the experiment are relative to.</param>
/// <param name="Results">Full path of the folder below which the experiment has its results folder.</param>
/// <param name="Submitted">When.</param>
/// <param name="Needs">What each task gets.</param>
/// <param name="CheckpointEvery">Wall time between two checkpoints of a long stage.</param>
/// <param name="Shares">What each task does.</param>
internal sealed record Submission(
    string Id, string Scheduler, string Tool, string Experiment, string System, string GivenFolder, string Results, DateTimeOffset Submitted,
    TaskNeeds Needs, TimeSpan CheckpointEvery, ImmutableArray<Share> Shares)
{
    /// <summary>The results folder.</summary>
    public string ResultsFolder => Path.Combine(Results, Experiment);

    /// <summary>Number of its points.</summary>
    public int Points => Shares.Sum(s => s.Indices.Length);
}
