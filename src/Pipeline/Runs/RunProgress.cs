using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>What a run reports while it works, from any thread, in order for each stage. A receiver is quick and throws nothing.</summary>
public abstract record RunProgress
{
    private RunProgress() { }

    /// <summary>The plan fits into the machine.</summary>
    /// <param name="MemoryBytes">Estimated memory of the process at its peak.</param>
    public sealed record Planned(long MemoryBytes) : RunProgress;

    /// <summary>Stages begin to run: once, and again after a damaged result was found.</summary>
    /// <param name="Stages">Number of stages to run.</param>
    public sealed record Started(int Stages) : RunProgress;

    /// <summary>No stage runs any more; results are written next.</summary>
    public sealed record Executed : RunProgress;

    /// <param name="Stage">A stage that begins.</param>
    public sealed record StageStarted(RunningStage Stage) : RunProgress;

    /// <param name="Stage">A stage that is running.</param>
    /// <param name="Done">How much of it is done, in [0, 1].</param>
    /// <param name="RunDone">How much of the run is done, in [0, 1], by estimated operations.</param>
    public sealed record StageProgressed(RunningStage Stage, double Done, double RunDone) : RunProgress;

    /// <param name="Stage">A stage that ended.</param>
    /// <param name="Failure">Why it has no result; null when it has one.</param>
    /// <param name="RunDone">How much of the run is done, in [0, 1].</param>
    public sealed record StageEnded(RunningStage Stage, StageFailure? Failure, double RunDone) : RunProgress;

    /// <param name="Stage">A stage that was stopped before its end; the next run goes on with it.</param>
    public sealed record StageStopped(RunningStage Stage) : RunProgress;

    /// <summary>The run waits for another process on the same store.</summary>
    /// <param name="Holder">The process, for people.</param>
    /// <param name="Results">Number of results that it computes and this run needs; 0 while it cleans up the store.</param>
    public sealed record Waiting(string Holder, int Results) : RunProgress;

    /// <param name="Text">Something else worth knowing, a sentence.</param>
    public sealed record Notice(string Text) : RunProgress;
}

/// <summary>A stage of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">Key of its result, 64 hexadecimal digits.</param>
public sealed record RunningStage(string Name, string Key);
