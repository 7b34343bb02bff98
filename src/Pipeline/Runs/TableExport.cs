using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages.Tables;
using nietras.SeparatedValues;

namespace Pipelines.Pipeline.Runs;

/// <summary>How a table leaves the tool.</summary>
public enum ExportFormat
{
    /// <summary>Comma-separated values: a line of names, then a line a row. Numbers have every digit; NaN, Infinity and -Infinity stand as these
    /// words.</summary>
    Csv,

    /// <summary>A NumPy array of records, with the columns as fields.</summary>
    Npy,

    /// <summary>A NumPy archive with a matrix of each column of a table with two axes, such as step and earlierStep of
    /// <c>kernels</c>: [point, row, column].</summary>
    Npz,
}

/// <summary>Writes a table of a results folder in a form that other programs read; its bytes depend on the table alone.</summary>
internal sealed class TableExport
{
    /// <summary>What an axis of a matrix is called where it stands beside another of the same name.</summary>
    private const string Earlier = "earlier";

    private readonly ResultFiles _tables;
    private readonly TableSchema _schema;

    public TableExport(ResultFiles tables, TableSchema schema) => (_tables, _schema) = (tables, schema);

    /// <summary>The two columns whose values are rows and columns of the matrices, such as step and earlierStep of <c>kernels</c>; null where the
    /// table has no such pair, and no matrices.</summary>
    private static (string Row, string Column)? Axes(TableSchema schema)
    {
        return schema.Columns.Select(c => (Row: c.Name, Column: Earlier + char.ToUpperInvariant(c.Name[0]) + c.Name[1..]))
            .Where(pair => schema.IndexOf(pair.Column) >= 0).Cast<(string, string)?>().FirstOrDefault();
    }

    public void Write(Stream output, ExportFormat format)
    {
        if (format == ExportFormat.Csv)
        {
            using var text = new StreamWriter(output, leaveOpen: true);
            WriteCsv(text);
        }
        else if (format == ExportFormat.Npy) WriteRecords(output);
        else WriteMatrices(output);
    }

    private IEnumerable<ImmutableArray<Column>> Pieces() => _tables.Pieces(_schema.Name, _schema.Columns.Select(c => c.Name)).Select(t => t.Columns);

    public void WriteCsv(TextWriter output) => WriteCsv(output, _schema, Pieces());

    /// <param name="output">Where to.</param>
    /// <param name="schema">Names of the columns.</param>
    /// <param name="pieces">Rows, in pieces.</param>
    public static void WriteCsv(TextWriter output, TableSchema schema, IEnumerable<ImmutableArray<Column>> pieces)
    {
        var isEmpty = true;
        using var writer = Sep.New(',').Writer(o => o with { Escape = true, CultureInfo = CultureInfo.InvariantCulture }).To(output, leaveOpen: true);
        foreach (var piece in pieces)
        {
            for (var row = 0; row < piece[0].Length; row++)
            {
                isEmpty = false;
                using var line = writer.NewRow();
                for (var i = 0; i < piece.Length; i++) line[schema.Columns[i].Name].Set(Text(piece[i], row));
            }
        }
        if (isEmpty) writer.Header.Add([.. schema.Columns.Select(c => c.Name)]);
    }

    private static string Text(Column column, int row) => column.Match(
        integers: c => c.Values[row].ToString(CultureInfo.InvariantCulture),
        numbers: c => c.Values[row].ToString("R", CultureInfo.InvariantCulture),
        texts: c => c.Values[row],
        flags: c => c.Values[row] ? "true" : "false");

    private void WriteRecords(Stream output)
    {
        var widths = new int[_schema.Columns.Length];
        foreach (var piece in Pieces())
        {
            for (var i = 0; i < widths.Length; i++)
            {
                if (piece[i] is Column.Texts texts) widths[i] = texts.Values.Select(NumpyWriter.WidthOf).Append(widths[i]).Max();
            }
        }
        NumpyWriter.WriteRecords(output, _schema.Columns, widths, _tables.Rows(_schema.Name), Pieces());
    }

    /// <summary>Every point, by every value of the one axis, by every value of the other: NaN where the table has no row.</summary>
    private void WriteMatrices(Stream output)
    {
        const string pointAxis = "point";
        var whole = _tables.Schema(_schema.Name)!;
        if (Axes(whole) is not var (rowAxis, columnAxis))
        {
            throw new RefusedException(
                Refusal.Usage, $"Table {_schema.Name} has no matrices: no two columns such as step and earlierStep. Export it as CSV or .npy.");
        }
        // Where a number stands, its axes say, also where they are not asked for.
        string[] axes = [pointAxis, rowAxis, columnAxis];
        var table = _tables.Read(_schema.Name, axes.Concat(_schema.Columns.Select(c => c.Name)));
        double[] Of(string name) => [.. table.Find(name)!.AsNumbers()];
        var (points, rows, columns) = (Of(pointAxis), Of(rowAxis), Of(columnAxis));
        var (everyPoint, every) = (Sorted(points), Sorted([.. rows, .. columns]));
        if ((long)everyPoint.Length * every.Length * every.Length > Array.MaxLength)
        {
            throw new RefusedException(
                Refusal.WillNotFit,
                $"{everyPoint.Length} matrices of {every.Length} x {every.Length} numbers are more than an array holds. "
                    + "Record fewer steps, or export the rows as CSV or .npy.");
        }
        IEnumerable<(string, ImmutableArray<int>, double[])> places =
            [(pointAxis, [everyPoint.Length], everyPoint), (rowAxis, [every.Length], every)];
        NumpyWriter.WriteArchive(output, places.Concat(_schema.Columns
            .Where(c => c.Type != ColumnType.Text && !axes.Contains(c.Name))
            .Select(c => (c.Name, (ImmutableArray<int>)[everyPoint.Length, every.Length, every.Length], Matrix(Of(c.Name))))));

        double[] Matrix(double[] values)
        {
            var matrix = new double[everyPoint.Length * every.Length * every.Length];
            Array.Fill(matrix, double.NaN);
            for (var i = 0; i < values.Length; i++)
            {
                var place = (Array.BinarySearch(everyPoint, points[i]) * every.Length) + Array.BinarySearch(every, rows[i]);
                matrix[(place * every.Length) + Array.BinarySearch(every, columns[i])] = values[i];
            }
            return matrix;
        }
    }

    private static double[] Sorted(IEnumerable<double> values) => [.. values.Distinct().Order()];
}
