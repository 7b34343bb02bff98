using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Explanations.Diffs;

/// <summary>What identifies the rows of two results: swept settings of either side, the replicate, the check, and the place within a point.</summary>
/// <remarks>
/// Points are numbered by their sweep, so that a longer sweep numbers them otherwise: the numbers of points identify nothing. A setting that one
/// side does not sweep has the value there that its experiment says. Where that is not recorded, rows of a setting with several values have no
/// partner.
/// </remarks>
/// <param name="before">The first result.</param>
/// <param name="after">The second.</param>
internal sealed class RowIdentity(ComparedResults before, ComparedResults after)
{
    /// <summary>Never the text of a value.</summary>
    private const string Unknown = "\0";

    private readonly ImmutableArray<string> _swept =
        [.. before.Swept.Keys.Union(after.Swept.Keys, StringComparer.Ordinal)];

    /// <summary>Columns of a table that both sides have and that identify its rows: they cannot differ in rows that belong together.</summary>
    public ImmutableArray<string> Shared(string table)
    {
        var (first, second) = (before.Tables.Schema(table)!, after.Tables.Schema(table)!);
        return [.. _swept.Prepend(PointTable.Replicate).Concat(PlacesOf(first, second)).Where(c => first.IndexOf(c) >= 0 && second.IndexOf(c) >= 0)];
    }

    /// <summary>The rows of both sides have the same names in the same order, as they have where the same was computed: each belongs to the one in
    /// its place. Found out without holding any.</summary>
    public bool IsInOrder(string table)
    {
        var (first, second) = (before.Tables.Schema(table)!, after.Tables.Schema(table)!);
        if (before.HasVerdicts(table) || after.HasVerdicts(table) || before.Tables.Rows(table) != after.Tables.Rows(table)) return false;
        if (_swept.Prepend(PointTable.Replicate).Any(c => first.IndexOf(c) >= 0 != second.IndexOf(c) >= 0)) return false;
        var shared = Shared(table);
        return shared.IsEmpty || PairedPieces.Of(before.Tables, after.Tables, table, shared).All(p => p.AreSame());
    }

    /// <summary>The rows that belong together.</summary>
    public RowAlignment Align(string table)
    {
        var settings = _swept.Prepend(PointTable.Replicate).Select(c => (First: Of(before, after, table, c), Second: Of(after, before, table, c)))
            .Where(c => c is { First: not null, Second: not null }).ToList();
        var places = PlacesOf(before.Tables.Schema(table)!, after.Tables.Schema(table)!);
        return RowAlignment.Of(
            new((int)before.Tables.Rows(table), Joined([.. settings.Select(s => s.First!)]), Joined([.. places.Select(p => before.Texts(table, p))])),
            new((int)after.Tables.Rows(table), Joined([.. settings.Select(s => s.Second!)]), Joined([.. places.Select(p => after.Texts(table, p))])));
    }

    private static ImmutableArray<string> PlacesOf(TableSchema first, TableSchema second)
    {
        ImmutableArray<string> both = [.. RowPlaces.All.Where(c => first.IndexOf(c) >= 0 && second.IndexOf(c) >= 0)];
        return both.Contains(RowPlaces.Step) ? both.Remove(RowPlaces.Time) : both;
    }

    /// <summary>The value of a setting in each row of a side; null where the setting tells no rows apart.</summary>
    private static Func<int, string>? Of(ComparedResults side, ComparedResults other, string table, string setting)
    {
        if (side.Tables.Schema(table)!.IndexOf(setting) >= 0) return side.Texts(table, setting);
        if (side.HasVerdicts(table) && side.Swept.ContainsKey(setting)) return side.OfVerdicts(setting);
        if (setting == PointTable.Replicate || side.Swept.ContainsKey(setting)) return null;
        if (side.ValueOf(other.Swept[setting]) is { } value) return _ => value;
        return other.HasOneValue(setting) ? null : _ => Unknown;
    }

