using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;
using nietras.SeparatedValues;

namespace Pipelines.Pipeline.Storage.Given;

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
    /// <param name="file">The bytes.</param>
    /// <param name="texts">A column that may hold names in place of numbers; null for none.</param>
    public static NumericTable Read(ReadOnlyMemory<byte> file, string? texts = null) =>
        Opened(file, (reader, namesLine) => Read(reader, namesLine, new(texts), null));

    /// <summary>Reads columns of numbers, NaN where a cell is empty or says that there is none, beside others, which are kept as texts; a column
    /// without a name is called by its place.</summary>
    /// <exception cref="InvalidDataException">The text is no rectangle under distinct names; the message names line and column.</exception>
    public static LooseTable ReadLoose(ReadOnlyMemory<byte> file)
    {
        var problems = new CsvProblems();
        var numbers = Opened(file, (reader, namesLine) => Read(reader, namesLine, new(null), problems));
        var texts = problems.Columns.IsEmpty ? [] : Opened(file, (reader, namesLine) => Texts(reader, namesLine, problems.Columns));
        return new(numbers, problems.Columns.Zip(texts).ToImmutableDictionary(
            c => numbers.Columns[c.First], c => new LooseTable.Texts(c.Second, problems.Of(c.First)), StringComparer.Ordinal));
    }

    private static T Opened<T>(ReadOnlyMemory<byte> file, Func<SepReader, int, T> read)
    {
        var text = CsvText.Of(file);
        using var characters = text.Open();
        using var reader = Sep.New(text.Separator)
            .Reader(o => o with { HasHeader = false, Unescape = true, Trim = SepTrim.All, DisableColCountCheck = true }).From(characters);
        try
        {
            return read(reader, text.NamesLine);
        }
        catch (NotSupportedException exception)
        {
            throw new InvalidDataException(
                $"A line is longer than the reader takes ({exception.Message.TrimEnd('.')}); write it as Parquet.", exception);
        }
    }

    /// <summary>The fields of some columns below the names.</summary>
    private static ImmutableArray<ImmutableArray<string>> Texts(SepReader reader, int namesLine, ImmutableArray<int> columns)
    {
        var texts = columns.Select(_ => ImmutableArray.CreateBuilder<string>()).ToList();
        var (line, isBelow) = (1, false);
        foreach (var row in reader)
        {
            var here = line;
            line = row.LineNumberToExcl;
            if (here < namesLine || row.Span.Trim().IsEmpty) continue;
            for (var k = 0; isBelow && k < texts.Count; k++) texts[k].Add(row[columns[k]].ToString());
            isBelow = true;
        }
        return [.. texts.Select(t => t.ToImmutable())];
    }

    private static NumericTable Read(SepReader reader, int namesLine, CsvTexts texts, CsvProblems? problems)
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
                names = CsvNames.Of(row, here, isLoose: problems is not null);
                texts.Find(names);
                rowsOfBlock = Math.Max(1, BlockNumbers / names.Length);
                continue;
            }
            if (row.ColCount != names.Length)
                throw new InvalidDataException(
                    $"Line {here} has {row.ColCount} fields; line {namesLine} names {names.Length} columns; "
                        + Advice(row.Span, row.ColCount, names.Length));
            var (block, place) = Math.DivRem(lines.Count, rowsOfBlock);
            if (place == 0) blocks.Add(new double[rowsOfBlock * names.Length]);
            for (var k = 0; k < names.Length; k++)
            {
                var field = row[k].Span;
                if (k == texts.Column) texts.Add(field);
                if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                    number = CsvNumber.Word(field) ?? (k == texts.Column && texts.TakesName(field) ? double.NaN
                        : problems is not null && (field.IsEmpty || CsvNumber.IsMissing(field)) ? double.NaN
                        : problems?.Take(k, CsvNumber.Refusal(field, here, names[k])) ?? throw CsvNumber.Refusal(field, here, names[k]));
                blocks[block][(place * names.Length) + k] = number;
            }
            lines.Add(here);
        }
        return texts.In(Join(names, lines.DrainToImmutable(), blocks));
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

    private static string Advice(ReadOnlySpan<char> line, int fields, int columns) => line.TrimStart().StartsWith('#')
        ? "remarks that begin with # stand above the names; delete it here."
        : fields == columns + 1
        ? "give names of rows a name of their own, or leave them out (R: row.names = FALSE)."
        : "write a number for each column.";
}

