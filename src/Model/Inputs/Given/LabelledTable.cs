using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Inputs.Given;

/// <summary>The column of a table that says which side an example is on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Classes">Two lists of what it holds, names or numbers: those of the first are +1, of the second −1, and rows with any other are left
/// out. Default or empty: it holds −1 and +1, or 0 and 1.</param>
public sealed record LabelColumn(string Name, ImmutableArray<ImmutableArray<string>> Classes = default);

/// <summary>A table of samples, one a row: a column of labels, every other column is an input. Its rows stand in stored or in drawn order.</summary>
public sealed class LabelledTable
{
    private readonly NumericTable _table;
    private readonly sbyte[] _labels;

    /// <summary>Rows that have a label, whether or not they were chosen.</summary>
    private readonly int[] _candidates;

    private readonly int[] _rows;

    private LabelledTable(NumericTable table, ImmutableArray<string> inputs, sbyte[] labels, int[] candidates, int[] rows) =>
        (_table, Inputs, _labels, _candidates, _rows) = (table, inputs, labels, candidates, rows);

    /// <summary>Every row that has a label, in stored order.</summary>
    /// <exception cref="InvalidDataException">There is no column of labels, no other column, no row, or a label is none.</exception>
    /// <exception cref="ChoiceException">No row is of a class.</exception>
    public static LabelledTable Of(NumericTable table, LabelColumn label)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(label);
        _ = table.IndexOf(label.Name);
        if (table.Rows == 0) throw new InvalidDataException("There is no row below the names of the columns: write an example a row.");
        if (table.Columns.Length == 1)
            throw new InvalidDataException($"There is no input: '{label.Name}' is the only column; add a column for each input.");
        var labels = LabelReader.Read(table, label);
        int[] rows = [.. Enumerable.Range(0, table.Rows).Where(r => labels[r] != 0)];
        return new(table, table.Columns.Remove(label.Name, StringComparer.Ordinal), labels, rows, rows);
    }

    /// <summary>Names of the columns that are inputs, in order.</summary>
    public ImmutableArray<string> Inputs { get; }

    /// <summary>Rows.</summary>
    public int Count => _rows.Length;

    /// <summary>The same rows in an order that the key draws: what is taken of them are samples without repetition.</summary>
    public LabelledTable Drawn(RandomKey key) => With([.. Draws.Permutation(key, _rows.Length).Select(i => _rows[i])]);

    /// <summary>The first rows; those of a smaller number are the beginning of those of a larger one.</summary>
    public LabelledTable First(int count) => With(_rows[..count]);

    /// <summary>The last rows, the last one first: none of them is among the first <see cref="Count"/> − count.</summary>
    public LabelledTable Last(int count) => With([.. _rows.AsEnumerable().Reverse().Take(count)]);

    /// <summary>Labels ±1 of the rows.</summary>
    internal DenseVector<T> LabelsOf<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => DenseVector<T>.Create(Count, this, static (target, from) =>
    {
        for (var n = 0; n < target.Length; n++) target[n] = T.CreateChecked(from._labels[from._rows[n]]);
    });

    /// <summary>Inputs of the rows, by the names of their columns.</summary>
    /// <exception cref="InvalidDataException">A column is missing, or a number of any row with a label is not finite in the arithmetic of
    /// training.</exception>
    internal DenseMatrix<T> InputsOf<T>(ImmutableArray<string> names)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A file is good or bad whichever rows are drawn.
        if (_rows.Length < _candidates.Length)
        {
            var columns = _table.IndicesOf(names);
            foreach (var row in _candidates)
            {
                foreach (var column in columns) _ = _table.Finite<T>(row, column, _table.Values[row, column]);
            }
        }
        return _table.ColumnsOf<T>(names, _rows);
    }

    private LabelledTable With(int[] rows) => new(_table, Inputs, _labels, _candidates, rows);
}

/// <summary>Labels ±1, and 0 for a row that is left out.</summary>
internal static class LabelReader
{
    /// <summary>Names that a message lists.</summary>
    private const int MostShown = 12;

    /// <exception cref="InvalidDataException">A label is none; the message names the place.</exception>
    /// <exception cref="ChoiceException">No row is of a class.</exception>
    public static sbyte[] Read(NumericTable table, LabelColumn label)
    {
        var column = table.IndexOf(label.Name);
        return label.Classes.IsDefaultOrEmpty ? Signs(table, column)
            : table.Texts.IsDefault ? Classified(table, column, label.Classes, Numbered, row => table.Values[row, column])
            : Classified(table, column, label.Classes, name => name, row => table.Texts[row]);
    }

