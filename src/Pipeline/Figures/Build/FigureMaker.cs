using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>From an entry of <c>figures:</c> and result tables to a figure: a pure function of both.</summary>
/// <param name="tables">The tables.</param>
/// <param name="experiment">The experiment that they are of; null for figures of several experiments.</param>
internal sealed class FigureMaker(IResultTables tables, ExperimentDefinition? experiment)
{
    private readonly ImmutableArray<CheckSettings> _checks = experiment?.Checks ?? [];

    // Of default figures what the results lack is left out.
    private readonly bool _isDefault = experiment is { HasOwnFigures: false };

    /// <summary>The figure; of an animation its last frame.</summary>
    /// <exception cref="MissingResultException">The results lack a table or a column.</exception>
    public Figure Make(FigureSettings settings) => Make(Asked(settings), null);

    /// <summary>The frames of an animation, evenly spaced over the recorded values; none where the entry asks for none.</summary>
    public IEnumerable<(double At, Figure Figure)> Frames(FigureSettings settings)
    {
        if (settings.Frames is not { } frames) yield break;
        var asked = Asked(settings);
        settings = asked.Settings;
        var times = FrameTimes(settings, frames.Column);
        for (var i = 0; i < Math.Min(frames.Count, times.Count); i++)
        {
            var at = times[frames.Count >= times.Count ? i : (int)((long)i * (times.Count - 1) / (frames.Count - 1))];
            yield return (at, Make(asked, at));
        }
    }

    /// <summary>What these results can have of the entry.</summary>
    private WithResults Asked(FigureSettings settings) =>
        _isDefault ? new(DefaultFigures.Within(settings, tables), []) : WithResults.Of(settings, tables);

    private Figure Make(WithResults asked, double? frame)
    {
        var settings = asked.Settings;
        var maker = new PanelMaker(tables, _checks, frame, _isDefault);
        var made = settings.Panels.Select((_, i) => PanelsOf(maker, settings, i)).ToImmutableArray();
        var shared = SharedScales.Of(settings, made);
        ImmutableArray<Panel> panels =
            [.. settings.Panels.SelectMany((p, i) => shared.Panels[i] == p ? made[i] : PanelsOf(maker, shared, i))];
        if (panels.IsEmpty) throw new MissingResultException("these results have nothing of it");
        return new(
            settings.Name, settings.Title, settings.Caption,
            [
                .. Notes.Of(tables, experiment, settings), .. asked.LeftOut, .. IncompletePoints.Note(tables, settings),
                .. EmptyCurves.Note(settings, panels), .. FarCurves.Note(panels), .. Notes.Lost(panels), .. RunNotes.Of(tables, settings),
            ],
            Alternative.Of(settings.Title, panels),
            settings.Greys ? [.. panels.Select(Grey)] : panels, settings.Columns)
        {
            Width = settings.WidthInPoints,
            Magnification = settings.FontSize / UsualFontSize,
        };
    }

    private const double UsualFontSize = 8.5;

    private static Panel Grey(Panel panel) => panel with
    {
        Marks = [.. panel.Marks.Select(m => m.Grey())],
        Insets = [.. panel.Insets.Select(i => i with { Panel = Grey(i.Panel) })],
        Colours = panel.Colours is { } colours ? colours with { IsGrey = true } : null,
    };

    /// <exception cref="MissingResultException">The results lack something; of a default figure the panel is left out instead.</exception>
    private ImmutableArray<Panel> PanelsOf(PanelMaker maker, FigureSettings figure, int index)
    {
        try
        {
            return maker.Make(figure.Panels[index], figure.Columns);
        }
        catch (MissingResultException) when (_isDefault)
        {
            return [];
        }
        catch (MissingResultException missing) when (figure.Panels.Length > 1)
        {
            throw missing.At($"panel {index + 1}{(figure.Panels[index].Title is { Length: > 0 } title ? $" '{title}'" : "")}");
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

/// <summary>Panels of one figure that show the same quantity, by its label, show it on the same scale, or eyes would compare what cannot be
/// compared. An axis with an end of its own is left as it is.</summary>
internal static class SharedScales
{
    /// <summary>The entry with the common ranges written into it.</summary>
    public static FigureSettings Of(FigureSettings figure, ImmutableArray<ImmutableArray<Panel>> made)
    {
        var indices = Enumerable.Range(0, made.Length).Where(i => !made[i].IsEmpty).ToList();
        var panels = figure.Panels.ToBuilder();
        foreach (var group in indices.Where(i => IsFree(figure.Panels[i].Y)).GroupBy(i => Quantity(made[i][0].Y.Label, made[i][0].Y.Scale)))
        {
            if (group.Key.Label.Length == 0 || RangeOf(group.Select(i => made[i][0].Y.Scale)) is not { } range) continue;
            foreach (var i in group) panels[i] = panels[i] with { Y = With(panels[i].Y, made[i][0].Y.Label, range) };
        }
        var coloured = indices.Where(i => made[i][0].Colours is not null && IsFree(figure.Panels[i].Colours));
        foreach (var group in coloured.GroupBy(i => Quantity(made[i][0].Colours!.Label, made[i][0].Colours!.Scale)))
        {
            if (group.Key.Label.Length == 0 || RangeOf(group.Select(i => made[i][0].Colours!.Scale)) is not { } range) continue;
            foreach (var i in group) panels[i] = panels[i] with { Colours = With(panels[i].Colours, made[i][0].Colours!.Label, range) };
        }
        return figure with { Panels = panels.ToImmutable() };
    }

    private static (string Label, bool IsLogarithmic) Quantity(string label, Scale scale) => (label, scale.IsLogarithmic);

    private static bool IsFree(AxisSettings? axis) => axis is null or { From: null, To: null };

    /// <summary>The range of all; null where they have it already.</summary>
    private static (double From, double To)? RangeOf(IEnumerable<Scale> scales)
    {
        var all = scales.ToList();
        var (from, to) = (all.Min(s => s.From), all.Max(s => s.To));
        return all.TrueForAll(s => s.From == from && s.To == to) ? null : (from, to);
    }

    private static AxisSettings With(AxisSettings? axis, string label, (double From, double To) range) =>
        (axis ?? new()) with { Label = label, From = range.From, To = range.To };
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
