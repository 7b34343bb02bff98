using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Reports;

/// <summary>What was found, and why it can be trusted: verdicts with standard errors, and the points that did not complete.</summary>
internal sealed class VerdictSection
{
    private readonly IResultTables _tables;
    private readonly ImmutableDictionary<string, CheckSettings> _checks;
    private readonly Selection? _verdicts;
    private readonly Selection _points;

    /// <summary>The row of each point in its table.</summary>
    private readonly Dictionary<double, int> _places;

    /// <summary>Column with the number of measurements: releases before 2026-11-29 did not count them.</summary>
    private readonly string _counted;

    /// <summary>The measurements of a check on the replicates that share the parameters of a point.</summary>
    private readonly Dictionary<(string Check, long Point), Selection> _measured;

    /// <summary>The same of numbers that a check makes of several points; none in results of releases before 2026-12-01.</summary>
    private readonly Dictionary<(string Check, long Point), Selection> _judged;

    private const string Measured = "measured", Number = "number";

    public VerdictSection(IResultTables tables, ExperimentDefinition experiment)
    {
        _tables = tables;
        _checks = experiment.Checks.DistinctBy(c => c.Name).ToImmutableDictionary(c => c.Name, StringComparer.Ordinal);
        _counted = tables.Schema("verdicts")?.IndexOf("measured") >= 0 ? "measured" : "replicates";
        _verdicts = tables.Schema("verdicts") is null
            ? null
            : Selection.Of(tables, "verdicts", ["point", "check", "verdict", "replicates", "passed", "median", _counted]);
        _points = Selection.Of(tables, PointTable.Name, [PointTable.Status, PointTable.Cause, .. ResultNames.Swept(tables)]);
        _places = _points.Rows.ToDictionary(row => _points.Number("point", row));
        _measured = ByPoint(tables, "checks", ["check", Measured, "from", "until", "problem"]);
        _judged = ByPoint(tables, JudgedNumber.Table.Schema.Name, ["check", Number, "problem"]);
    }

    private static Dictionary<(string Check, long Point), Selection> ByPoint(IResultTables tables, string table, ImmutableArray<string> columns)
    {
        var all = new Dictionary<(string Check, long Point), Selection>();
        if (tables.Schema(table) is null) return all;
        foreach (var (key, rows) in Selection.Of(tables, table, columns).GroupBy(["check", .. ResultNames.Swept(tables)]))
        {
            foreach (var row in rows.Rows) all.TryAdd((key[0], (long)rows.Number("point", row)), rows);
        }
        return all;
    }

