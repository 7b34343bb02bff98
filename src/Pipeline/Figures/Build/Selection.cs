using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>Some rows of a table with the columns that a layer reads.</summary>
internal sealed class Selection
{
    private readonly ImmutableSortedDictionary<string, ImmutableArray<double>> _numbers;
    private readonly ImmutableSortedDictionary<string, ImmutableArray<string>> _texts;

    private readonly Func<string, string?> _misfit;

    private Selection(TableSchema schema, Table table, ImmutableArray<int> rows, Func<string, string?> misfit)
    {
        (Schema, Rows, _misfit) = (schema, rows, misfit);
        var columns = table.Schema.Columns.Zip(table.Columns).ToList();
        _numbers = columns.Where(c => c.Second is not Column.Texts)
            .ToImmutableSortedDictionary(c => c.First.Name, c => c.Second.AsNumbers(), StringComparer.Ordinal);
        _texts = columns.Where(c => c.Second is Column.Texts)
            .ToImmutableSortedDictionary(c => c.First.Name, c => ((Column.Texts)c.Second).Values, StringComparer.Ordinal);
    }

    private Selection(Selection whole, ImmutableArray<int> rows) =>
        (Schema, Rows, _numbers, _texts, _misfit) = (whole.Schema, rows, whole._numbers, whole._texts, whole._misfit);

    /// <summary>Every column of the table, read or not.</summary>
    public TableSchema Schema { get; }

    public ImmutableArray<int> Rows { get; }

    /// <summary>Reads a table's columns, with those that name the point.</summary>
    public static Selection Of(IResultTables tables, string name, IEnumerable<string> columns)
    {
        var schema = tables.Schema(name) ?? throw new MissingResultException($"there is no table '{name}' in these results");
        string[] known = [.. new[] { PointTable.Point, PointTable.Replicate }.Where(c => schema.IndexOf(c) >= 0)];
        var table = tables.Read(name, columns.Concat(known).Concat(known.Length == 2 ? ResultNames.Swept(tables) : [])
            .Select(c => ResultNames.Column(schema, c) ?? throw new MissingResultException($"table '{name}' has no column '{c}'")).Distinct());
        return new(schema, table, [.. Enumerable.Range(0, table.Rows)], column => tables.Misfit(name, column));
    }

    public double Number(string column, int row) =>
        _numbers.TryGetValue(Resolve(column), out var values)
            ? values[row]
            : throw (_misfit(Resolve(column)) is { } misfit
                ? new UnmetConditionException(misfit)
                : new MissingResultException($"column '{column}' of table '{Schema.Name}' holds texts"));

    /// <summary>A value to tell rows apart by: every digit of a number.</summary>
    public string Text(string column, int row) =>
        _texts.TryGetValue(Resolve(column), out var texts) ? texts[row] : _numbers[Resolve(column)][row].ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A value to be read, as a formula.</summary>
    public string Shown(string column, int row) =>
        _texts.TryGetValue(Resolve(column), out var texts) ? texts[row] : NumberText.Of(_numbers[Resolve(column)][row]);

    public Selection Where(Func<int, bool> holds) => new(this, [.. Rows.Where(holds)]);

    /// <summary>The rows that a condition holds for; first, last and frame are looked for among the rows that are left, for each point on its
    /// own.</summary>
    public Selection Where(RowCondition condition, double? frame)
    {
        var column = Resolve(condition.Column);
        if (_texts.TryGetValue(column, out var texts)) return Where(row => condition.Holds(texts[row]));
        var values = _numbers[column];
        var points = _numbers.GetValueOrDefault("point");
        if (condition.Number is { } number)
        {
            // Each point records times of its own: the one nearest to the written number is meant.
            var meant = Rows.Where(r => NearTime.AreSame(values[r], number)).GroupBy(r => points.IsDefault ? 0 : points[r])
                .ToDictionary(g => g.Key, g => NearTime.Nearest(number, g.Select(r => values[r])));
            return Where(row => condition.Holds(values[row], meant.GetValueOrDefault(points.IsDefault ? 0 : points[row], number)));
        }
        if (condition.Value is not (RowCondition.First or RowCondition.Last or RowCondition.Frame))
            throw new UnmetConditionException($"'{condition.Value}' is compared with column '{column}', which holds numbers");

        // Points end at different times. What a whole point has in common, such as a setting, is compared over all of them.
        var isOfPoint = points.IsDefault || Rows.GroupBy(r => points[r]).All(g => g.All(r => values[r] == values[g.First()]));
        var wanted = Rows.GroupBy(r => isOfPoint
            ? 0
            : points[r]).ToDictionary(g => g.Key, g => Named(condition.Value, g.Select(r => values[r]), frame));
        return Where(row => condition.Holds(values[row], wanted[isOfPoint ? 0 : points[row]]));
    }

    /// <summary>What this column has where a condition finds nothing: the values next to a number, or the texts.</summary>
    public string Instead(RowCondition condition)
    {
        const int MostTexts = 5;
        var column = Resolve(condition.Column);
        if (_texts.TryGetValue(column, out var texts))
        {
            var all = Rows.Select(row => texts[row]).Distinct().ToList();
            return $"; there {(all.Count == 1
                ? "is"
                : "are")} {string.Join(", ", all.Take(MostTexts))}{(all.Count > MostTexts ? $" and {all.Count - MostTexts} more" : "")}";
        }
        if (condition.Number is not { } number) return "";
        var values = Rows.Select(row => _numbers[column][row]).Where(v => !double.IsNaN(v)).ToList();
        var next = new[] { values.Where(v => v <= number).DefaultIfEmpty(double.NaN)
            .Max(), values.Where(v => v >= number).DefaultIfEmpty(double.NaN).Min() }
            .Where(v => !double.IsNaN(v)).Distinct().Select(v => v.ToString("R", CultureInfo.InvariantCulture)).ToList();
        return next.Count == 0 ? "" : $"; nearest {(next.Count == 1 ? "is" : "are")} {string.Join(" and ", next)}";
    }

    private static double Named(string name, IEnumerable<double> values, double? frame) => name switch
    {
        RowCondition.First => values.Min(),
        RowCondition.Last => values.Max(),
        _ => values.Where(v => v <= (frame ?? double.PositiveInfinity)).DefaultIfEmpty(double.NegativeInfinity).Max(),
    };

    /// <summary>Rows that agree in some columns, in the order in which they come.</summary>
    public IEnumerable<(ImmutableArray<string> Key, Selection Rows)> GroupBy(IReadOnlyCollection<string> columns) =>
        from row in Rows
        group row by string.Join('\u001f', columns.Select(c => Text(c, row))) into rows
        select (columns.Select(c => Text(c, rows.First())).ToImmutableArray(), new Selection(this, [.. rows]));

    private string Resolve(string column) => ResultNames.Column(Schema, column) ?? column;
}

/// <summary>These results lack something that a figure needs: the figure is left out and the sentence says why.</summary>
internal class MissingResultException(string message) : Exception(message)
{
    /// <summary>The same of a part of the figure.</summary>
    public virtual MissingResultException At(string place) => new($"{place}: {Message}");
}

/// <summary>They have the table, but no row of it meets a condition, or none has a place on the axes.</summary>
internal sealed class UnmetConditionException(string message) : MissingResultException(message)
{
    public override MissingResultException At(string place) => new UnmetConditionException($"{place}: {Message}");
}
