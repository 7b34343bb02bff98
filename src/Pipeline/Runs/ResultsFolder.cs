using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>The results of an experiment: tables, verdicts, figures. A table is decoded after its SHA-256 was compared with the manifest.</summary>
public sealed class ResultsFolder
{
    private const string VerdictTable = "verdicts";

    private readonly Project _project;
    private readonly Manifest? _manifest;

    internal ResultsFolder(Project project, string folder) =>
        (_project, Folder, _manifest) = (project, folder, Manifest.TryRead(project.Files, folder));

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Which tables cannot be verified, a sentence; empty where all can.</summary>
    public string Unverified => SealedTables.Unverified(_project.Files, Folder);

    /// <summary>Names of the tables: points, verdicts and those of the system.</summary>
    public ImmutableArray<string> Tables
    {
        get
        {
            using var tables = Read();
            return [.. tables.Names()];
        }
    }

    /// <summary>The verdicts as they were written. Without the experiment that the folder records, swept settings have the names of their
    /// columns, and no verdict says what it is along or relative to.</summary>
    /// <exception cref="RefusedException">A later run wrote the results again.</exception>
    /// <exception cref="DamagedTableException">A file is not as it was written.</exception>
    public ImmutableArray<CheckVerdict> Verdicts => Current(() =>
    {
        using var tables = Read();
        var experiment = Experiment();
        var table = tables.Read(VerdictTable, Verdict.Table.Schema.Columns.Select(c => c.Name));
        var (columns, checks) = (ResultNames.Swept(tables), experiment?.Checks.ToLookup(c => c.Name));
        var points = tables.Read(PointTable.Name, columns.Prepend(PointTable.Point));
        var rows = points.Column<long>("point").Select((p, row) => (p, row)).ToDictionary(p => p.p, p => p.row);
        var paths = experiment?.Columns.Length == columns.Length ? [.. experiment.Columns.Select(c => c.Path)] : columns;
        return Enumerable.Range(0, table.Rows).Select(i => Row(table, i)).Select(verdict => CheckVerdict.Of(
            verdict, checks?[verdict.Check].FirstOrDefault(),
            paths.Zip(points.Columns.Skip(1), (path, column) => (path, CheckVerdict.Value(column, rows[verdict.Point]))))).ToImmutableArray();
    });

    /// <summary>Opens an existing results folder.</summary>
    /// <param name="folder">Its path, such as <c>results/quickstart</c>.</param>
    /// <param name="project">The systems; null for <see cref="Project.Default"/>.</param>
    /// <exception cref="RefusedException">There are no results.</exception>
    public static ResultsFolder Open(string folder, Project? project = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        project ??= Project.Default;
        return project.Files.FileExists(Path.Combine(folder, SealedTables.Points))
            ? new(project, folder)
            : throw new RefusedException(Refusal.Usage, $"{folder}: there are no results (no {SealedTables.Points}).");
    }

    /// <summary>A table, every row of it, with the columns that name the point in front.</summary>
    /// <param name="name">Its name, one of <see cref="Tables"/>.</param>
    /// <param name="columns">Only these columns; none for all.</param>
    /// <exception cref="RefusedException">There is no such table or column, or a later run wrote the results again.</exception>
    /// <exception cref="DamagedTableException">Its file is not as it was written.</exception>
    public Table Table(string name, params IReadOnlyList<string> columns) => Current(() =>
    {
        using var tables = Read();
        return tables.Read(name, SchemaOf(tables, name, columns).Columns.Select(c => c.Name));
    });

    /// <summary>Writes a table for other programs, piece after piece; matrices alone need it in memory.</summary>
    /// <param name="name">Its name, one of <see cref="Tables"/>.</param>
    /// <param name="format">The form.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="columns">Only these columns; none for all.</param>
    /// <exception cref="RefusedException">There is no such table or column, the table has no matrices, or a later run wrote the results
    /// again.</exception>
    /// <exception cref="DamagedTableException">Its file is not as it was written.</exception>
    public void Export(string name, ExportFormat format, Stream output, params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(output);
        Export(name, columns, export => export.Write(output, format));
    }

