namespace Pipelines.Pipeline.Cluster;

/// <summary>A task as the scheduler sees it.</summary>
/// <param name="Task">Number of the task in its submission.</param>
/// <param name="Job">The scheduler's number of the array job.</param>
/// <param name="State">How it stands.</param>
/// <param name="Word">The scheduler's own word for that, with its reason.</param>
internal sealed record ScheduledTask(int Task, string Job, TaskState State, string Word)
{
    /// <summary>It runs or may run yet.</summary>
    public bool IsActive => State is TaskState.Waiting or TaskState.Running;
}

/// <summary>How a task stands.</summary>
internal enum TaskState
{
    /// <summary>In the queue, for the first time or again.</summary>
    Waiting,

    /// <summary>On a machine.</summary>
    Running,

    /// <summary>Over, and it did what it should.</summary>
    Done,

    /// <summary>Over in another way: cancelled, out of time or memory, an exit code.</summary>
    Failed,
}
