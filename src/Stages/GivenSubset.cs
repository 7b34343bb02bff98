using System.Collections.Immutable;
using System.ComponentModel;
using Pipelines.Model;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages;

/// <summary>Which examples of given files take part.</summary>
[WrittenAs("Subset")]
public enum Subset
{
    [Description("the first ones in stored order; a table must have exactly as many rows")]
    [WrittenAs("Stored")]
    Stored,
    [Description("drawn by the experiment's seed without repetition, other ones in each replicate")]
    [WrittenAs("Drawn")]
    Drawn,
}

/// <summary>Examples drawn of given ones.</summary>
internal static class GivenSubset
{
    /// <remarks>It depends on seed and replicate alone: a sweep over the number of examples draws nested sets, and two files of as many rows the same
    /// rows.</remarks>
    public static RandomKey StreamOf(PointContext context) => context.Stream("given-subset", new Law("uniform"));

    /// <summary>Refuses a file that has not the rows that are asked of it: exactly as many in stored order, at least as many where they are
    /// drawn.</summary>
    /// <param name="file">The file.</param>
    /// <param name="rows">Its rows with a label.</param>
    /// <param name="isDrawn">Rows are drawn.</param>
    /// <param name="asked">The setting that asks for rows, and their number.</param>
    /// <param name="beside">The setting that draws others of the rows, and their number; 0 for none.</param>
    /// <exception cref="GivenFileException">It has not.</exception>
    public static void Require(GivenFile file, int rows, bool isDrawn, (string Setting, int Rows) asked, (string Setting, int Rows) beside)
    {
        if (isDrawn ? rows >= (long)asked.Rows + beside.Rows : rows == asked.Rows) return;
        throw file.Mismatch(
            !isDrawn
                ? $"has {rows} rows; {asked.Setting} says {asked.Rows}: correct one of them"
                    + (rows > asked.Rows ? $", or draw {asked.Rows} of the {rows}: subset: drawn." : ".")
            : beside.Rows == 0 ? $"has {rows} rows, of which {asked.Setting} draws {asked.Rows}: decrease it."
            : $"has {rows} rows, of which {asked.Setting} draws {asked.Rows} and {beside.Setting} {beside.Rows} others: decrease one of them.",
            asked.Setting);
    }

    /// <summary>Memory for reading a file of which some rows stay: a number takes two of its bytes or more. Those of compressed files and of numbers
    /// of one byte take less, and more memory than this.</summary>
    public static long TableBytes(GivenFile file, long numbers) => file.TableBytes(Math.Max(numbers, file.Length / 2));

    [WrittenAs("SubsetLaw")]
    private sealed record Law([WrittenAs("Law")] string Name);
}

/// <summary>Classes of given examples that are +1 and -1.</summary>
internal static class ClassLists
{
    public const string Meaning = "Two lists of classes: the first is +1, the second -1, examples of other classes are left out";

    public static IEnumerable<Violation> Violations<T>(ImmutableArray<ImmutableArray<T>> classes)
    {
        if (classes.IsDefaultOrEmpty) yield break;
        const string Fix = "Write the classes that are +1 and those that are -1: classes: [[0, 1], [8, 9]].";
        if (classes.Length != 2 || classes.Any(c => c.IsDefaultOrEmpty))
            yield return new("classes", $"{classes.Length} lists of classes are given, or an empty one; two labels need two.", Fix);
        else if (classes.SelectMany(c => c).GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice)
            yield return new("classes", FormattableString.Invariant($"The class {twice.Key} is named twice."), Fix);
    }
}
