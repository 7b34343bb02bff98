using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Composition;

/// <summary>Hears what a run does; called from any thread.</summary>
internal interface IRunObserver
{
    void Started(StageNode node);

    /// <param name="node">A stage that is running.</param>
    /// <param name="fraction">How much of it is done, in [0, 1].</param>
    void Progressed(StageNode node, double fraction);

    /// <param name="node">A stage that ended.</param>
    /// <param name="failure">Why it has no result; null when it has one.</param>
    /// <param name="threadTime">Time of processor threads; its part of what stages took that were advanced together.</param>
    void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime);

    /// <param name="node">A stage that was stopped before its end; the next run goes on with it.</param>
    /// <param name="threadTime">Time of processor threads, as above.</param>
    void Stopped(StageNode node, TimeSpan threadTime)
    {
    }

    /// <param name="holder">A process on the same store that this run has to wait for.</param>
    /// <param name="results">How many results it computes that this run needs; 0 when it has the store for itself.</param>
    void Waiting(Holder holder, int results)
    {
    }
}
