using System.Collections.Immutable;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>The results of an experiment: tables, verdicts, figures. A table is decoded after its SHA-256 was compared with the manifest.</summary>
public sealed class ResultsFolder
{
    private const string VerdictTable = "verdicts";

    private readonly Project _project;
    private readonly ResultFiles _tables;

    internal ResultsFolder(Project project, string folder) => (_project, Folder, _tables) = (project, folder, new(project.Files, folder));

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Which tables cannot be verified, a sentence; empty where all can.</summary>
    public string Unverified => SealedTables.Unverified(_project.Files, Folder);

    /// <summary>Names of the tables: points, verdicts and those of the system.</summary>
    public ImmutableArray<string> Tables => [.. _tables.Names()];

    /// <summary>The verdicts as they were written.</summary>
    /// <exception cref="Storage.DamagedTableException">The file is not as it was written.</exception>
    public ImmutableArray<Verdict> Verdicts
    {
        get
        {
            var table = _tables.Read(VerdictTable, Verdict.Table.Schema.Columns.Select(c => c.Name));
            return [.. Enumerable.Range(0, table.Rows).Select(i => Row(table, i))];
        }
    }

    /// <summary>Opens an existing results folder.</summary>
    /// <param name="folder">Its path, such as <c>results/quickstart</c>.</param>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    /// <exception cref="RefusedException">There are no results.</exception>
    public static ResultsFolder Open(string folder, Project? project = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        project ??= Project.Default;
        return project.Files.FileExists(Path.Combine(folder, "points.parquet"))
            ? new(project, folder)
            : throw new RefusedException(Refusal.Usage, $"{folder}: there are no results (no points.parquet).");
    }

    /// <summary>A table, every row of it, with the columns that name the point in front.</summary>
    /// <param name="name">Its name, one of <see cref="Tables"/>.</param>
    /// <param name="columns">Only these columns; none for all.</param>
    /// <exception cref="RefusedException">There is no such table or column.</exception>
    /// <exception cref="Storage.DamagedTableException">Its file is not as it was written.</exception>
    public Table Table(string name, params IReadOnlyList<string> columns)
    {
        var schema = _tables.Schema(name)
            ?? throw new RefusedException(Refusal.Usage, $"{Folder} has no table {name}; there are {string.Join(", ", Tables)}.");
        if (columns.FirstOrDefault(c => schema.IndexOf(c) < 0) is { } unknown)
            throw new RefusedException(
                Refusal.Usage, $"Table {name} has no column {unknown}; there are {string.Join(", ", schema.Columns.Select(c => c.Name))}.");
        return _tables.Read(name, columns.Count > 0 ? columns : schema.Columns.Select(c => c.Name));
    }

    /// <summary>Draws the figures and writes the report again, from the tables alone.</summary>
    /// <param name="experimentFile">File whose figures are drawn, into the folder <c>redrawn</c>; null for the experiment as it ran.</param>
    /// <param name="notices">Hears that tables are read unverified.</param>
    /// <exception cref="RefusedException">There is no experiment file.</exception>
    /// <exception cref="ExperimentException">The experiment file has errors.</exception>
    /// <exception cref="Storage.DamagedTableException">A table is not as it was written.</exception>
    /// <exception cref="Storage.LockedFolderException">Another process writes here and does not end.</exception>
    public Task<DrawReport> DrawAsync(string? experimentFile = null, IProgress<string>? notices = null) =>
        DrawReport.OfAsync(_project, Folder, experimentFile, notices);

    private static Verdict Row(Table table, int row) => new(
        table.Column<long>("point")[row], table.Column<string>("check")[row], (int)table.Column<long>("replicates")[row],
        (int)table.Column<long>("measurements")[row], (int)table.Column<long>("passed")[row], table.Column<double>("median")[row])
    {
        Measured = (int)table.Column<long>("measured")[row],
        Problem = table.Column<string>("problem")[row],
    };
}
