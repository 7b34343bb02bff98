using System.Collections.Immutable;

namespace Pipelines.Pipeline.Cluster;

/// <summary>What sends array jobs to machines: the one seam between submissions and a cluster's own commands.</summary>
/// <remarks>It is asked and told; nothing of ours keeps running on the login node. Every method may throw <see cref="SchedulerException"/>.</remarks>
internal interface IClusterScheduler
{
    /// <summary>What the cluster allows.</summary>
    /// <param name="partition">The partition that will be asked for; null for the cluster's default.</param>
    ClusterLimits Limits(string? partition);

    /// <summary>The script that a task executes.</summary>
    /// <param name="worker">The command of a task, ready for a shell, without the option that says which task.</param>
    string Script(string worker);

    /// <summary>Sends one array job.</summary>
    /// <returns>Its number.</returns>
    string Submit(ArrayJob job);

    /// <summary>The tasks of a submission that the scheduler still knows; null where it cannot be asked.</summary>
    ImmutableArray<ScheduledTask>? Tasks(string submission);

    /// <summary>Ends all tasks of a submission, waiting and running ones.</summary>
    void Cancel(string submission);
}

/// <summary>The scheduler did not do what it was asked: its own words.</summary>
public sealed class SchedulerException(string message) : Exception(message)
{
    /// <summary>It may have done it nevertheless.</summary>
    public bool IsUnsure { get; init; }
}
