using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>The tables of one experiment's results, of which figures are a pure function.</summary>
internal interface IResultTables
{
    /// <summary>The columns of a table, those that name the point in front; null where there is no such table.</summary>
    TableSchema? Schema(string table);

    /// <summary>Some columns of a table, every row.</summary>
    Table Read(string table, IEnumerable<string> columns);

    /// <summary>What the run warned of or noted, a sentence each.</summary>
    ImmutableArray<string> Notes => [];

    /// <summary>What a layer reads: these tables, or data of its own.</summary>
    /// <exception cref="MissingResultException">Its data cannot be read.</exception>
    IResultTables Of(LayerSettings layer) => this;

    /// <summary>SHA-256 of a layer's own data; empty for a table of these.</summary>
    string DigestOf(LayerSettings layer) => "";

    /// <summary>The same rows piece after piece; a piece is good until the next is asked for.</summary>
    IEnumerable<Table> Pieces(string table, IEnumerable<string> columns) => [Read(table, columns)];

    /// <summary>A cell in words, for messages: file or table, row and column.</summary>
    string Place(string table, int row, string column) => $"table '{table}', row {row + 1}, column '{column}'";

    /// <summary>Why a column of texts cannot be taken for numbers, where more is to be said than that it holds texts: the first field that is
    /// none.</summary>
    string? Misfit(string table, string column) => null;

    /// <summary>Number of rows of a table that is there.</summary>
    long Rows(string table) => Read(table, [Schema(table)!.Columns[0].Name]).Rows;
}

/// <summary>How entries name tables and columns.</summary>
internal static class ResultNames
{
    /// <summary>The table behind a name: one-row tables of a point are columns of <c>points</c>.</summary>
    public static string Table(IResultTables tables, string name) =>
        tables.Schema(name) is null && name.EndsWith("Summary", StringComparison.Ordinal) ? PointTable.Name : name;

    /// <summary>The columns of the swept settings, in every table that has rows of points.</summary>
    public static ImmutableArray<string> Swept(IResultTables tables) => tables.Schema(PointTable.Name) is { } points ? PointTable.Swept(points) : [];

    /// <summary>The column behind a name: the name itself, or that of a swept setting by its path or the last word of it; null where there is
    /// none.</summary>
    public static string? Column(TableSchema schema, string name)
    {
        if (schema.IndexOf(name) >= 0) return name;
        var whole = name.Replace('.', '_');
        if (schema.IndexOf(whole) >= 0) return whole;
        var last = name[(name.LastIndexOf('.') + 1)..];
        return last != name && schema.IndexOf(last) >= 0 ? last : null;
    }
}
