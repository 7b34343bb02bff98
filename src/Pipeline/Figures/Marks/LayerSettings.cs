using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Marks;

/// <summary>Columns of one result table and how they are drawn.</summary>
internal sealed record LayerSettings(
    [Setting("draw", "how it is drawn", Example = "line")] Draw Draw,
    [Setting("table", "result table, see docs/reference/tables.md", Example = "trajectory")] string? Table = null,
    [Setting("y", "column on the vertical axis", TakesNumber = true, Example = "testError")] string? Y = null,
    [Setting("x", "column on the horizontal axis; those of a .npy file are 0, 1, 2", TakesNumber = true, Example = "step")] string X = "time",
    [Setting("value", "column that colours a path, points or the cells of a heat map", Example = "time")] string? Value = null,
    [Setting("low", "lower edge of a band", Example = "testError", With = "draw: band, high: trainingLoss")] string? Low = null,
    [Setting("high", "upper edge of a band", Example = "trainingLoss", With = "draw: band, low: testError")] string? High = null,
    [Setting("error", "column with the standard error of y, where it is not to be taken from the replicates", TakesNumber = true,
        Example = "testError", With = "draw: points")]
    string? Error = null,
    [Setting("across", "horizontal component of arrows", Example = "time", With = "draw: arrows, up: testError")] string? Across = null,
    [Setting("up", "vertical component of arrows", Example = "testError", With = "draw: arrows, across: time")] string? Up = null,
    [Setting("length", "factor of the arrows' length", Minimum = 0, ExclusiveMinimum = true, Example = "0.5")] double Length = 1,
    [Setting("by", "columns of which each value has a curve of its own, such as neuron; swept settings have one anyway", Example = "[step]")]
    ImmutableArray<string> By = default,
    [Setting("where", "conditions on rows, as in time = 10, neuron < 5, time = last, replicate = 0", Example = "[time <= 20]")]
    ImmutableArray<string> Where = default,
    [Setting("replicates",
        "what is made of replicates: their mean, their median, each one, or the first alone; the mean of lines and points is the default, each "
            + "one of points that a column colours",
        Example = "median")]
    Replicates? Replicates = null,
    [Setting("spread",
        "error bars or band: the standard error (of means only, their default), the 95 % interval, the range of the replicates (default of "
            + "medians), or none", Example = "interval", With = "draw: points")]
    Spread? Spread = null,
    [Setting("times", "factor of y and of what goes with it, as in N f of a fraction f", Minimum = 0, ExclusiveMinimum = true, Example = "100")]
    double Times = 1,
    [Setting("label", "in the legend; {column} stands for a value that tells curves apart", Example = "training")] string Label = "",
    [Setting("name",
        "what the layer is, as theory or simulation: once in the legend, beside dashes or symbols of its curves in black where it has several",
        Example = "theory")]
    string Name = "",
    [Setting("colour", "colour; one after the other where there is none", Example = "blue")] ColourName? Colour = null,
    [Setting("dash", "pattern of lines; each curve of a few has one of its own where there is none", Example = "dashed")] Dash? Dash = null,
    [Setting("symbol", "shape of points; each row of points of a few has one of its own where there is none", Example = "open-circle")]
    Symbol? Symbol = null,
    [Setting("width", "width of lines in points", Minimum = 0.1, Maximum = 5, Example = "2")] double Width = 1.3,
    [Setting("size", "size of symbols in points", Minimum = 0.5, Maximum = 12, Example = "4")] double? Size = null,
    [Setting("file", "data of your own: CSV, Parquet, .npy, .npz or HDF5, relative to the experiment file; FILE#PART of a file of arrays",
        Example = "measured.csv", InsteadOf = "table", IsGivenFile = true)]
    string? File = null,
    [Setting("from", "results folder whose table it is, relative to the experiment file; this experiment's own where there is none",
        Example = "../results/other", IsGivenFile = true)]
    string? From = null)
    : IValidatedSettings
{
    /// <summary>What it reads is of this experiment.</summary>
    public bool IsOwn => File is null && From is null;

    /// <summary>The kind of its marks.</summary>
    public MarkKind Kind => MarkKind.Of(Draw);

    /// <summary>The name of its table.</summary>
    public string Source => Table ?? File ?? "";

    /// <summary>What is made of replicates.</summary>
    public Replicates Folding => Replicates
        ?? (IsShaded && Kind.Folding == Marks.Replicates.Mean ? Marks.Replicates.Each : Kind.Folding);

    private bool IsShaded => Value is not null && Kind.HasShades;

    /// <summary>What error bars and bands show.</summary>
    public Spread Shown => Spread ?? (Replicates == Marks.Replicates.Median ? Marks.Spread.Range : Marks.Spread.StandardError);

    public IEnumerable<Violation> Violations()
    {
        if (Table is null == File is null)
            yield return new(
                File is null ? "draw" : "file", "A layer reads one thing: a table or a file.", "Write table: theory, or file: measured.csv.");
        if (File is not null && From is not null)
            yield return new("from", "A results folder has tables, not files.", "Write table beside from, or file alone.");
        if (!Kind.HasHeight(this)) yield return new("draw", "The layer has nothing on the vertical axis.", "Name a column: y: trainingLoss.");
        if (!Kind.HasVectors && (Across ?? Up) is not null)
            yield return new(Across is null ? "up" : "across", "Only arrows have components.", "Write draw: arrows.");
        if (!Kind.HasSpread && (Error is not null || Spread is not null and not Marks.Spread.None))
            yield return new(
                Error is null ? "spread" : "error",
                $"What is drawn as {SettingName.Choice(Draw.ToString())} has no error bars: this would not be seen.",
                "Write draw: points, or a second layer with draw: band and the same y.");
        if (Replicates == Marks.Replicates.Median && Spread == Marks.Spread.StandardError)
            yield return new("spread", "The standard error of a mean is none of a median.", "Write spread: range, interval or none.");
        if (IsShaded && Replicates is Marks.Replicates.Mean or Marks.Replicates.Median)
            yield return new("replicates", "Places that a column colours have no mean over replicates.", "Write replicates: each, or first.");
        foreach (var violation in Kind.Violations(this)) yield return violation;
        if (CurveLabel.Misread(Label) is { } misread)
        {
            yield return new(
                "label", $"{misread} stands for no value: braces hold a column, or 1/ and a column.",
                "Write {column} or {1/column}, or leave the braces out.");
        }
        foreach (var violation in RowCondition.Violations(Where).Concat(MathLabels.Violations(("label", CurveLabel.Example(Label))))
            .Concat(MathLabels.WithoutValues("name", Name)))
        {
            yield return violation;
        }
    }
}