/// <summary>The one column that may hold names: what its fields say, each name once in memory.</summary>
internal sealed class CsvTexts(string? column)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ImmutableArray<string>.Builder _texts = ImmutableArray.CreateBuilder<string>();
    private bool _holdsNames;

    /// <summary>Its position; −1 where there is none.</summary>
    public int Column { get; private set; } = -1;

    public void Find(ImmutableArray<string> names) => Column = column is null ? -1 : names.IndexOf(column, StringComparer.Ordinal);

    public void Add(ReadOnlySpan<char> field)
    {
        var known = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(field, out var text)) _known.Add(text = field.ToString());
        _texts.Add(text);
    }

    /// <summary>A field that is no number is a name: a word, and not one that stands for a missing value.</summary>
    public bool TakesName(ReadOnlySpan<char> field)
    {
        var isName = !CsvNumber.IsMissing(field) && !field.Contains('\n') && field.ToString().Any(char.IsLetter);
        _holdsNames |= isName;
        return isName;
    }

    /// <summary>The table, with the texts of the column where one of them is a name: then none of its fields counts as a number.</summary>
    public NumericTable In(NumericTable table) => _holdsNames ? table with { Texts = _texts.DrainToImmutable() } : table;
}

/// <summary>The columns in which a field is no number: what the first of them says.</summary>
internal sealed class CsvProblems
{
    private readonly SortedDictionary<int, string> _first = [];

    public ImmutableArray<int> Columns => [.. _first.Keys];

    public string Of(int column) => _first[column];

    /// <summary>Keeps the problem where it is the first of its column.</summary>
    /// <returns>What stands for the field among numbers.</returns>
    public double Take(int column, InvalidDataException problem)
    {
        _first.TryAdd(column, problem.Message);
        return double.NaN;
    }
}

/// <summary>The names of the columns of a CSV file.</summary>
internal static class CsvNames
{
    /// <param name="row">The line of names.</param>
    /// <param name="line">Its number.</param>
    /// <param name="isLoose">A column without a name is called by its place.</param>
    /// <exception cref="InvalidDataException">A column has no name, two have the same, or all of them are numbers.</exception>
    public static ImmutableArray<string> Of(SepReader.Row row, int line, bool isLoose = false)
    {
        var names = ImmutableArray.CreateBuilder<string>(row.ColCount);
        var known = new HashSet<string>(StringComparer.Ordinal);
        var areNumbers = true;
        for (var k = 0; k < row.ColCount; k++)
        {
            // NumPy writes its header as a comment.
            var name = row[k].ToString();
            if (k == 0) name = name.TrimStart('#').TrimStart();
            if (name.Length == 0 && isLoose) name = string.Create(CultureInfo.InvariantCulture, $"column {k + 1}");
            if (name.Length == 0)
            {
                throw new InvalidDataException(
                    $"Line {line}: column {k + 1} has no name. If it holds the numbers of the rows, leave it out (pandas: index=False; R: row.names "
                        + $"= FALSE); else name it.");
            }
            if (!known.Add(name)) throw new InvalidDataException($"Line {line} names the column '{name}' twice; rename one.");
            areNumbers &= double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            names.Add(name);
        }
        return areNumbers
            ? throw new InvalidDataException($"Line {line} holds numbers; it must name the columns. Write their names above.")
            : names.MoveToImmutable();
    }
}

/// <summary>A given table of which only some columns need be numbers: those that somebody names.</summary>
/// <param name="Numbers">Every column; NaN where a field is no number, or is missing.</param>
/// <param name="Others">The columns of <paramref name="Numbers"/> in which some field is no number.</param>
internal sealed record LooseTable(NumericTable Numbers, ImmutableDictionary<string, LooseTable.Texts> Others)
{
    /// <summary>A column that does not hold numbers alone.</summary>
    /// <param name="Values">Its fields, one a row; default where none can be read.</param>
    /// <param name="Problem">The first that is no number, with its line: what to say to who takes them for numbers.</param>
    internal sealed record Texts(ImmutableArray<string> Values, string Problem);
}
