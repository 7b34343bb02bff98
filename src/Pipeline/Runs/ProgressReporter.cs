using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>From the runtime's calls to reports.</summary>
/// <param name="estimate">How far the run is.</param>
/// <param name="progress">Gets the reports.</param>
internal sealed class ProgressReporter(ProgressEstimate estimate, IProgress<RunProgress> progress) : IRunObserver
{
    /// <summary>Reports to <paramref name="progress"/>, with the times of stages that the store knows; to nobody where it is null.</summary>
    public static IRunObserver Of(Plan plan, ArtifactStore store, int threads, IProgress<RunProgress>? progress) =>
        progress is null ? new NoProgress() : new ProgressReporter(new(plan, StageTimes.Read(store, threads).Of), progress);

    public void Started(StageNode node) => progress.Report(new RunProgress.StageStarted(Of(node)));

    public void Progressed(StageNode node, double fraction) =>
        progress.Report(new RunProgress.StageProgressed(Of(node), fraction, estimate.Record(node.Key, fraction)));

    public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime) =>
        progress.Report(new RunProgress.StageEnded(Of(node), failure, estimate.Record(node.Key, 1)));

    public void Stopped(StageNode node, TimeSpan threadTime) => progress.Report(new RunProgress.StageStopped(Of(node)));

    public void Waiting(Holder holder, int results) => progress.Report(new RunProgress.Waiting(holder.ToString(), results));

    private static RunningStage Of(StageNode node) => new(node.Stage.Name, node.Key.Hex);
}
