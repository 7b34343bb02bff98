using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>A stage whose tables are being computed, with what it has come to so far.</summary>
internal sealed class StageUnderWay(ReadyStage ready, StageCheckpoint checkpoint)
{
    private StageRun? _run;

    public PlannedStage Stage => ready.Stage;

    public TableNode Node { get; } = (TableNode)ready.Stage.Node;

    public StageCheckpoint Checkpoint => checkpoint;

    /// <summary>Time of processor threads that it took so far.</summary>
    public TimeSpan ThreadTime { get; private set; }

    /// <summary>The rest of its work; begins it where it has not begun.</summary>
    public StageRun Run() => _run ??= checkpoint.Begin(Node.Start(ready.Inputs));

    public void GoOn(StageRun next) => _run = next;

    public void Take(TimeSpan threadTime) => ThreadTime += threadTime;

    /// <summary>What it has come to at its end.</summary>
    public Artifact End(StageFailure? failure)
    {
        try
        {
            return new(checkpoint.TakeRows(), failure);
        }
        catch (InvalidDataException exception)
        {
            return new(new([]), new StageFailure.Refused(exception.Message));
        }
    }

    /// <summary>Leaves a checkpoint, if there is anything to leave.</summary>
    public void Stop() => checkpoint.Stop(_run);
}
