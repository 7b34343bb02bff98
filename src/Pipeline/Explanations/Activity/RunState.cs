namespace Pipelines.Pipeline.Explanations.Activity;

/// <summary>How a run stands, as its store tells it.</summary>
public enum RunState
{
    /// <summary>Its process lives.</summary>
    Running,

    /// <summary>It is at work on another machine, as far as its claims tell.</summary>
    RunningElsewhere,

    /// <summary>Its results folder was written, or everything that it asked for is stored.</summary>
    Finished,

    /// <summary>It ended before it was finished; the same command goes on.</summary>
    Stopped,
}
