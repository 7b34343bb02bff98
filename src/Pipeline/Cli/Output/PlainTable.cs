using System.CommandLine;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>Rows under headings, in columns as wide as they must be.</summary>
internal static class PlainTable
{
    /// <param name="output">Where to.</param>
    /// <param name="headings">One for each column; one that ends with a colon is of numbers and stands right.</param>
    /// <param name="rows">As many texts each.</param>
    public static void Write(TextWriter output, IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var isRight = headings.Select(h => h.EndsWith(':')).ToList();
        List<IReadOnlyList<string>> lines =
        [
            [.. headings.Select(h => h.TrimEnd(':'))],
            .. rows.Select(r => r.Select(UnsafeCharacters.OnOneLine).ToList()),
        ];
        var widths = Enumerable.Range(0, headings.Count).Select(c => lines.Max(l => l[c].Length)).ToList();
        foreach (var line in lines)
        {
            var cells = line.Select((cell, c) => isRight[c] ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}

/// <summary><c>--json</c> of every verb that reports: one value, whose shape is in docs/reference/command-line.md, and nothing else on standard
/// output.</summary>
internal static class JsonOutput
{
    public static Option<bool> Option() => new("--json") { Description = "Write JSON; its shape is in docs/reference/command-line.md." };

    public static void Write<T>(TextWriter output, T report) => output.WriteLine(Json.Text(report));
}
