using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;
using nietras.SeparatedValues;

namespace Pipelines.Pipeline.Storage;

/// <summary>Reads numbers in separated columns under a line of names, as pandas, R, NumPy and spreadsheets write them.</summary>
/// <remarks>
/// The package Sep parts fields and undoes quotes. Numbers are those of code (1.5e-3, nan, inf; true and false are 1 and 0); blank lines are passed
/// over. Time is linear in the length of the file; beside the table there are its rows in blocks, so twice the table at the peak.
/// </remarks>
internal static class CsvTable
{
    /// <summary>Numbers of a block of rows.</summary>
    private const int BlockNumbers = 1 << 16;

    /// <exception cref="InvalidDataException">The text is no rectangle of numbers under distinct names; the message names line and
    /// column.</exception>
    public static NumericTable Read(ReadOnlyMemory<byte> file)
    {
        var text = CsvText.Of(file);
        using var characters = text.Open();
        using var reader = Sep.New(text.Separator)
            .Reader(o => o with { HasHeader = false, Unescape = true, Trim = SepTrim.All, DisableColCountCheck = true }).From(characters);
        try
        {
            return Read(reader, text.NamesLine);
        }
        catch (NotSupportedException exception)
        {
            throw new InvalidDataException(
                $"A line is longer than the reader takes ({exception.Message.TrimEnd('.')}); write it as Parquet.", exception);
        }
    }

    private static NumericTable Read(SepReader reader, int namesLine)
    {
        ImmutableArray<string> names = [];
        var lines = ImmutableArray.CreateBuilder<int>();
        var blocks = new List<double[]>();
        var (line, rowsOfBlock) = (1, 0);
        foreach (var row in reader)
        {
            var here = line;
            line = row.LineNumberToExcl;
            if (here < namesLine || row.Span.Trim().IsEmpty) continue;
            if (names.IsEmpty)
            {
                names = CsvNames.Of(row, here);
                rowsOfBlock = Math.Max(1, BlockNumbers / names.Length);
                continue;
            }
            if (row.ColCount != names.Length)
                throw new InvalidDataException(
                    $"Line {here} has {row.ColCount} fields; line {namesLine} names {names.Length} columns; {Advice(row.ColCount, names.Length)}");
            var (block, place) = Math.DivRem(lines.Count, rowsOfBlock);
            if (place == 0) blocks.Add(new double[rowsOfBlock * names.Length]);
            for (var k = 0; k < names.Length; k++)
            {
                var field = row[k].Span;
                if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                    number = CsvNumber.Of(field, here, names[k]);
                blocks[block][(place * names.Length) + k] = number;
            }
            lines.Add(here);
        }
        return Join(names, lines.DrainToImmutable(), blocks);
    }

    private static NumericTable Join(ImmutableArray<string> names, ImmutableArray<int> lines, List<double[]> blocks)
    {
        if ((long)lines.Length * names.Length > Array.MaxLength)
            throw new InvalidDataException(
                $"{lines.Length} x {names.Length} numbers are more than one array holds, {Array.MaxLength}; split the file.");
        return new(names, DenseMatrix<double>.Create(lines.Length, names.Length, blocks, static (target, from) =>
        {
            foreach (var block in from)
            {
                var part = block.AsSpan(0, Math.Min(block.Length, target.Length));
                part.CopyTo(target);
                target = target[part.Length..];
            }
        }))
        {
            Lines = lines,
        };
    }

    private static string Advice(int fields, int columns) => fields == columns + 1
        ? "give names of rows a name of their own, or leave them out (R: row.names = FALSE)."
        : "write a number for each column.";
}
