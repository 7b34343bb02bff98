using System.Collections.Immutable;

namespace Pipelines.Pipeline.Cluster;

/// <summary>No scheduler: the tasks and their script are written, and the user sends them with whatever the site has.</summary>
internal sealed class ScriptOnly : IClusterScheduler
{
    public ClusterLimits Limits(string? partition) => new(int.MaxValue, null);

    public string Script(string worker) => $"""
        #!/bin/sh
        # One task. Its number comes from the scheduler ({TaskIndex.Names}) or from --task N, counted from 0.
        # Exit code 75: stopped in time, to be started again.
        exec {worker} "$@"

        """;

    public string Submit(ArrayJob job) => "";

    public ImmutableArray<ScheduledTask>? Tasks(string submission) => null;

    public void Cancel(string submission)
    {
        // Whoever sent the tasks has to end them.
    }
}
