using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;

namespace Pipelines.Pipeline.Runs;

/// <summary>A run on this machine.</summary>
/// <param name="planned">The experiment.</param>
/// <param name="options">How it behaves.</param>
/// <param name="progress">Hears what it does.</param>
internal sealed class LocalRun(PlannedExperiment planned, RunOptions options, IProgress<RunProgress>? progress)
{
    private readonly Timings _timings = new();

    public async Task<RunResult> RunAsync(CancellationToken cancellation)
    {
        var project = planned.Project;
        var experiment = options.PlanFile is { } file ? PlanFile.Require(planned, file) : planned;
        var only = options.Only.IsEmpty ? null : ChosenPoints.Find(experiment, options.Only);
        var memory = MachineMemory.ForStages();
        var plan = only is null ? experiment.Plan : ChosenPoints.PlanAgain(experiment, only);
        var estimate = MemoryEstimate.Of(plan, project.Threads, memory, experiment.Experiment.Figures);
        MachineMemory.Require(estimate, experiment);
        var doubts = await experiment.RequireGivenAsync(plan, text => progress?.Report(new RunProgress.Notice(text)), cancellation)
            .ConfigureAwait(false);
        progress?.Report(new RunProgress.Planned(estimate.Bytes));
        if (only is not null)
        {
            ChosenPoints.Forget(experiment, only);
            experiment = experiment.Replanned();
        }
        var run = await new ExperimentRun(
            experiment, experiment.ResultsFolder, project.Threads, text => progress?.Report(new RunProgress.Notice(text)))
        {
            Only = only,
            Formats = options.Formats,
            Patience = options.Waits ? ResultsMark.Patience : TimeSpan.Zero,
        }.CompleteAsync(plan => ExecuteAsync(experiment, plan, memory, cancellation), _timings).ConfigureAwait(false);
        if (run.Result is { } result) return result with { Notes = [.. doubts, .. result.Notes] };
        if (run.Outcome.Locked is not { } holder)
            throw new OperationCanceledException("Stopped. What is finished is kept; the same run goes on from here.", cancellation);
        throw new RefusedException(
            Refusal.Locked, $"Not finished: the rest is up to {holder}. What is finished is kept; the same command goes on when that has ended.");
    }

    private async Task<RunOutcome> ExecuteAsync(PlannedExperiment experiment, Plan plan, long memory, CancellationToken cancellation)
    {
        var execution = new ExecutionOptions(experiment.Project.Threads, memory)
        {
            CheckpointEvery = options.CheckpointEvery,
            MaxFailures = options.MaxFailures,
            Waits = options.Waits,
        };
        var swept = experiment.Experiment.Columns.Select(c => c.Path).ToImmutableArray();
        var observer = ProgressReporter.Of(plan, swept, experiment.Store, experiment.Project.Threads, progress);
        try
        {
            return await new Runtime(experiment.Store, execution, _timings.Beside(observer)).ExecuteAsync(plan, cancellation).ConfigureAwait(false);
        }
        finally
        {
            progress?.Report(new RunProgress.Executed());
        }
    }
}
