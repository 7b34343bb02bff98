using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Drawing;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>Where the insets and the legend of a panel stand, from the upper left corner of its frame.</summary>
/// <param name="Insets">Of each inset the box with its numbers.</param>
/// <param name="Legend">The legend; null where there is none.</param>
/// <param name="IsBeside">The legend stands beside the frame, in which no place is free.</param>
internal sealed record PanelPlaces(ImmutableArray<Box> Insets, Box? Legend, bool IsBeside)
{
    private const double Margin = 4.5;

    public static PanelPlaces Of(Panel panel, double width, double height)
    {
        var entries = panel.Legend == Place.None ? [] : LegendEntries.Of(panel.Marks);
        if (entries.IsEmpty && panel.Insets.IsEmpty) return new([], null, false);
        var occupancy = new Occupancy(new(new(0, 0, width, height), panel.X.Scale, panel.Y.Scale), panel.Marks.Select(Visible.In(panel).Of));
        ImmutableArray<Asked> insets = [.. panel.Insets.Select(i => new Asked(SvgInset.SizeOf(i, width, height), i.Place))];
        if (entries.IsEmpty) return new(InsetsAlone(occupancy, insets), null, false);
        var legend = new Asked(SvgLegend.SizeOf(entries), panel.Legend);
        return panel.Legend != Place.Beside && Together(occupancy, insets.Add(legend), []) is { } all
            ? new(all[..^1], all[^1], false)
            : new(InsetsAlone(occupancy, insets), new Box(0, 0, legend.Size.Width, legend.Size.Height), true);
    }

    // Where there is room for all but not together, each hides as little as it can.
    private static ImmutableArray<Box> InsetsAlone(Occupancy occupancy, ImmutableArray<Asked> insets) =>
        Together(occupancy, insets, []) ?? [.. insets.Select(i => i.Wanted == Place.Best
            ? occupancy.Least(i.Size.Width, i.Size.Height, Margin)
            : occupancy.Free(i.Size.Width, i.Size.Height, i.Wanted, Margin).Single())];

    /// <summary>A place for each that hides no data and none of the others; null where there are none.</summary>
    private static ImmutableArray<Box>? Together(Occupancy occupancy, ImmutableArray<Asked> asked, ImmutableArray<Box> placed)
    {
        if (placed.Length == asked.Length) return placed;
        var next = asked[placed.Length];
        foreach (var box in occupancy.Free(next.Size.Width, next.Size.Height, next.Wanted, Margin))
        {
            if (!placed.Any(box.Overlaps) && Together(occupancy, asked, placed.Add(box)) is { } all) return all;
        }
        return null;
    }

    private sealed record Asked((double Width, double Height) Size, Place Wanted);
}
