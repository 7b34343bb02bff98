using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Runs;

/// <summary>What a run of an experiment would do, known before anything has run. It has the store open until it is disposed of.</summary>
public sealed class ExperimentPlan : IDisposable
{
    private PlannedExperiment _planned;
    private PlanReport? _whole;
    private int _runs;

    internal ExperimentPlan(Experiment experiment, PlannedExperiment planned) => (Experiment, _planned) = (experiment, planned);

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>What to know before it runs, a sentence each.</summary>
    public ImmutableArray<string> Warnings => _planned.Warnings;

    /// <summary>Number of different stages that a run would compute.</summary>
    public int StagesToRun => _planned.Plan.ToRun.Count();

    /// <summary>The stages: what is computed, what is reused and why; estimates of time in s, memory and disk in bytes.</summary>
    /// <param name="withEveryStage">With <see cref="PlanReport.Work"/>, which has an entry for each stage.</param>
    public PlanReport Report(bool withEveryStage = true)
    {
        if (_whole is not null) return _whole;
        var report = PlanReport.Of(_planned, StageTimes.Read(_planned.Store, _planned.Project.Threads), withEveryStage);
        return withEveryStage ? _whole = report : report;
    }

    /// <summary>The dataflow that a run would execute, with the number of stages in each block.</summary>
    public DataflowGraph Graph() => DataflowGraph.Of(_planned.Plan);

    /// <summary>Why stages would run: what changed since the nearest earlier run on this store.</summary>
    /// <param name="point">Only this point; null for those that have something to run, at most 1000.</param>
    /// <param name="stage">Only stages of this name; null for all.</param>
    /// <exception cref="RefusedException">There is no such point or stage.</exception>
    public ExplainReport Explain(int? point = null, string? stage = null) => ExplainReport.Of(_planned, point, stage);

    /// <summary>What is finished, as of the time of planning: tables and verdicts while a run is at work, and after it was stopped.</summary>
    public FinishedPart Finished() => new(_planned);

    /// <summary>Writes the plan to a file that <see cref="RunOptions.PlanFile"/> takes.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(_planned.Project.Files, path, stream => Json.Write(stream, Report()));

    /// <summary>Computes what is missing, writes the results folder and evaluates the checks. From the second run on it plans again
    /// first.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <param name="progress">Hears what the run does; null for nobody.</param>
    /// <param name="cancellation">Stops the run cleanly: what is finished is kept, and the next run goes on from checkpoints of the rest.</param>
    /// <returns>Points, verdicts and failures as values.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ExperimentException">A given file that it would read does not serve; nothing was started.</exception>
    /// <exception cref="RefusedException">It will not fit, another process is at work there, or the plan is not the one in the file.</exception>
    /// <exception cref="ForeignFolderException">The results folder holds files that are not this tool's.</exception>
    /// <exception cref="LockedFolderException">Another process writes to the same results folder and does not end.</exception>
    /// <exception cref="NondeterminismException">Two computations of one key gave different bytes.</exception>
    /// <exception cref="IOException">Store or results folder cannot be read or written; what is finished is kept.</exception>
    public Task<RunResult> RunAsync(RunOptions? options = null, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        new LocalRun(Current(), options ?? new(), progress).RunAsync(cancellation);

    /// <summary>Sends the run to a cluster; it returns once the tasks are queued, and <see cref="ResultStore.Submissions"/> brings it home.</summary>
    /// <param name="submit">Where to, and what a task may use.</param>
    /// <param name="options">How it behaves; <see cref="RunOptions.MaxFailures"/> is not possible here.</param>
    /// <param name="notices">Hears what is worth knowing, a sentence each; null for nobody.</param>
    /// <param name="cancellation">Stops before anything is sent.</param>
    /// <exception cref="ExperimentException">A given file that a task would read does not serve; nothing was sent.</exception>
    /// <exception cref="RefusedException">Nothing was sent: the scheduler cannot be used from here, or the experiment is running there
    /// already.</exception>
    public Task<SubmitResult> SubmitAsync(
        SubmitOptions submit, RunOptions? options = null, IProgress<string>? notices = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(submit);
        return new ClusterRun(Current(), options ?? new(), submit, Experiment.File, notices).SendAsync(cancellation);
    }

    /// <summary>What is stored changes with every run.</summary>
    private PlannedExperiment Current()
    {
        if (Interlocked.Increment(ref _runs) == 1) return _planned;
        _whole = null;
        return _planned = _planned.Replanned();
    }

    /// <summary>Closes the store.</summary>
    public void Dispose() => _planned.Store.Dispose();
}