    /// <summary>As written, or 0 and 1 for −1 and +1.</summary>
    private static sbyte[] Signs(NumericTable table, int column)
    {
        if (!table.Texts.IsDefault)
        {
            var names = Enumerable.Range(0, table.Rows).Where(row => double.IsNaN(table.Values[row, column])).ToList();
            if (names.Count < table.Rows)
            {
                throw new InvalidDataException(
                    $"{table.Place(names[0], column)}: the label '{table.Texts[names[0]]}' is a name where others are numbers; write -1 or +1.");
            }
            throw new InvalidDataException(
                $"The column '{table.Columns[column]}' holds names ({Listed(table.Texts)}); say which are +1 and which are -1, as in "
                    + $"classes: [[{table.Texts[0]}], [{table.Texts.FirstOrDefault(t => t != table.Texts[0]) ?? "OTHER"}]].");
        }
        int FirstOf(double label) => Enumerable.Range(0, table.Rows).FirstOrDefault(row => table.Values[row, column] == label, -1);
        var (negative, zero) = (FirstOf(-1), FirstOf(0));
        if (negative >= 0 && zero >= 0)
        {
            throw new InvalidDataException(
                $"{table.Place(Math.Max(negative, zero), column)}: the labels are -1 and +1, or 0 and 1, and here is {(negative > zero ? -1 : 0)} "
                    + $"after {(negative > zero ? 0 : -1)} ({table.Place(Math.Min(negative, zero), column)}); write one kind.");
        }
        return [.. Enumerable.Range(0, table.Rows).Select(row => table.Values[row, column] switch
        {
            1 => (sbyte)1,
            -1 => (sbyte)-1,
            0 => (sbyte)-1,
            var other => throw new InvalidDataException(FormattableString.Invariant(
                $"{table.Place(row, column)}: the label {other} is neither -1 nor +1 (a column of 0 and 1 serves, too); write one.")),
        })];
    }

    private static sbyte[] Classified(
        NumericTable table, int column, ImmutableArray<ImmutableArray<string>> classes, Func<string, object?> parse, Func<int, object> labelOf)
    {
        var signs = new Dictionary<object, sbyte>();
        foreach (var (names, sign) in classes.Zip([(sbyte)1, (sbyte)-1]))
        {
            foreach (var name in names)
            {
                if (parse(name) is { } known && !signs.TryAdd(known, sign) && signs[known] != sign)
                    throw new InvalidDataException($"The class {name} is both +1 and -1; name it once.");
            }
        }
        object[] labels = [.. Enumerable.Range(0, table.Rows).Select(labelOf)];
        var present = labels.ToHashSet();
        if (classes.SelectMany(c => c).FirstOrDefault(name => parse(name) is not { } known || !present.Contains(known)) is { } absent)
        {
            throw new ChoiceException(
                $"No row of the column '{table.Columns[column]}' has the class '{absent}'; it holds {Listed(labels)}. Name one of them.");
        }
        return [.. labels.Select(label => signs.GetValueOrDefault(label))];
    }

    /// <summary>A class as a number; true and false are 1 and 0, as in the file.</summary>
    private static object? Numbered(string name) =>
        double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : bool.TryParse(name, out var flag) ? flag ? 1.0 : 0.0
        : null;

    private static string Listed(IEnumerable<object> labels)
    {
        string[] known = [.. labels.Distinct().Take(MostShown + 1).Select(l => Convert.ToString(l, CultureInfo.InvariantCulture)!).Order(
            StringComparer.Ordinal)];
        return string.Join(", ", known.Take(MostShown)) + (known.Length > MostShown ? ", ..." : "");
    }
}

/// <summary>What was chosen of a file is not there, as a class that no example has: the choice is to be changed, not the file.</summary>
public sealed class ChoiceException : Exception
{
    /// <summary>Which choice: the name of its setting.</summary>
    public string Setting { get; init; } = "classes";

    /// <summary>It is one among test examples.</summary>
    public bool IsOfTest { get; init; }

    public ChoiceException()
    {
    }

    public ChoiceException(string message)
        : base(message)
    {
    }

    public ChoiceException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
