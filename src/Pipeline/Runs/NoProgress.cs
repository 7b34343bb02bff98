using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Explanations.Activity;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
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
