using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Reports;

/// <summary>Every point with its settings, how it ended and what came out, as a table that sorts and that cells of heat maps lead to.</summary>
internal sealed class PointSection
{
    /// <summary>What is shown where no script runs.</summary>
    private const int MostRows = 20;

    /// <summary>Observables in the page; all are in points.parquet.</summary>
    private const int MostObservables = 8;

    /// <summary>Values of observables in the page: many points have fewer of them, so that a browser has the page in seconds.</summary>
    private const int MostValues = 400_000;

    private readonly IResultTables _tables;
    private readonly TableSchema _schema;
    private readonly ImmutableArray<string> _settings;

    public PointSection(IResultTables tables)
    {
        _tables = tables;
        _schema = tables.Schema(PointTable.Name)!;
        _settings = [PointTable.Point, PointTable.Replicate, .. ResultNames.Swept(tables), PointTable.Status];
    }

    /// <summary>The column behind a name, as figures name it; null where the table shows none.</summary>
    public string? Column(string name) => ResultNames.Column(_schema, name) is { } column && _settings.Contains(column) ? column : null;

    public Markup Write()
    {
        var count = _tables.Read(PointTable.Name, [PointTable.Point]).Rows;
        var most = Math.Min(MostObservables, MostValues / Math.Max(1, count));
        var observables = PointTable.Observables(_schema).Select(c => c.Name).Take(most).ToList();
        ImmutableArray<string> columns = [.. _settings, .. observables];
        var points = Selection.Of(_tables, PointTable.Name, columns);
        bool IsText(string name) => _schema.Columns[_schema.IndexOf(name)].Type == ColumnType.Text;
        Markup Cell(string name, int row) => IsText(name) ? points.Text(name, row) : Html.Number(points.Number(name, row), 6);
        JsonNode Value(string name, int row) => IsText(name) ? points.Text(name, row) : Plain(points.Number(name, row), observables.Contains(name));
        var rows = points.Rows.Take(MostRows).Select(row => columns.Select(c => Cell(c, row)));
        var data = new JsonArray([.. columns.Select(name => (JsonNode)new JsonObject
        {
            ["name"] = name, ["values"] = new JsonArray([.. points.Rows.Select(row => Value(name, row))]),
        })]);
        return Markup.Of($"""
            <section id="points"><h2 tabindex="-1">Points</h2>
            {Html.Table("", columns.Select(c => (Markup)c), rows)}{PageScript.Data("application/json", "columns", data.ToJsonString())}<p class="soft">{points.Rows.Length} points; all their columns are in points.parquet.</p></section>

            """);
    }

    // Six digits of what came out; JSON has finite numbers alone.
    private static JsonNode Plain(double value, bool isRounded) =>
        !double.IsFinite(value) ? Html.Number(value)
        : isRounded ? double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : value;
}
