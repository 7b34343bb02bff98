using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Figures.Making;

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