    /// <summary>Writes a table as <see cref="ExportFormat.Csv"/>.</summary>
    internal void ExportCsv(string name, TextWriter output, IReadOnlyList<string> columns) =>
        Export(name, columns, export => export.WriteCsv(output));

    private void Export(string name, IReadOnlyList<string> columns, Action<TableExport> write) => Current<object?>(() =>
    {
        using var tables = Read();
        write(new(tables, SchemaOf(tables, name, columns)));
        return null;
    });

    private TableSchema SchemaOf(ResultFiles tables, string name, IReadOnlyList<string> columns)
    {
        var schema = tables.Schema(name)
            ?? throw new RefusedException(Refusal.Usage, $"{Folder} has no table {name}; there are {string.Join(", ", tables.Names())}.");
        return columns.FirstOrDefault(c => schema.IndexOf(c) < 0) is { } unknown
            ? throw new RefusedException(
                Refusal.Usage, $"Table {name} has no column {unknown}; there are {string.Join(", ", schema.Columns.Select(c => c.Name))}.")
            : columns.Count == 0 ? schema
            : schema with { Columns = [.. columns.Distinct().Select(c => schema.Columns[schema.IndexOf(c)])] };
    }

    /// <summary>Draws the figures and writes the report again, from the tables alone.</summary>
    /// <param name="experimentFile">File whose figures are drawn, into the folder <c>redrawn</c>; null for the experiment as it ran.</param>
    /// <param name="notices">Hears that tables are read unverified.</param>
    /// <param name="formats">Pictures beside SVG and Vega-Lite; default for none.</param>
    /// <exception cref="RefusedException">There is no experiment file.</exception>
    /// <exception cref="ExperimentException">The experiment file has errors.</exception>
    /// <exception cref="DamagedTableException">A table is not as it was written.</exception>
    /// <exception cref="LockedFolderException">Another process writes here and does not end.</exception>
    public Task<DrawReport> DrawAsync(
        string? experimentFile = null, IProgress<string>? notices = null, ImmutableArray<FigureFormat> formats = default) =>
        DrawReport.OfAsync(_project, Folder, experimentFile, formats.IsDefault ? [] : formats, notices);

    /// <summary>Reads what this folder held when it was opened.</summary>
    /// <exception cref="RefusedException">A later run wrote it again, and what is read is no longer there.</exception>
    private T Current<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DamagedTableException) when (Manifest.TryRead(_project.Files, Folder) is { } now && now.Seal != _manifest?.Seal)
        {
            throw new RefusedException(
                Refusal.Usage,
                $"{Folder} was written again by a later run at {now.Volatile.GetValueOrDefault(Provenance.Finished, "a time that it does not say")}; "
                    + "load the new result: ResultsFolder.Open.");
        }
    }

    /// <summary>The tables as the manifest of that time seals them; of now where there was none.</summary>
    private ResultFiles Read() => new(_project.Files, Folder, _manifest);

    private ExperimentDefinition? Experiment() =>
        _manifest is not null && Sources.ExperimentOf(_project.Files, Folder, _manifest) is { } text
            ? ExperimentFile.Load(Folder, text, [], _project.Systems.Registry).Match<ExperimentDefinition?>(e => e, _ => null)
            : null;

    private static Verdict Row(Table table, int row) => new(
        table.Column<long>("point")[row], table.Column<string>("check")[row], (int)table.Column<long>("replicates")[row],
        (int)table.Column<long>("measurements")[row], (int)table.Column<long>("passed")[row], table.Column<double>("median")[row])
    {
        Measured = (int)table.Column<long>("measured")[row],
        Problem = table.Column<string>("problem")[row],
    };
}