    private static Func<int, string> Joined(ImmutableArray<Func<int, string>> parts) =>
        parts.Length == 1 ? parts[0] : row => string.Join('|', parts.Select(p => p(row)));
}

/// <summary>Results as one side of a comparison.</summary>
/// <param name="tables">The tables.</param>
/// <param name="names">Their names.</param>
/// <param name="experiment">The experiment; null where nobody says it.</param>
internal sealed class ComparedResults(IResultTables tables, ImmutableArray<string> names, ExperimentDefinition? experiment)
{
    private const string Verdicts = "verdicts", Point = "point", Check = "check";

    private ImmutableDictionary<string, string>? _values;

    /// <param name="files">A results folder.</param>
    /// <param name="experiment">Its experiment; null where the folder does not say it.</param>
    public ComparedResults(ResultFiles files, ExperimentDefinition? experiment) : this(files, [.. files.Names()], experiment) { }

    public IResultTables Tables => tables;

    public ImmutableArray<string> Names => names;

    /// <summary>The columns of swept settings with their paths; the name again where the path is not known.</summary>
    public ImmutableDictionary<string, string> Swept { get; } = SweptOf(ResultNames.Swept(tables), experiment);

    /// <summary>A column of a table as texts, numbers so that equal values of other types have equal texts.</summary>
    public Func<int, string> Texts(string table, string column) => RowAlignment.Texts(tables.Read(table, [column]).Columns[0]);

    /// <summary>The table has verdicts on sets of points, which have no columns of settings.</summary>
    public bool HasVerdicts(string table) =>
        table == Verdicts && Has(Verdicts, Point) && Has(Verdicts, Check) && Has(PointTable.Name, Point);

    private bool Has(string table, string column) => tables.Schema(table)?.IndexOf(column) >= 0;

    /// <summary>The value of a swept setting for each verdict: that of its first point, and none where the verdict is along the setting.</summary>
    public Func<int, string> OfVerdicts(string setting)
    {
        var (point, value) = (Texts(PointTable.Name, Point), Texts(PointTable.Name, setting));
        var (at, check) = (Texts(Verdicts, Point), Texts(Verdicts, Check));
        var rows = Enumerable.Range(0, (int)tables.Rows(PointTable.Name)).ToLookup(point, StringComparer.Ordinal);
        var along = experiment?.Checks.Where(c => c.Against == Swept[setting]).Select(c => c.Name).ToHashSet() ?? [];
        return row => along.Contains(check(row)) ? "" : rows[at(row)].Select(value).FirstOrDefault("");
    }

    /// <summary>A swept setting has the same value everywhere.</summary>
    public bool HasOneValue(string setting)
    {
        var column = tables.Read(PointTable.Name, [setting]).Columns[0];
        return Enumerable.Range(0, column.Length).Select(RowAlignment.Texts(column)).Distinct().Count() == 1;
    }

    /// <summary>The value that a setting without a column has at every point, as a column would have it; null where that is not known.</summary>
    public string? ValueOf(string path) => (_values ??= Settings()).GetValueOrDefault(path);

    private ImmutableDictionary<string, string> Settings() =>
        experiment?.PointAt(0).Match(experiment.Resolve, _ => []).ToImmutableDictionary(s => s.Path, s => Plain(s.Value), StringComparer.Ordinal)
        ?? ImmutableDictionary<string, string>.Empty;

    private static string Plain(string value) =>
        value == "null" ? "NaN"
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
        : value.Trim('"');

    private static ImmutableDictionary<string, string> SweptOf(ImmutableArray<string> columns, ExperimentDefinition? experiment) =>
        columns.Select((c, i) => KeyValuePair.Create(c, experiment?.Columns.Length == columns.Length ? experiment.Columns[i].Path : c))
            .ToImmutableDictionary(StringComparer.Ordinal);
}
