using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Marks;
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
    [Setting("checks", "checks whose verdicts stand in the caption, beside those that a panel shades", Example = "[learns]")]
    ImmutableArray<string> Checks = default,
    [Setting("frames", "draws the figure at several values of a column, for a page with a slider", Example = "{column: time, count: 40}",
        With = "panels: [{layers: [{draw: line, table: trajectory, y: testError, where: [time <= frame]}]}]")]
    FrameSettings? Frames = null,
    [Setting("width", "width in cm, or of a journal's column: single (8.6 cm; of one panel per row) or double (17.8 cm; the most of several)",
        TakesNumber = true, Example = "single")]
    string? Width = null,
    [Setting("fontSize", "size of labels in points; everything else grows with it", Minimum = 5, Maximum = 20, Example = "9")] double FontSize = 8.5,
    [Setting("greys", "grey in place of colours; dashes and symbols tell a few curves apart", Example = "true")] bool Greys = false)
    : IValidatedSettings
{
    public const double PointsPerCentimetre = 72 / 2.54;

    /// <summary>The width that is asked for; null where none is, NaN where it cannot be read.</summary>
    public double? WidthInPoints => Width switch
    {
        null => null,
        "single" => FigureWidth.Single,
        "double" => FigureWidth.Double,
        _ => double.TryParse(Width, NumberStyles.Float, CultureInfo.InvariantCulture, out var centimetres)
            ? centimetres * PointsPerCentimetre
            : double.NaN,
    };

    /// <summary>Every layer, those of insets included.</summary>
    public IEnumerable<LayerSettings> Layers => Panels.SelectMany(p => p.Layers.Concat(p.Insets.SelectMany(i => i.Layers)));

    /// <summary>The layers that read data which are not the experiment's, guide lines among them.</summary>
    public IEnumerable<LayerSettings> DataLayers => Layers.Concat(
        Panels.SelectMany(p => p.Rules.Concat(p.Insets.SelectMany(i => i.Rules))).Select(r => r.Column).OfType<LayerSettings>())
        .Where(l => !l.IsOwn);

    /// <summary>The layers, those of insets included, that a condition lets follow the frames.</summary>
    public IEnumerable<LayerSettings> Following => Layers.Where(l => l.Where.Any(w => RowCondition.Read(w)?.Value == RowCondition.Frame));

    public IEnumerable<Violation> Violations()
    {
        if (Panels.IsEmpty) yield return new("panels", $"Figure {Name} has no panel.", "Write at least one: panels: [{layers: [...]}].");
        if (Width is not null && !(WidthInPoints is >= 3 * PointsPerCentimetre and <= 60 * PointsPerCentimetre))
            yield return new("width", $"A figure is not '{Width}' wide.", "Write single, double, or 3 to 60 for centimetres.");
        if (Frames is { Column: var column } && !Following.Any())
            yield return new(
                "frames", $"Figure {Name} has frames, and none of its layers follows them.",
                $"Give a layer a condition with 'frame', as in where: ['{column} <= frame'], or leave 'frames' out.");
        var texts = MathLabels.WithoutValues("title", Title).Concat(MathLabels.Violations(("caption", Caption)));
        foreach (var violation in texts) yield return violation;
    }
}

/// <summary>A file of figures alone, whose layers read results of several experiments and given files.</summary>
internal sealed record FigureFileSettings(
    [Setting("figures", "figures; each layer says what it reads, with from or file",
        Example = "[{name: f, panels: [{layers: [{draw: line, table: theory, y: clock, from: results/fig1}]}]}]")]
    ImmutableArray<FigureSettings> Figures,
    [Setting("title", "one line above the page", Example = "Two widths")] string Title = "");

/// <summary>The frames of an animation.</summary>
internal sealed record FrameSettings(
    [Setting("column", "column that advances from frame to frame; conditions name its value 'frame', as in time <= frame", Example = "step")]
    string Column = "time",
    [Setting("count", "number of frames", Minimum = 2, Maximum = 400, Example = "100")] int Count = 40);
