using System.Collections.Immutable;

namespace Pipelines.Pipeline.Cluster;

/// <summary>One array job: tasks of a submission that follow one another.</summary>
/// <param name="Submission">Name of the submission.</param>
/// <param name="Experiment">Name of the experiment, for people.</param>
/// <param name="First">Number of its first task.</param>
/// <param name="Count">Number of its tasks.</param>
/// <param name="AtOnce">So many run at a time at most; null for as many as the cluster has room for.</param>
/// <param name="Folder">Where the script and the tasks' output are.</param>
/// <param name="Needs">What each task needs.</param>
/// <param name="Partition">Where to run; null for the cluster's default.</param>
/// <param name="More">Arguments for the submit command, as the user wrote them.</param>
internal sealed record ArrayJob(
    string Submission, string Experiment, int First, int Count, int? AtOnce, SubmissionFolder Folder, TaskNeeds Needs, string? Partition,
    ImmutableArray<string> More);
