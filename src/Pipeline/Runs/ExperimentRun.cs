using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>A run from its plan to its results folder: computes, notices damage and computes again, writes what changed.</summary>
/// <param name="planned">The experiment.</param>
/// <param name="folder">The results folder.</param>
/// <param name="threads">Threads, for the record of the run.</param>
/// <param name="notice">Hears of damage.</param>
internal sealed class ExperimentRun(PlannedExperiment planned, string folder, int threads, Action<string> notice)
{
    /// <summary>A store that loses results faster than they are computed is on a broken disk.</summary>
    private const int MostAttempts = 5;

    private readonly IFileSystem _files = planned.Project.Files;
    private RunRecord? _record;

    /// <summary>The points to run; null for all. The results have a row for every point in any case.</summary>
    public ImmutableHashSet<long>? Only { get; init; }

    /// <summary>Pictures beside SVG and Vega-Lite.</summary>
    public ImmutableArray<FigureFormat> Formats { get; init; } = [];

    /// <summary>How long to wait for another process that writes the same results folder.</summary>
    public TimeSpan Patience { get; init; } = ResultsMark.Patience;

    /// <summary>Before anything is computed: the results folder is this tool's, or may become a results folder.</summary>
    /// <exception cref="ForeignFolderException">It is somebody else's.</exception>
    /// <param name="planned">What is run.</param>
    /// <param name="folder">The results folder.</param>
    /// <param name="formats">Pictures beside SVG and Vega-Lite.</param>
    public static void Require(PlannedExperiment planned, string folder, ImmutableArray<FigureFormat> formats) =>
        new ResultFolder(planned.Project.Files, folder).Require(
            ResultTables.SchemasOf(planned.Plan, planned.Experiment.Checks).Where(t => !t.IsSummary),
            ReportDocuments.NamesOf(planned.Experiment, formats));

