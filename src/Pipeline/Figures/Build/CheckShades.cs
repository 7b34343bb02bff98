using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>What a check accepts, as tinted areas: its windows in time, and its bounds where they are bounds on what is drawn.</summary>
/// <remarks>
/// A check judges each point on its own. Allowances around a reference are an area for each curve of the panel, in its own window and the colour of
/// its own verdict. Bounds that are the same for all have one area over all windows, in the colour of the worst verdict.
/// </remarks>
/// <param name="tables">The results.</param>
/// <param name="checks">The experiment's checks.</param>
/// <param name="facet">A column and the value that the panel is for.</param>
/// <param name="layers">The panel's, whose factors bounds share, and whose conditions say which points it shows.</param>
internal sealed class CheckShades(
    IResultTables tables, ImmutableArray<CheckSettings> checks, (string Column, string Value)? facet, ImmutableArray<LayerSettings> layers)
{
    private const string Table = "checks", Accepted = "accepted", NotMet = "accepted, not met";

    public IEnumerable<Mark> Of(IEnumerable<string> names) =>
        from name in names
        let check = checks.First(c => c.Name == name)
        from mark in Of(check)
        select Scaled(mark, layers.FirstOrDefault(l => Shows(l, check))?.Times ?? 1);

    private static bool Shows(LayerSettings layer, CheckSettings check) => layer.IsOwn && $"{layer.Table}.{layer.Y}" == check.Value;

    // Where a layer shows N f of a checked f, so does the shade.
    private static Mark Scaled(Mark mark, double factor) => mark switch
    {
        ShadeMark m => m with { Bottom = factor * m.Bottom, Top = factor * m.Top },
        BandMark m => m with { Points = [.. m.Points.Select(s => s with { Low = factor * s.Low, High = factor * s.High })] },
        _ => mark,
    };

    private IEnumerable<Mark> Of(CheckSettings check)
    {
        var groups = Groups(check);
        // A check that holds nowhere here has nothing to show.
        if (groups.IsEmpty) return [];
        var (least, most) = (check.AtLeast ?? double.NegativeInfinity, check.AtMost ?? double.PositiveInfinity);
        return check.Take switch
        {
            Take.Min or Take.Max or Take.Mean or Take.Median when check.With is null => Areas(groups, least, most),
            Take.Last when check.With is null =>
                Areas([.. groups.Select(g => g with { From = Before(g.Until), Until = After(g.Until) })], least, most),
            Take.MaxRelative when check.AtMost is { } share => Around(check, groups, value => share * Math.Abs(value)),
            Take.MaxAbsolute when check.AtMost is { } distance => Around(check, groups, _ => distance),
            _ => Areas(groups, double.NegativeInfinity, double.PositiveInfinity, "window of the check", "window, not met"),
        };
    }

    /// <summary>What the check judges here: points that differ in their replicate alone are one curve, with one window.</summary>
    private ImmutableArray<Judged> Groups(CheckSettings check)
    {
        var schema = tables.Schema(Table) ?? throw new MissingResultException($"there is no table '{Table}' in these results");
        ImmutableArray<string> swept = [.. ResultNames.Swept(tables).Where(c => schema.IndexOf(c) >= 0)];
        var rows = Selection.Of(tables, Table, ["check", "from", "until", .. swept]);
        if (facet is { } only && ResultNames.Column(rows.Schema, only.Column) is { } column)
            rows = rows.Where(row => rows.Text(column, row) == only.Value);
        rows = Shown(check, rows.Where(row => rows.Text("check", row) == check.Name), swept);
        var fails = Failures(check, swept);
        return
        [
            .. rows.GroupBy(swept).Select(g => new Judged(
                [.. g.Rows.Rows.Select(row => g.Rows.Number("point", row))], Middle(g.Rows, "from", double.NegativeInfinity),
                Middle(g.Rows, "until", double.PositiveInfinity), !fails(g.Key))),
        ];
    }

    /// <summary>The rows of points that the panel shows the checked quantity of, by the conditions of its layers on swept settings; all where it
    /// shows something else.</summary>
    private Selection Shown(CheckSettings check, Selection rows, ImmutableArray<string> swept)
    {
        var shown = layers.Where(l => Shows(l, check)).Select(l => l.Where.Select(w => RowCondition.Read(w)!)
            .Where(c => ResultNames.Column(rows.Schema, c.Column) is { } column && swept.Contains(column))
            .Aggregate(rows, (left, condition) => left.Where(condition, null)).Rows.ToHashSet()).ToList();
        return shown.Count == 0 ? rows : rows.Where(row => shown.Exists(s => s.Contains(row)));
    }

    /// <summary>Whether the check fails at a combination of swept settings; one over several points fails everywhere.</summary>
    private Func<ImmutableArray<string>, bool> Failures(CheckSettings check, ImmutableArray<string> swept)
    {
        if (tables.Schema("verdicts") is null) return _ => false;
        var verdicts = Selection.Of(tables, "verdicts", ["point", "check", "verdict"]);
        var failed = verdicts.Where(row => verdicts.Text("check", row) == check.Name && verdicts.Text("verdict", row) == "fail")
            .Rows.Select(row => verdicts.Number("point", row)).ToHashSet();
        if (check.IsAcrossPoints) return _ => failed.Count > 0;
        // A verdict names one point of the combination, which need not be among those that were measured.
        var points = Selection.Of(tables, PointTable.Name, swept);
        string Joined(ImmutableArray<string> key) => string.Join('\u001f', key);
        var there = points.Where(row => failed.Contains(points.Number("point", row))).GroupBy(swept).Select(g => Joined(g.Key)).ToHashSet();
        return key => there.Contains(Joined(key));
    }

    /// <summary>One area over each stretch of time that windows cover together.</summary>
    private static IEnumerable<Mark> Areas(
        ImmutableArray<Judged> groups, double bottom, double top, string met = Accepted, string notMet = NotMet)
    {
        var isMet = groups.All(g => g.IsMet);
        var windows = new List<(double From, double Until)>();
        foreach (var group in groups.OrderBy(g => g.From))
        {
            if (windows.Count > 0 && group.From <= windows[^1].Until) windows[^1] = (windows[^1].From, Math.Max(windows[^1].Until, group.Until));
            else windows.Add((group.From, group.Until));
        }
        return windows.Select(w => new ShadeMark(w.From, w.Until, bottom, top, Tint(isMet), isMet ? met : notMet));
    }

    private static Colour Tint(bool isMet) => isMet ? Palette.Accepted : Palette.Rejected;

    // The bounds hold at one time: a narrow strip around it.
    private static double Before(double time) => double.IsFinite(time) ? 0.97 * time : double.NegativeInfinity;

    private static double After(double time) => double.IsFinite(time) ? 1.03 * time : double.PositiveInfinity;

    private static double Middle(Selection rows, string column, double absent)
    {
        var values = rows.Rows.Select(row => rows.Number(column, row)).Where(v => !double.IsNaN(v)).Order().ToList();
        return values.Count == 0 ? absent : values[values.Count / 2];
    }

    /// <summary>The reference with its allowance on both sides.</summary>
    private IEnumerable<Mark> Around(CheckSettings check, ImmutableArray<Judged> groups, Func<double, double> allowance)
    {
        var with = check.With!;
        if (double.TryParse(with, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return Areas(groups, number - allowance(number), number + allowance(number));
        var dot = with.IndexOf('.', StringComparison.Ordinal);
        ImmutableArray<string> where =
            [.. check.Where.Where(w => tables.Schema(with[..dot]) is { } schema && schema.IndexOf(RowCondition.Read(w)!.Column) >= 0)];
        var layer = new LayerSettings(Draw.Line, with[..dot], with[(dot + 1)..], By: [], Where: where);
        // A theory that does not know a swept setting is one curve, which fails where any does.
        return groups.OrderBy(g => g.IsMet).Select(g =>
        {
            var reference = new LayerReader(tables, facet, null, g.Points).Read(layer).FirstOrDefault();
            var times = reference?.Points.Select(s => s.X).ToList() ?? [];
            var (from, until) = (NearTime.Nearest(g.From, times), NearTime.Nearest(g.Until, times));
            var points = reference?.Points.Where(s => s.X >= from && s.X <= until)
                .Select(s => s with { Low = s.Y - allowance(s.Y), High = s.Y + allowance(s.Y) }) ?? [];
            return new BandMark([.. points], Tint(g.IsMet), g.IsMet ? Accepted : NotMet) { Curve = $"around {reference?.Name}" };
        }).Where(b => !b.Points.IsEmpty).DistinctBy(b => string.Join('\n', b.Points));
    }

    /// <summary>What a check judges together.</summary>
    /// <param name="Points">Replicates of one combination of swept settings.</param>
    /// <param name="From">Start of the window.</param>
    /// <param name="Until">Its end.</param>
    /// <param name="IsMet">No verdict on them is that the check fails.</param>
    private sealed record Judged(ImmutableHashSet<double> Points, double From, double Until, bool IsMet);
}