    public Markup Summary()
    {
        var words = _verdicts is null ? [] : _verdicts.Rows.Select(row => _verdicts.Text("verdict", row)).ToList();
        var (passed, failed, unmeasured) = (words.Count(w => w == "pass"), words.Count(w => w == "fail"), words.Count(
            w => w == Outcome.NotMeasured.Word()));
        var few = words.Count - passed - failed - unmeasured;
        var statuses = _points.Rows.GroupBy(row => _points.Text(PointTable.Status, row)).ToDictionary(g => g.Key, g => g.Count());
        var incomplete = statuses.Where(s => !PointTable.IsGood(s.Key)).Sum(s => s.Value);
        var verdict = words.Count == 0 ? "No criteria were set."
            : $"{passed} of {words.Count} verdicts "
                + $"pass{(failed > 0
                    ? $", {failed} fail"
                    : "")}{(unmeasured > 0 ? $", {unmeasured} were not measured" : "")}{(few > 0 ? $", {few} have too few replicates" : "")}.";
        var counts = statuses.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Value} {s.Key}");
        var points = statuses.Count == 1 && statuses.ContainsKey(PointTable.Complete)
            ? $"{_points.Rows.Length} points, all complete."
            : $"{_points.Rows.Length} points: {string.Join(", ", counts)}.";
        var kind = failed > 0 || unmeasured > 0 || incomplete > 0 ? " fail" : passed == words.Count && passed > 0 ? "" : " open";
        return Markup.Of($"<p class=\"summary{kind}\">{verdict} {points}</p>\n");
    }

    public Markup Table()
    {
        var verdicts = _verdicts is { Rows.IsEmpty: false } ? Verdicts(_verdicts) : "";
        var troubles = _points.Rows.Where(row => _points.Text(PointTable.Status, row) != PointTable.Complete)
            .GroupBy(row => (Status: _points.Text(PointTable.Status, row), Cause: _points.Text(PointTable.Cause, row)))
            .Select(t => new Markup[] { t.Key.Status, $"{t.Count()}", t.Key.Cause }).ToList();
        var without = troubles.Count > 0 ? Html.Table("Points without results", ["status", "points", "cause"], troubles) : "";
        return Markup.Of($"<section id=\"verdicts\"><h2>Verdicts</h2>\n{verdicts}{without}</section>\n");
    }

    /// <summary>What needs a look is open; what passes is folded where it is much.</summary>
    private Markup Verdicts(Selection verdicts)
    {
        const int MostOpen = 8;
        var caption = $"A verdict needs {Verdict.LeastReplicates} replicates, of which {100 * Verdict.LeastShare:0} % must lie within the bounds. "
            + "± is the standard error of the mean over replicates.";
        Markup[] head =
        [
            "check", ResultNames.Swept(_tables).IsEmpty ? "" : "at", "verdict", "passed", "median", "mean ± error", "bounds", "window",
            "why this bound",
        ];
        Markup Of(IEnumerable<int> rows) => Html.Table(caption, head, rows.Select(Row));
        var passes = verdicts.Rows.Where(row => verdicts.Text("verdict", row) == "pass").ToList();
        if (passes.Count <= MostOpen) return Of(verdicts.Rows);
        var rest = verdicts.Rows.Except(passes).ToList();
        return Markup.Join("", rest.Count > 0 ? Of(rest) : "", Html.Details($"{passes.Count} verdicts that pass", Of(passes)));
    }

    private IEnumerable<Markup> Row(int row)
    {
        var name = _verdicts!.Text("check", row);
        var check = _checks.GetValueOrDefault(name);
        var verdict = _verdicts.Text("verdict", row);
        var place = (name, (long)_verdicts.Number("point", row));
        var measured = check?.Against is null ? _measured.GetValueOrDefault(place) : null;
        // What was measured at a point is not the number that is judged where that is made of several points.
        var (judged, column) = check is { IsAcrossPoints: true } ? (_judged.GetValueOrDefault(place), Number) : (measured, Measured);
        double[] numbers = judged is null ? []
            : [.. judged.Rows.Where(r => judged.Text("problem", r).Length == 0).Select(r => judged.Number(column, r))];
        yield return name;
        yield return string.Join(
            ", ", new[]
            {
                check?.Against is { } against ? $"{check.Trend.Along()} {against}" : "", At(check, row),
                check?.RelativeTo is { } other ? $"over {other}" : ""
            }.Where(part => part.Length > 0));
        var close = check is not null && Verdict.AreClose(numbers, check) ? "; the bound is within the error" : "";
        yield return Markup.Of($"<span class=\"{(verdict is "pass" or "fail" ? verdict : "soft")}\">{verdict}</span>{close}");
        yield return FormattableString.Invariant($"{_verdicts.Number("passed", row)} of {_verdicts.Number("replicates", row)}");
        var (due, found) = (_verdicts.Number("replicates", row), _verdicts.Number(_counted, row));
        yield return found == 0 ? "not measured" : Html.Number(_verdicts.Number("median", row));
        yield return judged is null ? "" : Html.Measured(numbers, (int)(due - found));
        yield return Bounds(check);
        yield return measured is null ? "" : Window(measured);
        yield return check?.Because ?? "";
    }

    /// <summary>The swept settings of the points that a verdict is about, but for one that it is along; empty for a verdict on no point.</summary>
    private string At(CheckSettings? check, int row)
    {
        if (_verdicts!.Number("replicates", row) == 0) return "";
        var along = check?.Against is { } against ? ResultNames.Column(_points.Schema, against) : null;
        var place = _places[_verdicts.Number("point", row)];
        return string.Join(", ", ResultNames.Swept(_tables).Where(c => c != along).Select(c => $"{c} = {Plain(_points.Shown(c, place))}"));
    }

    private static string Plain(string value) =>
        Figures.Scene.MathText.Of($"${value}$").Plain is var read && value.Contains('^', StringComparison.Ordinal) ? read : value;

    private static string Bounds(CheckSettings? check) => (check?.AtLeast, check?.AtMost) switch
    {
        ({ } low, { } high) => $"{Html.Number(low)} to {Html.Number(high)}",
        ({ } low, null) => $"≥ {Html.Number(low)}",
        (null, { } high) => $"≤ {Html.Number(high)}",
        _ => "",
    };

    private static string Window(Selection rows)
    {
        var (from, until) = (rows.Number("from", rows.Rows[0]), rows.Number("until", rows.Rows[0]));
        return double.IsInfinity(from) && double.IsInfinity(until)
            ? "all times"
            : double.IsInfinity(from)
            ? $"to {Html.Number(until)}"
            : $"{Html.Number(from)} to {Html.Number(until)}";
    }
}
