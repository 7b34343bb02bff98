using Pipelines.Pipeline.Explanations;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cluster;

/// <summary>How long stages will take: as measured on this store before; where that never was, by their operations at an assumed speed: a wrong
/// guess makes tasks longer or shorter, not wrong.</summary>
internal static class StageSeconds
{
    /// <summary>Beginning, hashing and storing a stage.</summary>
    private const double Least = 1e-3;

    public static double Of(StageNode node, StageTimes times) => Math.Max(Least, times.Of(node) ?? node.Cost.Flops / StageTimes.AssumedSpeed);
}
