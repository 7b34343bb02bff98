using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Spec;

/// <summary>One item of <c>figures:</c>: panels over result tables, with a caption.</summary>
internal sealed record FigureSettings(
    [Setting("name", "name of the figure and of its files", IsFileName = true, Example = "learning-curve")] string Name,
    [Setting("panels", "its panels, row by row", Example = "[{layers: [{draw: line, table: trajectory, y: testError}]}]")]
    ImmutableArray<PanelSettings> Panels,
    [Setting("title", "one line; formulas between dollar signs, as in $\\gamma(t)$", Example = "Test error")] string Title = "",
    [Setting("caption", "what is to be seen; parameters, error bars and verdicts are added", IsProse = true,
        Example = "Mean and standard error of the replicates.")]
    string Caption = "",
    [Setting("columns", "panels per row", Minimum = 1, Maximum = 6, Example = "3")] int Columns = 2,
    [Setting("checks", "checks whose verdicts stand in the caption, beside those whose windows a panel shades", Example = "[learns]")]
    ImmutableArray<string> Checks = default,
    [Setting("frames", "draws the figure at several values of a column, for a page with a slider", Example = "{column: time, count: 40}",
        With = "panels: [{layers: [{draw: line, table: trajectory, y: testError, where: [time <= frame]}]}]")]
    FrameSettings? Frames = null)
    : IValidatedSettings
{
    /// <summary>The layers, those of insets included, that a condition lets follow the frames.</summary>
    public IEnumerable<LayerSettings> Following => Panels.SelectMany(p => p.Layers.Concat(p.Insets.SelectMany(i => i.Layers)))
        .Where(l => l.Where.Any(w => RowCondition.Read(w)?.Value == RowCondition.Frame));

    public IEnumerable<Violation> Violations()
    {
        if (Panels.IsEmpty) yield return new("panels", $"Figure {Name} has no panel.", "Write at least one: panels: [{layers: [...]}].");
        if (Frames is { Column: var column } && !Following.Any())
            yield return new(
                "frames", $"Figure {Name} has frames, and none of its layers follows them.",
                $"Give a layer a condition with 'frame', as in where: ['{column} <= frame'], or leave 'frames' out.");
        foreach (var violation in MathLabels.Violations(("title", Title), ("caption", Caption))) yield return violation;
    }
}

/// <summary>The frames of an animation.</summary>
internal sealed record FrameSettings(
    [Setting("column", "column that advances from frame to frame; conditions name its value 'frame', as in time <= frame", Example = "step")]
    string Column = "time",
    [Setting("count", "number of frames", Minimum = 2, Maximum = 400, Example = "100")] int Count = 40);

/// <summary>Checks texts with formulas.</summary>
internal static class MathLabels
{
    public static IEnumerable<Violation> Violations(params IEnumerable<(string Key, string Text)> texts) =>
        from text in texts
        let problem = MathText.Problem(text.Text)
        where problem is not null
        select new Violation(
            text.Key, $"The formula cannot be read: {problem}.",
            "Formulas are a part of TeX: $w_\\parallel$, $10^{-3}$, $\\epsilon_{\\mathrm{gen}}$.");
}
