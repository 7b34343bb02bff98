using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>Outputs that were made again from their own record, and compared with what is there.</summary>
/// <param name="Same">Every file has the same bytes.</param>
/// <param name="Notes">What differs between then and now, in sentences.</param>
/// <param name="Files">The files.</param>
public sealed record ReproReport(bool Same, ImmutableArray<string> Notes, ImmutableArray<ReproReport.File> Files)
{
    /// <param name="Name">Name below the results folder.</param>
    /// <param name="Same">It has the same bytes.</param>
    /// <param name="Finding">What was found, in a sentence.</param>
    public sealed record File(string Name, bool Same, string Finding);

    /// <summary>Makes outputs of a results folder again, in a fresh store, with nothing that was stored, and compares bytes.</summary>
    /// <param name="path">Table, figure or report of a results folder, or the folder for all of them.</param>
    /// <param name="project">Systems and threads; null for <see cref="Project.Default"/>.</param>
    /// <param name="notices">Hears of damage.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusedException">No manifest lists it, or it needs more memory than there is.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<ReproReport> OfAsync(
        string path, Project? project = null, IProgress<string>? notices = null, CancellationToken cancellation = default)
    {
        project ??= Project.Default;
        if (Reproduction.Find(project.Files, path, out var problem) is not { } wanted) throw new RefusedException(Refusal.Usage, problem);
        using var scratch = new ScratchFolder();
        return await new Reproducer(project, wanted, text => notices?.Report(text)).RunAsync(scratch.Path, cancellation).ConfigureAwait(false);
    }
}

/// <summary>A folder for work that leaves nothing behind; under the system's own folder for such things.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pipelines-").FullName;

    /// <summary>What cannot be removed is left to the system: the work itself is done.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}

/// <summary>Runs an experiment as its results folder records it, in a folder of its own, and compares what comes out.</summary>
/// <param name="project">Systems and threads.</param>
/// <param name="wanted">What is made again.</param>
/// <param name="notice">Hears of damage.</param>
internal sealed class Reproducer(Project project, Reproduction wanted, Action<string> notice)
{
    public async Task<ReproReport> RunAsync(string scratch, CancellationToken cancellation)
    {
        if (Sources.ExperimentOf(project.Files, wanted.Folder, wanted.Manifest) is not { } text)
            return Impossible("the experiment is not recorded, or not as the run wrote it");
        var copy = Path.Combine(scratch, ReportDocuments.ExperimentName);
        AtomicFile.Write(project.Files, copy, stream => stream.Write(text));

        // Quiet about the plan: whatever is wrong with it now was right then, and is reported as a difference.
        var place = project with { Store = Path.Combine(scratch, "store"), Results = Path.Combine(scratch, "results") };
        var loaded = PlannedExperiment.Load(place, copy, Sources.FolderOf(wanted.Manifest));
        if (loaded.Match<PlannedExperiment?>(p => p, _ => null) is not { } planned)
        {
            var problem = loaded.Match(_ => "", errors => errors[0].Message.TrimEnd('.'));
            return Impossible($"this tool cannot plan the experiment as it is recorded: {problem}. {OwnProgram}");
        }
        using var store = planned.Store;
        if (Strange(planned) is { Length: > 0 } strange)
            return Impossible($"this tool has no stage {string.Join(", ", strange)}. {OwnProgram}");
        var memory = MachineMemory.ForStages();
        MachineMemory.Require(MemoryEstimate.Of(planned.Plan, project.Threads, memory, planned.Experiment.Figures), planned);
        var folder = planned.ResultsFolder;
        var timings = new Timings();
        // The page links the pictures that lie beside it.
        var again = new ExperimentRun(planned, folder, project.Threads, notice) { Formats = ReportDocuments.FormatsOf(wanted.Manifest.Files.Keys) };
        var run = await again.CompleteAsync(
            plan => new Runtime(store, new(project.Threads, memory), timings.Beside(new NoProgress())).ExecuteAsync(plan, cancellation), timings)
                .ConfigureAwait(false);
        if (run.Outcome.Cancelled) throw new OperationCanceledException(cancellation);
        ImmutableArray<ReproReport.File> compared = [.. wanted.Names.Select(name => Compare(name, folder))];
        return new(compared.All(f => f.Same), Notes(wanted.Manifest, Manifest.TryRead(project.Files, folder)!), compared);
    }

    private const string OwnProgram = "If a program of your own made the results, run 'repro' of that program";

    /// <summary>Names of recorded stages that no stage of the plan has, in any version.</summary>
    private string[] Strange(PlannedExperiment planned)
    {
        var known = planned.Plan.Stages.Select(s => s.Node.Stage.Name).ToHashSet(StringComparer.Ordinal);
        return [.. wanted.Manifest.Repeatable.GetValueOrDefault(Sources.Stages, "").Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Select(s => s.Split(' ')[0]).Where(s => !known.Contains(s))];
    }