/// <summary>What is made of replicates.</summary>
internal enum Replicates
{
    [Description("their mean")]
    Mean,
    [Description("their median")]
    Median,
    [Description("each one")]
    Each,
    [Description("the first alone")]
    First,
}

/// <summary>What error bars show.</summary>
internal enum Spread
{
    [Description("standard error of the mean")]
    StandardError,
    [Description("95 % interval")]
    Interval,
    [Description("smallest to largest")]
    Range,
    [Description("nothing")]
    None,
}

/// <summary>Labels with <c>{column}</c> in place of values, or <c>{1/column}</c> in place of their inverses.</summary>
internal static partial class CurveLabel
{
    /// <summary>The columns that a label names: braces that formulas do not have, which follow <c>_</c>, <c>^</c> or a sign.</summary>
    public static IEnumerable<(string Column, bool IsInverse)> Columns(string label) =>
        Placeholder().Matches(label).Select(m => (m.Groups[2].Value, m.Groups[1].Success));

    /// <param name="label">The label.</param>
    /// <param name="value">The value of a column, or its inverse, as a formula.</param>
    public static string Fill(string label, Func<string, bool, string> value) => Placeholder().Replace(label, match =>
    {
        var isInFormula = label.AsSpan(0, match.Index).Count('$') % 2 == 1;
        var text = value(match.Groups[2].Value, match.Groups[1].Success);
        return isInFormula || !text.Contains('^', StringComparison.Ordinal) ? text : $"${text}$";
    });

    /// <summary>Braces outside of formulas that hold something else than a column or its inverse; null where there are none.</summary>
    public static string? Misread(string label) =>
        Outside(label).Select(text => BracesOf(Placeholder().Replace(text, ""))).FirstOrDefault(b => b is not null);

    /// <summary>Braces outside of formulas, whatever they hold; null where there are none.</summary>
    public static string? Braces(string text) => Outside(text).Select(BracesOf).FirstOrDefault(b => b is not null);

    private static IEnumerable<string> Outside(string text) => text.Split('$').Where((_, i) => i % 2 == 0);

    private static string? BracesOf(string text) => AnyBraces().Match(text) is { Success: true } found ? found.Value : null;

    /// <summary>The label with numbers in place, to be checked as a formula.</summary>
    public static string Example(string label) => Fill(label, (_, _) => "1");

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex AnyBraces();

    [GeneratedRegex(@"(?<![_^a-zA-Z\\])\{(1/)?([a-zA-Z_.][a-zA-Z0-9_.]*)\}")]
    private static partial Regex Placeholder();
}

/// <summary>Checks texts with formulas.</summary>
internal static class MathLabels
{
    /// <summary>Those of a text that is the same for all values: braces would be drawn as they are written.</summary>
    /// <param name="key">The key of the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="facet">The setting whose values the text may hold, which are filled in already; null for none.</param>
    public static IEnumerable<Violation> WithoutValues(string key, string text, string? facet = null) =>
        CurveLabel.Braces(text) is { } braces
            ? [new(key, $"{braces} stands for no value here.", facet is null
                ? "Labels of layers have values, and the title of a panel that of its facet."
                : $"The title of a panel holds the value of its facet: {{{facet[(facet.LastIndexOf('.') + 1)..]}}}.")]
            : Violations((key, text));

    public static IEnumerable<Violation> Violations(params IEnumerable<(string Key, string Text)> texts) =>
        from text in texts
        let problem = MathText.Problem(text.Text)
        where problem is not null
        select new Violation(
            text.Key, $"The formula cannot be read: {problem}.",
            "Formulas are a part of TeX: $w_\\parallel$, $10^{-3}$, $\\epsilon_{\\mathrm{gen}}$.");
}
