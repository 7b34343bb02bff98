using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Pens;
using Pipelines.Pipeline.Figures.Scene;

namespace Pipelines.Pipeline.Figures.Svg;

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
