using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Pipelines.Stages.Tables;

/// <summary>A column of a table whose rows are made from <typeparamref name="TRow"/>: the declaration that writes it reads it, see
/// <see cref="Rows{TRow}"/>.</summary>
/// <typeparam name="TRow">What one row is made from.</typeparam>
/// <param name="Schema">Name, type, meaning, unit and equation.</param>
/// <param name="Fill">Its values in these rows.</param>
public sealed record TableColumn<TRow>(ColumnSchema Schema, Func<IReadOnlyList<TRow>, Column> Fill);

/// <summary>Makes columns of each type.</summary>
public static class TableColumn
{
    public static TableColumn<TRow> Integer<TRow>(string name, Func<TRow, long> value, string summary, string unit = "", string equation = "") =>
        new(new(name, ColumnType.Integer, summary, unit, equation), rows => new Column.Integers(Fill(rows, value)));

    public static TableColumn<TRow> Number<TRow>(string name, Func<TRow, double> value, string summary, string unit = "", string equation = "") =>
        new(new(name, ColumnType.Number, summary, unit, equation), rows => new Column.Numbers(Fill(rows, value)));

    public static TableColumn<TRow> Text<TRow>(string name, Func<TRow, string> value, string summary) =>
        new(new(name, ColumnType.Text, summary), rows => new Column.Texts(Fill(rows, value)));

    public static TableColumn<TRow> Flag<TRow>(string name, Func<TRow, bool> value, string summary) =>
        new(new(name, ColumnType.Flag, summary), rows => new Column.Flags(Fill(rows, value)));

    private static ImmutableArray<T> Fill<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(rows[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }
}
