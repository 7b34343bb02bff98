using System.Collections.Immutable;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Results;
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

/// <summary>How a run behaves; none of it changes a result.</summary>
public sealed record RunOptions
{
    /// <summary>Wall time between two checkpoints of a long stage, at most 40 days.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer.</exception>
    public TimeSpan CheckpointEvery
    {
        get;
        init => field = OptionLimits.Within(value, TimeSpan.Zero, OptionLimits.LongestWait);
    } = TimeSpan.FromMinutes(1);

    /// <summary>Number of failed stages after which nothing more is started, at least 1. The default is never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int MaxFailures { get; init => field = OptionLimits.Within(value, 1, int.MaxValue); } = int.MaxValue;

    /// <summary>Waits for results that other processes compute; otherwise the run ends there with <see cref="Refusal.Locked"/>.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>Runs again what the last run left so: failed, diverged, refused, unfinished. Empty for all points.</summary>
    /// <exception cref="ArgumentException">A word is none of these.</exception>
    public ImmutableArray<string> Only { get; init => field = ChosenPoints.Known(value); } = [];

    /// <summary>Pictures of the figures beside SVG and Vega-Lite; their bytes depend on the fonts of this machine.</summary>
    public ImmutableArray<FigureFormat> Formats { get; init; } = [];

    /// <summary>A plan that <see cref="ExperimentPlan.Save"/> wrote: the run does exactly that, or is refused. Null for what is missing.</summary>
    public string? PlanFile { get; init; }
}

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
