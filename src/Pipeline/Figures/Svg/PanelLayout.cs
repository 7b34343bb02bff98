using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Svg;

/// <summary>What a panel needs around its frame, in points, and the ticks that fit on its axes.</summary>
/// <remarks>The size of frames is fixed by the number of columns, so that one column of a paper holds one panel with text of 7.5 to 8.5
/// points.</remarks>
internal sealed record PanelLayout(Panel Panel, double Width, double Height, double Size, Ticks X, Ticks Y, PanelPlaces Places)
{
    public const double NumberSize = 7.5;
    public const double LabelSize = 8.5;

    /// <summary>Between the base lines of a label of several lines.</summary>
    public const double LineHeight = LabelSize + 1.5;

    private const double Gap = 3;

    // A label may be longer than its axis by this.
    private const double Beyond = 24;
    private const double BarWidth = 7;

    public static PanelLayout Of(Panel panel, double width) => Of(panel, width, width * panel.Aspect, NumberSize);

    /// <param name="panel">The panel.</param>
    /// <param name="width">Width of its frame.</param>
    /// <param name="height">Height of its frame.</param>
    /// <param name="size">Size of the numbers.</param>
    public static PanelLayout Of(Panel panel, double width, double height, double size) => new(
        panel, width, height, size,
        Ticks.Of(panel.X, label => width / (TextWidth.Of(label, size) + size)),
        Ticks.Of(panel.Y, _ => height / (2 * size)),
        PanelPlaces.Of(panel, width, height));

    /// <summary>Width of the widest number of the vertical axis.</summary>
    public double NumberWidth(double size) => Panel.Y.HasNumbers ? WidestOf(Y, size) : 0;

    /// <summary>Length of ticks that point outward; 0 where they point inward.</summary>
    public double TickRoom => Panel.Marks.Any(m => m is CellsMark) ? 2.4 : 0;

    /// <summary>The lines of the title and of the labels; those of an inset, which are small, are not broken.</summary>
    public ImmutableArray<MathText> TitleLines => Lines(Panel.Title, Width);

    /// <inheritdoc cref="TitleLines"/>
    public ImmutableArray<MathText> XLines => Panel.X.HasNumbers ? Lines(Panel.X.Label, Width) : [];

    /// <inheritdoc cref="TitleLines"/>
    public ImmutableArray<MathText> YLines => Panel.Y.HasNumbers ? Lines(Panel.Y.Label, Height) : [];

    /// <summary>The lines of the label of the bar of colours.</summary>
    public ImmutableArray<MathText> BarLines => Lines(Panel.Colours?.Label ?? "", Height);

    private ImmutableArray<MathText> Lines(string text, double length) =>
        text.Length == 0 ? [] : MathText.Of(text).Lines(Size < NumberSize ? double.PositiveInfinity : length + Beyond, LabelSize);

    private static double HeightOf(ImmutableArray<MathText> lines) => lines.IsEmpty ? 0 : LabelSize + Gap + ((lines.Length - 1) * LineHeight);

    public double Left => Math.Max(
        4.5 + TickRoom + (Panel.Y.HasNumbers ? NumberWidth(NumberSize) + Gap : Gap) + HeightOf(YLines), 4 + WordsOverhang);

    public double Bottom => 2 + TickRoom + (Panel.X.HasNumbers ? NumberSize + Gap : Gap) + HeightOf(XLines);

    public double Top => 4 + HeightOf(TitleLines) + Lift;

    /// <summary>How far a title stands above the frame: above a legend, and above the power of ten at the upper end of the axis, which has the same
    /// line where there is room for both.</summary>
    public double Lift => FactorRoom + (Places is { Side: LegendSide.Above, Legend: { } legend } ? legend.Height + 1 : 0);

    private double FactorRoom => HasFactor && (Panel.Title.Length == 0 || Places.Side == LegendSide.Above
        || TitleLines.Max(l => TextWidth.Of(l, LabelSize)) > Width - 60) ? NumberSize + 1 : 0;

    private bool HasFactor => Y.Factor is not null && Panel.Y.HasNumbers;

    /// <summary>Beside the bar of colours stands the legend, where the frame has no room for it.</summary>
    public double Right => BesideFrame + (Places is { Legend: { } legend, Side: LegendSide.Beside } ? legend.Width + Gap : 0);

    /// <summary>What stands beside the frame is as high, with a little air; 0 where nothing does.</summary>
    public double BesideHeight => Places is { Legend: { } legend, Side: LegendSide.Beside } ? legend.Height + 2 : 0;

    /// <summary>The legend on the page.</summary>
    public Box? LegendOf(Box frame) => Places.Legend is not { } legend ? null : Places.Side switch
    {
        LegendSide.Beside => legend with { Left = frame.Right + BesideFrame, Top = frame.Top },
        LegendSide.Above => legend with { Left = frame.Left, Top = frame.Top - FactorRoom - legend.Height - 1 },
        _ => legend with { Left = frame.Left + legend.Left, Top = frame.Top + legend.Top },
    };

    // Half of the last number may stand out, and long words; the bar of colours stands beside the frame.
    private double BesideFrame => Panel.Colours is { } colours
        ? 6 + BarWidth + Gap + WidestOf(BarTicks(colours), NumberSize) + HeightOf(BarLines) + 9
        : 4 + Overhang();

    public Ticks BarTicks(ColourScale colours) => Ticks.Of(colours.Scale, _ => Height / (2 * NumberSize));

    public Box BarOf(Box frame) => new(frame.Right + 6, frame.Top, BarWidth, frame.Height);

