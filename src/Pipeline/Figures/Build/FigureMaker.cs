using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>From an entry of <c>figures:</c> and result tables to a figure: a pure function of both.</summary>
internal sealed class FigureMaker(IResultTables tables, ExperimentDefinition experiment)
{
    private readonly ImmutableArray<CheckSettings> _checks = [.. experiment.Checks.Cast<CheckSettings>()];

    /// <summary>The figure; of an animation its last frame.</summary>
    /// <exception cref="MissingResultException">The results lack a table or a column.</exception>
    public Figure Make(FigureSettings settings) => Make(settings, null);

    /// <summary>The frames of an animation, evenly spaced over the recorded values; none where the entry asks for none.</summary>
    public IEnumerable<(double At, Figure Figure)> Frames(FigureSettings settings)
    {
        if (settings.Frames is not { } frames) yield break;
        var times = FrameTimes(settings, frames.Column);
        for (var i = 0; i < Math.Min(frames.Count, times.Count); i++)
        {
            var at = times[frames.Count >= times.Count ? i : (int)((long)i * (times.Count - 1) / (frames.Count - 1))];
            yield return (at, Make(settings, at));
        }
    }

    private Figure Make(FigureSettings settings, double? frame)
    {
        if (frame is null) Require(settings);
        var maker = new PanelMaker(tables, _checks, frame);
        ImmutableArray<Panel> panels = [.. settings.Panels.SelectMany(p => maker.Make(p, settings.Columns))];
        return new(settings.Name, settings.Title, settings.Caption, Notes.Of(
            tables, experiment, settings), Alternative.Of(settings.Title, panels), panels, settings.Columns);
    }

    private void Require(FigureSettings settings)
    {
        var reader = new LayerReader(tables, null, null);
        foreach (var panel in settings.Panels)
        {
            foreach (var layer in panel.Layers.Concat(panel.Insets.SelectMany(i => i.Layers))) reader.Require(layer);
            foreach (var rule in panel.Rules.Concat(panel.Insets.SelectMany(i => i.Rules))) PanelMaker.Require(rule, reader);
        }
    }

    private List<double> FrameTimes(FigureSettings settings, string column)
    {
        foreach (var layer in settings.Following)
        {
            var rows = new LayerReader(tables, null, double.PositiveInfinity).Rows(
                layer with { Where = [.. layer.Where.Where(w => RowCondition.Read(w)!.Value != RowCondition.Frame)] }, column);
            return [.. rows.Rows.Select(row => rows.Number(column, row)).Distinct().Order()];
        }
        return [];
    }
}

/// <summary>A figure in words, for those who do not see it.</summary>
internal static class Alternative
{
    public static string Of(string title, ImmutableArray<Panel> panels)
    {
        var sentences = panels.Select((panel, i) => $"{(panels.Length > 1 ? $"Panel {i + 1}" : "One panel")}{Named(panel.Title)}: {Of(panel)}.");
        return string.Join(' ', sentences.Prepend(title.Length == 0 ? "" : UnicodeText.Of(title) + ".")).Trim();
    }

    private static string Of(Panel panel)
    {
        var marks = LegendEntries.Of(panel.Marks).Select(e => UnicodeText.Of(e.Label)).ToList();
        var insets = panel.Insets.Select(inset => $"; inset: {Axes(inset.Panel)}");
        return $"{Axes(panel)}{(marks.Count > 0 ? $"; {string.Join(", ", marks)}" : "")}{string.Concat(insets)}";
    }

    private static string Axes(Panel panel) =>
        $"{Of(panel.Y)} against {Of(panel.X)}{(panel.Colours is { } colours ? $", coloured by {UnicodeText.Of(colours.Label)}" : "")}";

    private static string Of(Axis axis) =>
        $"{UnicodeText.Of(axis.Label)} ({Number(axis.Scale.From)} to {Number(axis.Scale.To)}{(axis.Scale.IsLogarithmic ? ", logarithmic" : "")})";

    private static string Number(double value) => UnicodeText.Of($"${NumberText.Of(value)}$");

    private static string Named(string title) => title.Length == 0 ? "" : $", {UnicodeText.Of(title)}";
}
