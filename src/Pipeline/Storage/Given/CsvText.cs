using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Pipelines.Pipeline.Storage.Given;

/// <summary>How a file of separated values is to be read: its encoding by its first bytes, its separator by its line of names.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Encoding">UTF-8; a byte order mark of another encoding goes before.</param>
/// <param name="Separator">One of , ; | and tab: the one that stands most often in the line of names; the comma where none does.</param>
/// <param name="NamesLine">The line of names, counted from 1: the first that is not blank, after a spreadsheet's "sep=;"
/// and remarks that begin with #.</param>
internal sealed record CsvText(ReadOnlyMemory<byte> Bytes, Encoding Encoding, char Separator, int NamesLine)
{
    private const string Separators = ",;\t|", SeparatorLine = "sep=";

    /// <exception cref="InvalidDataException">The file is empty, or no text.</exception>
    public static CsvText Of(ReadOnlyMemory<byte> file)
    {
        var encoding = EncodingOf(file.Span);
        using var text = Open(file, encoding);
        var line = 1;
        var names = NextLine(text, ref line);
        if (names.Text.Length == 0) throw new InvalidDataException("The file is empty; name the columns in its first line.");
        if (names.Text.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase) && names.Text.Length == SeparatorLine.Length + 1)
            return new(file, encoding, names.Text[^1], names.Line + 1);
        var (next, after) = (NextLine(text, ref line), NextLine(text, ref line));
        while (IsComment(names.Text, next.Text, after.Text)) (names, next, after) = (next, after, NextLine(text, ref line));
        return new(file, encoding, SeparatorOf(names.Text), names.Line);
    }

    /// <summary>The line is a remark above the names, and not the names themselves behind a sign, as NumPy writes them.</summary>
    private static bool IsComment(string line, string next, string after)
    {
        if (!line.StartsWith('#') || next.Length == 0) return false;
        if (next.StartsWith('#')) return true;
        var separator = SeparatorOf(next);
        bool HoldsNumbers(string text) => text.Length > 0 && text.Split(separator).All(f =>
            double.TryParse(f, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || CsvNumber.Word(f.Trim()) is not null);
        return !HoldsNumbers(next) && (line.Split(separator).Length != next.Split(separator).Length || HoldsNumbers(after));
    }

    public StreamReader Open() => Open(Bytes, Encoding);

    private static StreamReader Open(ReadOnlyMemory<byte> bytes, Encoding encoding) =>
        new(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var part)
            ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false)
            : new MemoryStream(bytes.ToArray()), encoding, detectEncodingFromByteOrderMarks: true);

    private static Encoding EncodingOf(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith<byte>([0xFF, 0xFE]) || file.StartsWith<byte>([0xFE, 0xFF]) || file.StartsWith<byte>([0, 0, 0xFE, 0xFF]))
            return Encoding.UTF8;
        if (file.IndexOf((byte)0) is >= 0 and var zero)
            throw new InvalidDataException(
                $"Byte {zero + 1} is zero, so that this is no text in UTF-8. Save the table as CSV in UTF-8; of binary files, Parquet, NumPy and "
                    + $"HDF5 are read; write one of them.");
        if (Utf8.IsValid(file)) return Encoding.UTF8;
        var at = 0;
        while (Rune.DecodeFromUtf8(file[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        throw new InvalidDataException(
            $"Line {file[..at].Count((byte)'\n') + 1}: byte {at - file[..at].LastIndexOf((byte)'\n')} of it is not UTF-8. Save the file as UTF-8.");
    }

    /// <summary>The next line that is not blank, as far as its separators are concerned: what stands in quotes is left out. Empty at the
    /// end.</summary>
    /// <param name="text">The file.</param>
    /// <param name="line">The line that begins there, counted from 1; then the one behind what was read.</param>
    private static (string Text, int Line) NextLine(StreamReader text, ref int line)
    {
        var found = new StringBuilder();
        var (isQuoted, begin) = (false, line);
        for (var c = text.Read(); c >= 0; c = text.Read())
        {
            if (c == '"') isQuoted = !isQuoted;
            if (c is '\n' or '\r' && !isQuoted)
            {
                if (c == '\r' && text.Peek() == '\n') text.Read();
                line++;
                if (!string.IsNullOrWhiteSpace(found.ToString())) break;
                found.Clear();
                begin = line;
            }
            else if (!isQuoted || c == '"')
            {
                found.Append((char)c);
            }
            else if (c == '\n')
            {
                line++;
            }
        }
        return (found.ToString().Trim(' ', '\r', '\n'), begin);
    }

    private static char SeparatorOf(string names)
    {
        var best = Separators.MaxBy(s => names.Count(c => c == s));
        return names.Contains(best, StringComparison.Ordinal) ? best : Separators[0];
    }
}

/// <summary>Fields that the plain reading of numbers does not take.</summary>
internal static partial class CsvNumber
{
    private const int MostShown = 40;

    /// <summary>Infinities and flags as other programs write them; null for any other field.</summary>
    public static double? Word(ReadOnlySpan<char> field) =>
        Is(field, "true") ? 1
        : Is(field, "false") ? 0
        : Is(field, "inf") || Is(field, "+inf") ? double.PositiveInfinity
        : Is(field, "-inf") ? double.NegativeInfinity
        : null;

    /// <summary>The field is no number: its place, and the cause where it is a usual one.</summary>
    public static InvalidDataException Refusal(ReadOnlySpan<char> field, int line, string column) => new(field.IsEmpty
        ? $"Line {line}, column '{column}' is empty; every cell needs a number. Write one, or leave the row out."
        : $"Line {line}, column '{column}': '{Shown(field)}' is no number{Cause(field.ToString())}.");

    /// <summary>A word that stands for a value that is not there.</summary>
    public static bool IsMissing(ReadOnlySpan<char> field) => field is "NA" or "N/A" or "null" or "NULL" or "None";

    private static bool Is(ReadOnlySpan<char> field, string word) => field.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static string Cause(string field) =>
        IsMissing(field) ? "; every cell needs one. Write it, or leave the row out"
        : DecimalComma().IsMatch(field) ? "; write a decimal point, and do not part thousands"
        : Spaced().IsMatch(field) ? "; part the columns by commas, not by spaces"
        : field.Contains('\n', StringComparison.Ordinal) ? "; a quotation mark that is not closed takes the lines below it. Close it"
        : "; write one";

    public static string Shown(ReadOnlySpan<char> field) => field.Length <= MostShown ? field.ToString() : $"{field[..MostShown]}...";

    [GeneratedRegex(@"^[+-]?[0-9.]*,[0-9.,]*([eE][+-]?[0-9]+)?$")]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^[-+.0-9eE]+(\s+[-+.0-9eE]+)+$")]
    private static partial Regex Spaced();
}