    private ReproReport Impossible(string problem) =>
        new(false, [$"{wanted.Folder} cannot be made again: {problem}."], [.. wanted.Names.Select(n => new ReproReport.File(n, false, "not made"))]);

    /// <summary>Repeatable facts that are not what they were: why bytes must differ.</summary>
    private static ImmutableArray<string> Notes(Manifest then, Manifest now) =>
    [
        .. then.Repeatable.Keys.Union(now.Repeatable.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(k => then.Repeatable.GetValueOrDefault(k) != now.Repeatable.GetValueOrDefault(k))
            .Select(k => $"{k} was {then.Repeatable.GetValueOrDefault(k, "not recorded")} and is {now.Repeatable.GetValueOrDefault(k, "absent")}"),
    ];

    private ReproReport.File Compare(string name, string folder)
    {
        var files = project.Files;
        var (then, now) = (Path.Combine(wanted.Folder, name), Path.Combine(folder, name));
        if (!files.FileExists(then)) return new(name, false, "it is gone");
        var bytes = files.ReadAllBytes(then);
        var isIntact = Digest.Of(bytes).Hex == wanted.Manifest.Files[name];
        if (!files.FileExists(now)) return new(name, false, "this tool does not make it");
        var again = files.ReadAllBytes(now);
        if (bytes.AsSpan().SequenceEqual(again)) return new(name, true, $"the same {bytes.Length} bytes");
        if (!isIntact) return new(name, false, "it was changed after the run that wrote it");
        var at = bytes.AsSpan().CommonPrefixLength(again);
        return new(name, false, FormattableString.Invariant(
            $"{bytes.Length} bytes then and {again.Length} now, different from byte {at} on{Numbers(wanted.Folder, folder, name)}"));
    }

    /// <summary>For a table: which column differs most, or that only what it says about itself does.</summary>
    private string Numbers(string then, string now, string name)
    {
        if (!name.EndsWith(".parquet", StringComparison.Ordinal)) return "";
        var tables = DiffReport.TablesOf(project.Files, (then, null), (now, null), new(0, 0));
        var table = tables.FirstOrDefault(t => t.Table == Path.GetFileNameWithoutExtension(name));
        return table is null ? "" : table.IsSame ? "; every number is the same" : $"; {string.Join(", ", table.Columns.Select(c => c.Column))}";
    }
}

/// <summary>What is to be made again.</summary>
/// <param name="Folder">The results folder.</param>
/// <param name="Manifest">What it says about itself.</param>
/// <param name="Names">Files of it.</param>
internal sealed record Reproduction(string Folder, Manifest Manifest, ImmutableArray<string> Names)
{
    /// <summary>Manifests lie at most so many folders above their files.</summary>
    private const int MostLevels = 3;

    /// <summary>The folder and the files that a path means; null with the problem.</summary>
    public static Reproduction? Find(IFileSystem files, string path, out string problem)
    {
        problem = "";
        var (whole, why) = Manifest.Read(files, path);
        if (whole is { IsUnfinished: true })
        {
            problem = Unfinished(path);
            return null;
        }
        if (whole is not null) return new(path, whole, [.. whole.Files.Keys.Where(IsRepeatable)]);
        if (why.Length > 0)
        {
            problem = $"{Path.Combine(path, Manifest.FileName)} cannot be used, {why}; run the experiment of these results again.";
            return null;
        }
        if (files.FileExists(Path.Combine(path, SealedTables.Points)))
        {
            problem =
                $"{path}: these results have no {Manifest.FileName}, which would say what they were made with; run their experiment file and "
                    + $"compare with 'pipelines diff --numbers'.";
            return null;
        }
        if (!files.FileExists(path))
        {
            problem = $"{path}: there is no such file, and no results folder of that name.";
            return null;
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        for (var level = 0; level < MostLevels && folder is not null; level++, folder = Path.GetDirectoryName(folder))
        {
            if (Manifest.TryRead(files, folder) is not { } manifest) continue;
            var name = Path.GetRelativePath(folder, Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/');
            if (manifest.Files.ContainsKey(name) && IsRepeatable(name) && !manifest.IsUnfinished) return new(folder, manifest, [name]);
            problem = manifest.IsUnfinished ? Unfinished(folder)
                : name is Manifest.FileName or SealedTables.Timings
                ? $"{path}: this says when, where and how long a run took, which does not repeat."
                : $"{path}: the manifest of {folder} does not list it.";
            return null;
        }
        problem = $"{path}: no {Manifest.FileName} beside or above it says where it comes from.";
        return null;
    }

    private static string Unfinished(string folder) =>
        $"{folder} was being written by a run or a report that was stopped; run the experiment of these results again.";

    /// <summary>Times are measured, and pictures have the letters of a machine.</summary>
    private static bool IsRepeatable(string name) => name != SealedTables.Timings && Path.GetExtension(name) is not (".pdf" or ".png");
}
