using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Spec;

/// <summary>One frame of a figure.</summary>
internal sealed record PanelSettings(
    [Setting("layers", "what is drawn, back to front", Example = "[{draw: line, table: trajectory, y: testError}]")]
    ImmutableArray<LayerSettings> Layers,
    [Setting("title", "above the frame, such as (a); the setting of a facet in braces stands for the value of each panel", Example = "(a)")]
    string Title = "",
    [Setting("x", "horizontal axis", Example = "{label: time, scale: log}")] AxisSettings? X = null,
    [Setting("y", "vertical axis", Example = "{label: error}")] AxisSettings? Y = null,
    [Setting("colours", "scale of the colours, where a layer has 'value'", Example = "{label: time}")] AxisSettings? Colours = null,
    [Setting("facet", "swept setting of which each value gets a panel of its own, all on the same axes", Example = "network.hiddenUnits")]
    string? Facet = null,
    [Setting("rules", "guide lines", Example = "[{y: 0.25}]")] ImmutableArray<RuleSettings> Rules = default,
    [Setting("checks", "checks whose bounds are shaded, over the times that each looks at", Example = "[learns]")]
    ImmutableArray<string> Checks = default,
    [Setting("insets", "smaller panels inside the frame", Example = "[{layers: [{draw: line, table: trajectory, y: trainingLoss}]}]")]
    ImmutableArray<InsetSettings> Insets = default,
    [Setting("legend", "where the legend stands", Example = "bottom-left")] Place Legend = Place.Best,
    [Setting("aspect", "height of the frame over its width", Minimum = 0.2, Maximum = 3, Example = "1")] double Aspect = 0.72)
    : IValidatedSettings
{
    /// <summary>The title says itself where the value of the facet stands in it.</summary>
    public bool HasFacetInTitle => CurveLabel.Columns(Title).Any(c => IsFacet(c.Column));

    /// <summary>The title of the panel for a value of the facet.</summary>
    /// <param name="value">The value, or its inverse, as a formula.</param>
    public string TitleAt(Func<bool, string> value) =>
        CurveLabel.Fill(Title, (column, isInverse) => IsFacet(column) ? value(isInverse) : $"{{{column}}}");

    public IEnumerable<Violation> Violations() => LayerList.Violations(Layers).Concat(
        Facet is null ? MathLabels.WithoutValues("title", Title) : MathLabels.WithoutValues("title", TitleAt(_ => "1"), Facet));

    /// <summary>A name is that of the facet: by its path, or the last word of it.</summary>
    private bool IsFacet(string column) => Facet is { } facet && (column == facet || facet.EndsWith("." + column, StringComparison.Ordinal));
}

/// <summary>A panel within a panel.</summary>
internal sealed record InsetSettings(
    [Setting("layers", "what is drawn, back to front", Example = "[{draw: line, table: trajectory, y: testError}]")]
    ImmutableArray<LayerSettings> Layers,
    [Setting("x", "horizontal axis", Example = "{label: time, scale: log}")] AxisSettings? X = null,
    [Setting("y", "vertical axis", Example = "{label: error}")] AxisSettings? Y = null,
    [Setting("place", "where it stands", Example = "top-right")] Place Place = Place.Best,
    [Setting("share", "its width and height over those of the frame", Minimum = 0.15, Maximum = 0.7, Example = "0.4")] double Share = 0.36,
    [Setting("rules", "guide lines", Example = "[{y: 0.25}]")] ImmutableArray<RuleSettings> Rules = default)
    : IValidatedSettings
{
    public IEnumerable<Violation> Violations() => LayerList.Violations(Layers);
}

/// <summary>An axis, or the scale of the colours.</summary>
internal sealed record AxisSettings(
    [Setting("label", "label; the column's name and unit where there is none", Example = "time")] string? Label = null,
    [Setting("scale", "linear or logarithmic", Example = "log")] ScaleKind Scale = ScaleKind.Linear,
    [Setting("from", "where it begins; what the data need where there is none", Example = "0.01")] double? From = null,
    [Setting("to", "where it ends; what the data need where there is none", Example = "100")] double? To = null)
    : IValidatedSettings
{
    public IEnumerable<Violation> Violations()
    {
        if (From >= To) yield return new("to", "The axis ends before it begins.", "Swap from and to.");
        if (Scale == ScaleKind.Log && (From <= 0 || To <= 0))
            yield return new(From <= 0 ? "from" : "to", "A logarithmic axis has positive numbers only.", "Give a number above 0.");
        foreach (var violation in MathLabels.WithoutValues("label", Label ?? "")) yield return violation;
    }
}

/// <summary>A guide line across the frame.</summary>
internal sealed record RuleSettings(
    [Setting("y", "height: a number, or table.column of which the mean is taken", TakesNumber = true, Example = "0.25")] string? Y = null,
    [Setting("x", "place on the horizontal axis: a number, or table.column of which the mean is taken", TakesNumber = true, Example = "10",
        InsteadOf = "y")]
    string? X = null,
    [Setting("label", "in the legend", Example = "time")] string Label = "",
    [Setting("dash", "pattern of the line")] Dash Dash = Dash.Dashed,
    [Setting("colour", "colour of the line", Example = "red")] ColourName Colour = ColourName.Black,
    [Setting("where", "conditions on rows, as in batchFraction = 0.3", Example = "[replicate = 0]")] ImmutableArray<string> Where = default,
    [Setting("from", "results folder whose table it is, relative to the experiment file; this experiment's own where there is none",
        Example = "../results/other", IsGivenFile = true, With = "y: theorySummary.crossingTime")]
    string? From = null)
    : IValidatedSettings
{
    /// <summary>The number, or the column that it is the mean of.</summary>
    public string Text => (X ?? Y)!;

    /// <summary>The number; null where it is the mean of a column.</summary>
    public double? Number => double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The rows of the column that it is the mean of, as a layer of that column; null where it is a number, or names no column.</summary>
    public LayerSettings? Column => Number is null && Text.Split('.', 2) is [var table, var column]
        ? new(Draw.Line, table, Y: column, X: column, By: [], Where: Where.IsDefault ? [] : Where, From: From)
        : null;

    public IEnumerable<Violation> Violations()
    {
        if (X is null == Y is null)
        {
            yield return new(X is null ? "y" : "x", "A guide line has either x or y.", "Give exactly one of them.");
        }
        else
        {
            if (Number is null && Column is null)
                yield return new(
                    X is null ? "y" : "x", $"'{Text}' is neither a number nor a column.", "Write table.column, as in theorySummary.crossingTime.");
            if (Number is not null && From is not null)
                yield return new("from", "A number is of no table.", "Write table.column, or leave 'from' out.");
        }
        foreach (var violation in RowCondition.Violations(Where).Concat(MathLabels.WithoutValues("label", Label))) yield return violation;
    }
}

/// <summary>Kinds of axes.</summary>
internal enum ScaleKind
{
    Linear,
    Log,
}

/// <summary>What is asked of the layers of a frame together.</summary>
internal static class LayerList
{
    public static IEnumerable<Violation> Violations(ImmutableArray<LayerSettings> layers)
    {
        if (layers.IsEmpty) yield return new("layers", "A frame has no layer.", "Write at least one: {draw: line, table: theory, y: clock}.");
    }
}
