using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Runs;

/// <summary>What differs between two results folders, or two experiment files.</summary>
/// <param name="Same">Nothing differs.</param>
/// <param name="Settings">Settings, sweeps and checks.</param>
/// <param name="Versions">The tool and its stages.</param>
/// <param name="Tables">Every table that was compared.</param>
public sealed record DiffReport(bool Same, ImmutableArray<Change> Settings, ImmutableArray<Change> Versions, ImmutableArray<TableDifference> Tables)
{
    /// <summary>Tables were compared, and every number that both have is the same: rows and columns of one alone,
    /// settings and versions aside.</summary>
    public bool SameNumbers => Tables.Any(t => t.Rows > 0) && Tables.All(t => t.Columns.IsEmpty);

    /// <summary>Compares.</summary>
    /// <param name="before">Results folder or experiment file.</param>
    /// <param name="after">The other one.</param>
    /// <param name="tolerance">How far two numbers may be apart and still be the same; null for equal bits.</param>
    /// <param name="tablesOnly">Other settings and versions are no difference.</param>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    /// <param name="notices">Hears that tables are read unverified.</param>
    /// <exception cref="RefusedException">One of the two is neither, or has errors; or there are no tables to compare.</exception>
    /// <exception cref="Storage.DamagedTableException">A table is not as it was written.</exception>
    public static DiffReport Of(
        string before, string after, Tolerance? tolerance = null, bool tablesOnly = false, Project? project = null, IProgress<string>? notices = null)
    {
        project ??= Project.Default;
        var (a, b) = (DiffSide.Open(project, before, notices, out var problem), DiffSide.Open(project, after, notices, out var other));
        if (a is null || b is null)
            throw new RefusedException(Refusal.Usage, string.Join('\n', ((string[])[problem, other]).Where(p => p.Length > 0)));
        if (tablesOnly && (a.Folder is null || b.Folder is null))
            throw new RefusedException(Refusal.Usage, "There are no numbers in an experiment file; give two results folders.");
        ImmutableArray<Change> settings = !tablesOnly && a.Experiment is { } e && b.Experiment is { } f ? ExperimentComparison.Of(e, f) : [];
        ImmutableArray<Change> versions = !tablesOnly && a.Manifest is { } m && b.Manifest is { } n ? [.. VersionsOf(m, n)] : [];
        ImmutableArray<TableDifference> tables = a.Folder is { } x && b.Folder is { } y
            ? TablesOf(project.Files, (x, a.Experiment), (y, b.Experiment), tolerance ?? new(0, 0))
            : [];
        return new(settings.IsEmpty && versions.IsEmpty && tables.All(t => t.IsSame), settings, versions, tables);
    }

    /// <summary>Compares every table of two results folders, given with their experiments where those are known.</summary>
    internal static ImmutableArray<TableDifference> TablesOf(
        IFileSystem files, (string Folder, ExperimentDefinition? Experiment) before, (string Folder, ExperimentDefinition? Experiment) after,
        Tolerance tolerance)
    {
        using var first = new ResultFiles(files, before.Folder);
        using var second = new ResultFiles(files, after.Folder);
        return new ResultComparison(new(first, before.Experiment), new(second, after.Experiment), tolerance, MachineMemory.Require).Compare();
    }

    private static IEnumerable<Change> VersionsOf(Manifest before, Manifest after) =>
        from name in (string[])["tool", Sources.Stages]
        let was = before.Repeatable.GetValueOrDefault(name, Change.Absent)
        let @is = after.Repeatable.GetValueOrDefault(name, Change.Absent)
        where was != @is
        select new Change(ChangeKind.Setting, name, was, @is);
}

/// <summary>One of the two things that are compared.</summary>
/// <param name="Folder">Folder of results; null for an experiment file.</param>
/// <param name="Experiment">The experiment; null where a folder does not say it.</param>
/// <param name="Manifest">What the folder says about itself; null where there is none.</param>
internal sealed record DiffSide(string? Folder, ExperimentDefinition? Experiment, Manifest? Manifest)
{
    /// <summary>Reads what is there; null with the problem.</summary>
    public static DiffSide? Open(Project project, string path, IProgress<string>? notices, out string problem)
    {
        var files = project.Files;
        var error = "";
        DiffSide? Refuse(string text)
        {
            error = text;
            return null;
        }

        DiffSide? Look()
        {
            if (files.FileExists(path))
                return ExperimentSource.Open(files, path, []).Then(s => s.Read(project.Systems.Registry))
                    .Match(e => new(null, e, null), errors => Refuse(new ExperimentException(errors).Message));
            if (!files.FileExists(Path.Combine(path, SealedTables.Points)))
                return Refuse($"{path}: this is neither an experiment file nor a results folder (no {SealedTables.Points}).");
            if (SealedTables.Unverified(files, path) is { Length: > 0 } unverified) notices?.Report(unverified);
            var manifest = Manifest.TryRead(files, path);
            var recorded = manifest is null ? null : Sources.ExperimentOf(files, path, manifest);
            return new(path, recorded is null ? null : Read(project, path, recorded).Match<ExperimentDefinition?>(e => e, _ => null), manifest);
        }

        var side = Look();
        problem = error;
        return side;
    }

    private static Checked<ExperimentDefinition> Read(Project project, string name, byte[] text) =>
        ExperimentFile.Load(name, text, [], project.Systems.Registry);
}
