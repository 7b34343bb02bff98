namespace Pipelines.Architecture.Tests;

/// <summary>No line of code is longer than a reader's window, no file longer than a reader's patience, and none begins with an empty line.</summary>
public class LinesTests
{
    private const int MostCharacters = 150, MostLines = 300;

    /// <summary>The marks of a text of several lines, in which another language has its own lines.</summary>
    private const string Quotation = "\"\"\"";

    [Fact]
    public void No_line_of_code_is_too_long() => Assert.Empty(Sources().SelectMany(f => TooLong(f.Name, f.Lines)));

    [Fact]
    public void No_source_file_is_too_long() => Assert.Empty(
        from file in SourceFiles.All("src")
        where IsTooLong(file.Lines)
        select $"{file.Name}: {file.Lines.Length} lines");

    [Fact]
    public void No_file_begins_with_an_empty_line() => Assert.Empty(Sources().Where(f => BeginsEmpty(f.Lines)).Select(f => f.Name));

    [Fact]
    public void A_planted_line_is_found_and_a_quoted_one_is_left()
    {
        var line = new string('x', MostCharacters + 1);
        Assert.Equal(["f:1", "f:6"], TooLong("f", [line, $"var text = {Quotation}", line, $"    {Quotation};", "short", line]));
        Assert.Empty(TooLong("f", [line[1..], $"Call({Quotation}{line}{Quotation})"]));
    }

    [Fact]
    public void A_planted_long_file_is_found()
    {
        Assert.True(IsTooLong(new string[MostLines + 1]));
        Assert.False(IsTooLong(new string[MostLines]));
    }

    [Fact]
    public void A_planted_empty_first_line_is_found()
    {
        Assert.True(BeginsEmpty(["", "namespace Planted;"]));
        Assert.True(BeginsEmpty([" "]));
        Assert.False(BeginsEmpty(["namespace Planted;", ""]));
        Assert.False(BeginsEmpty([]));
    }

    private static bool IsTooLong(string[] lines) => lines.Length > MostLines;

    private static bool BeginsEmpty(string[] lines) => lines.Length > 0 && string.IsNullOrWhiteSpace(lines[0]);

    /// <summary>Lines outside quotations that are longer than the limit.</summary>
    private static IEnumerable<string> TooLong(string name, string[] lines)
    {
        var isQuoted = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var marks = lines[i].Split(Quotation).Length - 1;
            if (!isQuoted && marks == 0 && lines[i].Length > MostCharacters) yield return $"{name}:{i + 1}";
            isQuoted ^= marks % 2 == 1;
        }
    }

    private static IEnumerable<(string Name, string[] Lines)> Sources() => SourceFiles.All("src", "tests", "examples");
}
