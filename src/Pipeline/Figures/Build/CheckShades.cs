using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>What a check accepts, as a tinted area: its window in time, and its bounds where they are bounds on what is drawn.</summary>
/// <param name="tables">The results.</param>
/// <param name="checks">The experiment's checks.</param>
/// <param name="facet">A column and the value that the panel is for.</param>
/// <param name="layers">The panel's, whose factors bounds share.</param>
internal sealed class CheckShades(
    IResultTables tables, ImmutableArray<CheckSettings> checks, (string Column, string Value)? facet, ImmutableArray<LayerSettings> layers)
{
    private const string Table = "checks";

    public IEnumerable<Mark> Of(IEnumerable<string> names) =>
        from name in names
        let check = checks.First(c => c.Name == name)
        let mark = Of(check)
        where mark is not null
        select Scaled(mark, layers.FirstOrDefault(l => $"{l.Table}.{l.Y}" == check.Value)?.Times ?? 1);

    // Where a layer shows N f of a checked f, so does the shade.
    private static Mark Scaled(Mark mark, double factor) => mark switch
    {
        ShadeMark m => m with { Bottom = factor * m.Bottom, Top = factor * m.Top },
        BandMark m => m with { Points = [.. m.Points.Select(s => s with { Low = factor * s.Low, High = factor * s.High })] },
        _ => mark,
    };

    private Mark? Of(CheckSettings check)
    {
        var rows = Selection.Of(tables, Table, ["check", "from", "until"]);
        if (facet is { } only && ResultNames.Column(rows.Schema, only.Column) is { } column)
            rows = rows.Where(row => rows.Text(column, row) == only.Value);
        rows = rows.Where(row => rows.Text("check", row) == check.Name);
        // A check that holds nowhere here has nothing to show.
        if (rows.Rows.IsEmpty) return null;
        var (from, until) = (Middle(rows, "from", double.NegativeInfinity), Middle(rows, "until", double.PositiveInfinity));
        var isMet = IsMet(check);
        var (colour, label) = isMet ? (Palette.Accepted, "accepted") : (Palette.Rejected, "accepted, not met");
        return check.Take switch
        {
            Take.Min or Take.Max or Take.Mean or Take.Median when check.With is null =>
                new ShadeMark(from, until, check.AtLeast ?? double.NegativeInfinity, check.AtMost ?? double.PositiveInfinity, colour, label),
            Take.Last when check.With is null => new ShadeMark(Before(until), After(until), check.AtLeast
                ?? double.NegativeInfinity, check.AtMost ?? double.PositiveInfinity, colour, label),
            Take.MaxRelative when check.AtMost is { } share => Around(check, from, until, colour, label, value => share * Math.Abs(value)),
            Take.MaxAbsolute when check.AtMost is { } distance => Around(check, from, until, colour, label, _ => distance),
            _ => new ShadeMark(from, until, double.NegativeInfinity, double.PositiveInfinity, colour, isMet
                ? "window of the check"
                : "window, not met"),
        };
    }

    // The bounds hold at one time: a narrow strip around it.
    private static double Before(double time) => double.IsFinite(time) ? 0.97 * time : double.NegativeInfinity;

    private static double After(double time) => double.IsFinite(time) ? 1.03 * time : double.PositiveInfinity;

    private static double Middle(Selection rows, string column, double absent)
    {
        var values = rows.Rows.Select(row => rows.Number(column, row)).Where(v => !double.IsNaN(v)).Order().ToList();
        return values.Count == 0 ? absent : values[values.Count / 2];
    }

    private bool IsMet(CheckSettings check)
    {
        if (tables.Schema("verdicts") is null) return true;
        var (verdicts, here) = (Selection.Of(tables, "verdicts", ["point", "check", "verdict"]), check.IsAcrossPoints ? null : PointsHere());
        return !verdicts.Rows.Any(row => verdicts.Text("check", row) == check.Name && verdicts.Text("verdict", row) == "fail"
            && here?.Contains(verdicts.Number("point", row)) is not false);
    }

    /// <summary>The points that the panel is for; null where it is for all.</summary>
    private HashSet<double>? PointsHere()
    {
        if (facet is not { } only || tables.Schema(ResultNames.Points) is not { } schema || ResultNames.Column(schema, only.Column) is not { } column)
            return null;
        var points = Selection.Of(tables, ResultNames.Points, [column]);
        return [.. points.Where(row => points.Text(column, row) == only.Value).Rows.Select(row => points.Number("point", row))];
    }

    /// <summary>The reference with its allowance on both sides.</summary>
    private Mark Around(CheckSettings check, double from, double until, Colour colour, string label, Func<double, double> allowance)
    {
        var with = check.With!;
        if (double.TryParse(with, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return new ShadeMark(from, until, number - allowance(number), number + allowance(number), colour, label);
        var dot = with.IndexOf('.', StringComparison.Ordinal);
        ImmutableArray<string> where =
            [.. check.Where.Where(w => tables.Schema(with[..dot]) is { } schema && schema.IndexOf(RowCondition.Read(w)!.Column) >= 0)];
        var reference = new LayerReader(tables, facet, null).Read(new(Draw.Line, with[..dot], with[(dot + 1)..], By: [], Where: where))
            .FirstOrDefault();
        var times = reference?.Points.Select(s => s.X).ToList() ?? [];
        (from, until) = (NearTime.Nearest(from, times), NearTime.Nearest(until, times));
        var points = reference?.Points.Where(s => s.X >= from
            && s.X <= until).Select(s => s with { Low = s.Y - allowance(s.Y), High = s.Y + allowance(s.Y) }) ?? [];
        return new BandMark([.. points], colour, label);
    }
}
