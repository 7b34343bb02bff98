using Pipelines.Pipeline.Composition;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>Says nothing while a run is under way; its summary names what failed.</summary>
internal sealed class NoProgress : IRunObserver
{
    public void Started(StageNode node)
    {
    }

    public void Progressed(StageNode node, double fraction)
    {
    }

    public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime)
    {
    }
}
