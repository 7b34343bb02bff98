using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Figures.Making;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cli;

/// <summary>Runs an experiment as its results folder records it, in a folder of its own, and compares what comes out.</summary>
internal sealed class Reproducing(CommandContext context, int threads)
{
    /// <returns>Null when it was interrupted, or refused with the reason on standard error; then the exit code says which.</returns>
    public async Task<(ReproReport? Report, int Code)> RunAsync(Reproduction wanted, string scratch, CancellationToken cancellation)
    {
        if (Sources.ExperimentOf(context.Files, wanted.Folder, wanted.Manifest) is not { } text) return (Impossible(wanted, "the experiment is not recorded, or not as the run wrote it"), ExitCode.CheckFailed);
        var copy = Path.Combine(scratch, ReportDocuments.ExperimentName);
        AtomicFile.Write(context.Files, copy, stream => stream.Write(text));

        // Quiet about the plan: whatever is wrong with it now was right then, and is told as what differs.
        var quiet = context with { Streams = context.Streams with { Error = TextWriter.Null } };
        var request = new RunRequest(copy, [], Path.Combine(scratch, "store"), Path.Combine(scratch, "results"), threads) { GivenFolder = Sources.FolderOf(wanted.Manifest) };
        if (PlannedExperiment.Load(quiet, request).Match<PlannedExperiment?>(p => p, _ => null) is not { } project)
            return (Impossible(wanted, "this tool cannot plan the experiment as it is recorded; a stage, a setting or a given file is gone"), ExitCode.CheckFailed);
        using var store = project.Store;
        if (MachineMemory.Refusal(MemoryEstimate.Of(project.Plan, threads, MachineMemory.ForStages())) is { } refusal)
        {
            context.Streams.Error.WriteLine(refusal);
            return (null, ExitCode.WillNotFit);
        }
        var folder = Path.Combine(request.Results, project.Experiment.Header.Experiment);
        var timings = new Timings();
        var run = await new ExperimentRun(context.Files, project, folder, threads, context.Streams.Error).CompleteAsync(
            plan => new Runtime(store, new(threads, MachineMemory.ForStages()), timings.Beside(new NoProgress())).ExecuteAsync(plan, cancellation), timings).ConfigureAwait(false);
        if (run.Outcome.Cancelled) return (null, ExitCode.Interrupted);
        ImmutableArray<ReproReport.File> compared = [.. wanted.Names.Select(name => Compare(wanted, name, folder))];
        var same = compared.All(f => f.Same);
        return (new(same, Notes(wanted.Manifest, Manifest.TryRead(context.Files, folder)!), compared), same ? ExitCode.Complete : ExitCode.CheckFailed);
    }

    private static ReproReport Impossible(Reproduction wanted, string problem) =>
        new(false, [$"{wanted.Folder} cannot be made again: {problem}."], [.. wanted.Names.Select(n => new ReproReport.File(n, false, "not made"))]);

    /// <summary>Repeatable facts that are not what they were: why bytes must differ.</summary>
    private static ImmutableArray<string> Notes(Manifest then, Manifest now) =>
    [
        .. then.Repeatable.Keys.Union(now.Repeatable.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(k => then.Repeatable.GetValueOrDefault(k) != now.Repeatable.GetValueOrDefault(k))
            .Select(k => $"{k} was {then.Repeatable.GetValueOrDefault(k, "not recorded")} and is {now.Repeatable.GetValueOrDefault(k, "absent")}"),
    ];

    private ReproReport.File Compare(Reproduction wanted, string name, string folder)
    {
        var files = context.Files;
        var (then, now) = (Path.Combine(wanted.Folder, name), Path.Combine(folder, name));
        if (!files.FileExists(then)) return new(name, false, "it is gone");
        var bytes = files.ReadAllBytes(then);
        var isIntact = Digest.Of(bytes).Hex == wanted.Manifest.Files[name];
        if (!files.FileExists(now)) return new(name, false, "this tool does not make it");
        var again = files.ReadAllBytes(now);
        if (bytes.AsSpan().SequenceEqual(again)) return new(name, true, $"the same {bytes.Length} bytes");
        if (!isIntact) return new(name, false, "it was changed after the run that wrote it");
        var at = bytes.AsSpan().CommonPrefixLength(again);
        return new(name, false, FormattableString.Invariant($"{bytes.Length} bytes then and {again.Length} now, different from byte {at} on{Numbers(wanted.Folder, folder, name)}"));
    }

    /// <summary>For a table: which column differs most, or that only what it says about itself does.</summary>
    private string Numbers(string then, string now, string name)
    {
        if (!name.EndsWith(".parquet", StringComparison.Ordinal)) return "";
        var tables = new ResultComparison(new ResultFiles(context.Files, then), new ResultFiles(context.Files, now), new(0, 0)).Compare();
        var table = tables.FirstOrDefault(t => t.Table == Path.GetFileNameWithoutExtension(name));
        return table is null ? "" : table.IsSame ? "; every number is the same" : $"; {string.Join(", ", table.Columns.Select(c => c.Column))}";
    }
}
