namespace Pipelines.Pipeline.Cluster;

/// <summary>What a cluster allows.</summary>
/// <param name="ArrayTasks">Most tasks of one array job.</param>
/// <param name="Time">Longest time limit of a task; null where there is none.</param>
internal sealed record ClusterLimits(int ArrayTasks, TimeSpan? Time);