    private static double WidestOf(Ticks ticks, double size) =>
        ticks.All.Select(t => t.Label is null ? 0 : TextWidth.Of(t.Label, size)).DefaultIfEmpty().Max();

    private double Overhang()
    {
        var last = Panel.X.HasNumbers ? X.All.LastOrDefault(t => t.Label is not null) : null;
        var number = last is null ? 0 : (TextWidth.Of(last.Label!, NumberSize) / 2) - ((1 - Panel.X.Scale.Position(last.Value)) * Width);
        return Math.Max(0, Math.Max(number, WordsOverhang - 3));
    }

    /// <summary>How far the longest line of words stands out to either side of the frame.</summary>
    private double WordsOverhang => TitleLines.Concat(XLines).Select(l => (TextWidth.Of(l, LabelSize) - Width) / 2).Append(0).Max();
}

/// <summary>Where the insets and the legend of a panel stand, from the upper left corner of its frame.</summary>
/// <param name="Insets">Of each inset the box with its numbers.</param>
/// <param name="Legend">The legend; null where there is none.</param>
/// <param name="Side">Where the legend stands.</param>
/// <param name="Layout">The legend's; null where there is none.</param>
internal sealed record PanelPlaces(ImmutableArray<Box> Insets, Box? Legend, LegendSide Side, SvgLegend? Layout)
{
    private const double Margin = 4.5;

    // A wider legend beside the frame would leave the data of a narrow figure too little.
    private const double WidestBeside = 90, WidestAsked = 130;

    public static PanelPlaces Of(Panel panel, double width, double height)
    {
        var entries = LegendEntries.Shown(panel);
        if (entries.IsEmpty && panel.Insets.IsEmpty) return new([], null, LegendSide.Inside, null);
        var ink = new Ink(new(new(0, 0, width, height), panel.X.Scale, panel.Y.Scale));
        foreach (var mark in panel.Shown) mark.Cover(ink);
        var occupancy = new Occupancy(ink);
        ImmutableArray<Asked> insets = [.. panel.Insets.Select(i => new Asked(SvgInset.SizeOf(i, width, height), i.Place))];
        if (entries.IsEmpty) return new(InsetsAlone(occupancy, insets), null, LegendSide.Inside, null);
        var isAsked = panel.Legend == Place.Beside;
        var column = SvgLegend.Of(entries, isAsked ? WidestAsked : width - (2 * Margin));
        if (!isAsked && Together(occupancy, insets.Add(new((column.Width, column.Height), panel.Legend)), []) is { } all)
            return new(all[..^1], all[^1], LegendSide.Inside, column);
        var isBeside = isAsked || column.Width <= WidestBeside;
        var legend = isBeside ? column : SvgLegend.InColumns(entries, width);
        return new(
            InsetsAlone(occupancy, insets), new Box(0, 0, legend.Width, legend.Height), isBeside ? LegendSide.Beside : LegendSide.Above, legend);
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

/// <summary>Where a legend stands.</summary>
internal enum LegendSide
{
    Inside,

    /// <summary>To the right of the frame, in which no place is free.</summary>
    Beside,

    /// <summary>On top of the frame, in which no place is free for words as long as these.</summary>
    Above,
}

/// <summary>The legend: a sample of each mark beside its words, on a little paper, in one column or in several.</summary>
/// <param name="Entries">The marks of each entry, and its words in lines.</param>
/// <param name="Columns">Entries in a row.</param>
internal sealed record SvgLegend(ImmutableArray<(ImmutableArray<Mark> Marks, ImmutableArray<MathText> Lines)> Entries, int Columns)
{
    private const double Size = 7.5, Row = 9.6, Padding = 2.5, Gap = 8, Sample = SvgSample.Width + 4;

    /// <summary>One column.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="room">Its width at most; words are broken into lines.</param>
    public static SvgLegend Of(ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> entries, double room) =>
        new([.. entries.Select(e => (e.Marks, MathText.Of(e.Label).Lines(room - Sample - (2 * Padding) - 1, Size)))], 1);

    /// <summary>As many columns as have room.</summary>
    public static SvgLegend InColumns(ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> entries, double room)
    {
        var column = Of(entries, room);
        return column with { Columns = Math.Clamp((int)((room + Gap) / (column.ColumnWidth + Gap)), 1, entries.Length) };
    }

    public double Width => (Columns * ColumnWidth) + ((Columns - 1) * Gap);

    public double Height => (Row * RowLines.Sum()) + (2 * Padding) - 1;

    private double ColumnWidth => Sample + Entries.Max(e => e.Lines.Max(l => TextWidth.Of(l, Size))) + (2 * Padding) + 1;

    /// <summary>Of each row the lines of its longest entry.</summary>
    private IEnumerable<int> RowLines => Entries.Chunk(Columns).Select(row => row.Max(e => e.Lines.Length));

    public void Draw(SvgCanvas canvas, ColourScale? colours, Box box)
    {
        canvas.Paper(box, 0.82);
        var before = 0;
        foreach (var (row, lines) in Entries.Chunk(Columns).Zip(RowLines))
        {
            foreach (var (i, (marks, words)) in row.Index())
            {
                var (left, middle) = (box.Left + Padding + (i * (ColumnWidth + Gap)), box.Top + Padding + (Row * before) + (Row / 2) - 0.5);
                foreach (var mark in marks) mark.Sample(new(canvas, new(left, middle)), colours);
                foreach (var (k, line) in words.Index()) canvas.Write(line, new(left + Sample, middle + (k * Row) + (0.35 * Size)), Size);
            }
            before += lines;
        }
    }
}