    /// <param name="execute">Executes a plan.</param>
    /// <param name="timings">Wall times of the stages that ran.</param>
    public async Task<FinishedRun> CompleteAsync(Func<Plan, Task<RunOutcome>> execute, Timings timings)
    {
        Require(planned, folder, Formats);
        if (planned.Plan.ToRun.Any()) DurableFolder.RequireWritable(_files, folder);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var current = attempt == 1 ? planned : planned.Replanned();
                var outcome = await AttemptAsync(current, execute).ConfigureAwait(false);
                var swept = Planner.Columns(current.Experiment);
                var checks = new RunChecks(current.Plan, swept, current.Experiment.Checks, outcome, current.Store);
                var tables = new ResultTables(current.Plan, swept, checks, outcome, current.Store);
                var notes = PointNote.Of(current, outcome, tables);
                if (!outcome.Cancelled) await WriteAsync(current, outcome, tables, checks, notes, timings).ConfigureAwait(false);
                EndRecord(current, outcome, timings);
                return new(outcome, outcome.Cancelled ? null : RunResult.Of(
                    current, outcome, checks.Verdicts(), folder, notes,
                    ReportDocuments.UndrawnIn(_files, folder, current.Experiment, current.Given.Folder)));
            }
            catch (DamagedArtifactException damage) when (attempt < MostAttempts)
            {
                // One damaged result seldom comes alone: all that this run reads are looked at before it plans again.
                foreach (var problem in planned.DropDamaged().Prepend(damage.Message)) notice($"{problem} It is computed again.");
            }
        }
    }

    private async Task<RunOutcome> AttemptAsync(PlannedExperiment current, Func<Plan, Task<RunOutcome>> execute)
    {
        var plan = Only is null ? current.Plan : current.PlanOf(p => Only.Contains(p.Index));
        if (plan.ToRun.Any()) Record(current);
        var outcome = await execute(plan).ConfigureAwait(false);
        return outcome with { Failures = current.Plan.Failures.SetItems(outcome.Failures), Unfinished = Unfinished(current, outcome) };
    }

    private static ImmutableHashSet<Digest> Unfinished(PlannedExperiment current, RunOutcome outcome) =>
        [.. Nodes(current).Select(n => n.Key).Where(k => !outcome.Failures.ContainsKey(k)
            && !current.Plan.Failures.ContainsKey(k)
            && !(outcome.Cancelled ? current.Store.Contains(k) : IsStored(current.Store, k)))];

    /// <exception cref="DamagedArtifactException">It was stored, and cannot be reached: that is not the same as never having been
    /// computed.</exception>
    private static bool IsStored(ArtifactStore store, Digest key) =>
        store.HasRecord(key) && (store.Contains(key) ? true : throw new DamagedArtifactException(key));

    private async Task WriteAsync(
        PlannedExperiment current, RunOutcome outcome, ResultTables tables, RunChecks checks, ImmutableArray<PointNote> notes, Timings timings)
    {
        var results = new ResultFolder(_files, folder);
        var facts = Sources.Repeatable(current);
        var outputs = OutputsOf(current, outcome);
        using var held = results.Lock(Patience);
        results.RemoveTemporary();

        // A run with nothing to compute writes no record, and who registers alone removes the unfinished files of the dead.
        if (current.Store.Runs.HasUnfinished) current.Store.Claims.Register(exclusive: false);
        List<(string Name, byte[] Content)> Documents(Manifest? manifest)
        {
            using var sealedTables = new ResultFiles(_files, folder, manifest);
            return [.. ReportDocuments.Make(_files, sealedTables, current.Experiment, current.Given.Folder, Formats)];
        }

        if (results.IsCurrent(facts, outputs))
        {
            // Nothing to compute and nothing to write, but perhaps to draw, or a lost record to write again.
            results.Adopt();
            if (results.Run is { } earlier && !current.Store.Runs.Contains(earlier))
                current.Store.Runs.Write(RecordOf(current) with { Id = earlier, Unfinished = Missing(current) });
            if (!ReportDocuments.IsOf(_files, folder, current.Experiment, Formats) || ReportDocuments.HasOtherData(current.Experiment))
                Report(await results.RedrawAsync(ReportDocuments.Owns, Documents(null)).ConfigureAwait(false));
            return;
        }
        if (!current.Plan.ToRun.Any()) Record(current);
        var volatileFacts = Provenance.Volatile(threads).Add(Manifest.Run, current.Store.Writer).Add(Manifest.Store, current.Store.Id)
            .AddRange(Sources.Volatile(current));
        string[] sentences = [.. current.Warnings, .. current.Doubts().Concat(notes).Select(n => n.ToString())];
        Report(await results.WriteAsync(
            tables, checks.Verdicts(), facts, volatileFacts, timings.Table(), outputs, Documents, sentences).ConfigureAwait(false));
    }

    private void Report(ImmutableArray<string> sentences)
    {
        foreach (var sentence in sentences) notice(sentence);
    }

    /// <summary>Registered first: who starts alone on a store removes the unfinished files of the dead.</summary>
    private void Record(PlannedExperiment current)
    {
        current.Store.Claims.Register(exclusive: false);
        current.Store.Runs.Write(_record = RecordOf(current));
    }

    /// <summary>What was stored when the run ended: 'verify' misses what is not there any more.</summary>
    private void EndRecord(PlannedExperiment current, RunOutcome outcome, Timings timings)
    {
        if (_record is null) return;
        current.Store.Runs.Write(_record with
        {
            Unfinished = Missing(current),
            Seconds = timings.Seconds,
            Threads = threads,
            Times = timings.Summary(),
            Crashes = Crashes(current, outcome),
        });
    }

    private static ImmutableArray<StageCrash> Crashes(PlannedExperiment current, RunOutcome outcome) =>
    [
        .. from stage in current.Plan.Stages
           let crash = outcome.Failures.GetValueOrDefault(stage.Node.Key) as StageFailure.Crashed
           where crash is not null
           group stage by new StageCrash(stage.Node.Stage.Name, crash!.Trace) into same
           select same.Key,
    ];

    private static ImmutableArray<Digest> Missing(PlannedExperiment current) =>
        [.. Nodes(current).Select(n => n.Key).Distinct().Where(k => !current.Store.Contains(k))];

    private RunRecord RecordOf(PlannedExperiment current) => new(
        current.Store.Writer, current.Experiment.Header.Experiment, current.Experiment.Header.System, current.Experiment.Root.ToString(),
        Path.GetFullPath(folder), DateTimeOffset.UtcNow, [.. Nodes(current).Select(n => n.Key).Distinct()])
    {
        Folder = current.Given.Folder,
    };

    /// <summary>Everything that a results folder is made from: keys stand for the tables behind them.</summary>
    private static Digest OutputsOf(PlannedExperiment current, RunOutcome outcome)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var point in current.Plan.Points)
        {
            if (PointStatus.Of(point, outcome) is { Word: not PointTable.Complete } status)
                hash.AppendData(Encoding.UTF8.GetBytes($"{point.Index} {status}\n"));
        }
        foreach (var node in Nodes(current))
        {
            node.Key.CopyTo(bytes);
            hash.AppendData(bytes);
        }
        return Digest.FromHash(hash.GetHashAndReset());
    }

    private static IEnumerable<TableNode> Nodes(PlannedExperiment current) => current.Plan.Points.SelectMany(p => p.Outputs);
}

/// <summary>A run that ended.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Result">What it came to; null where it was stopped.</param>
internal sealed record FinishedRun(RunOutcome Outcome, RunResult? Result);
