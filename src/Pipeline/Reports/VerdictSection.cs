using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Making;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Reports;

/// <summary>What was found, and why it can be trusted: verdicts with standard errors, and the points that did not complete.</summary>
internal sealed class VerdictSection(ResultFiles tables, Experiment experiment)
{
    private readonly ImmutableArray<CheckSettings> _checks = [.. experiment.Checks.Cast<CheckSettings>()];
    // Releases before 2026-11-29 did not count what was measured.
    private readonly string _measured = tables.Schema("verdicts")?.IndexOf("measured") >= 0 ? "measured" : "replicates";
    private readonly Selection? _verdicts = tables.Schema("verdicts") is not { } schema ? null
        : Selection.Of(tables, "verdicts", ["point", "check", "verdict", "replicates", "passed", "median", .. schema.IndexOf("measured") >= 0 ? ["measured"] : Array.Empty<string>()]);

    private readonly Selection _points = Selection.Of(tables, ResultNames.Points, ["status", "cause"]);

    public string Summary()
    {
        var words = _verdicts is null ? [] : _verdicts.Rows.Select(row => _verdicts.Text("verdict", row)).ToList();
        var (passed, failed, unmeasured) = (words.Count(w => w == "pass"), words.Count(w => w == "fail"), words.Count(w => w == Judgement.NotMeasured.Word()));
        var few = words.Count - passed - failed - unmeasured;
        var incomplete = _points.Rows.Count(row => _points.Text("status", row) is not ("complete" or "skipped"));
        var verdict = words.Count == 0 ? "No criteria were set."
            : $"{passed} of {words.Count} verdicts pass{(failed > 0 ? $", {failed} fail" : "")}{(unmeasured > 0 ? $", {unmeasured} were not measured" : "")}{(few > 0 ? $", {few} have too few replicates" : "")}.";
        var points = $"{_points.Rows.Length} points{(incomplete > 0 ? $", {incomplete} of them not complete" : ", all complete")}.";
        var kind = failed > 0 || unmeasured > 0 || incomplete > 0 ? " fail" : passed == words.Count && passed > 0 ? "" : " open";
        return $"<p class=\"summary{kind}\">{verdict} {points}</p>\n";
    }

    public string Table()
    {
        var page = new StringBuilder("<section id=\"verdicts\"><h2>Verdicts</h2>\n");
        if (_verdicts is { Rows.IsEmpty: false })
        {
            page.Append(Html.Table(
                $"A verdict needs {Verdict.LeastReplicates} replicates, of which {100 * Verdict.LeastShare:0} % must lie within the bounds. ± is the standard error of the mean over replicates.",
                ["check", ResultNames.Swept(tables).IsEmpty ? "" : "at", "verdict", "passed", "median", "mean ± error", "bounds", "window", "why this bound"], _verdicts.Rows.Select(Row)));
        }
        var troubles = _points.Rows.Where(row => _points.Text("status", row) != "complete")
            .GroupBy(row => (Status: _points.Text("status", row), Cause: _points.Text("cause", row))).ToList();
        if (troubles.Count > 0) page.Append(Html.Table("Points without results", ["status", "points", "cause"], troubles.Select(t => new[] { t.Key.Status, $"{t.Count()}", Html.Escape(t.Key.Cause) })));
        return page.Append("</section>\n").ToString();
    }

    private IEnumerable<string> Row(int row)
    {
        var name = _verdicts!.Text("check", row);
        var check = _checks.FirstOrDefault(c => c.Name == name);
        var verdict = _verdicts.Text("verdict", row);
        var measured = check?.Against is null ? Measured(name, (long)_verdicts.Number("point", row)) : null;
        yield return Html.Escape(name);
        yield return measured is null ? Html.Escape(check?.Against is { } against ? $"exponent of {against}" : "") : At(measured);
        yield return $"<span class=\"{(verdict is "pass" or "fail" ? verdict : "soft")}\">{verdict}</span>";
        yield return $"{_verdicts.Number("passed", row)} of {_verdicts.Number("replicates", row)}";
        var (due, found) = (_verdicts.Number("replicates", row), _verdicts.Number(_measured, row));
        yield return found == 0 ? "not measured" : Html.Number(_verdicts.Number("median", row));
        yield return measured is null ? "" : Html.Measured([.. measured.Rows.Where(r => measured.Text("problem", r).Length == 0).Select(r => measured.Number("measured", r))], (int)(due - found));
        yield return Html.Escape(Bounds(check));
        yield return measured is null ? "" : Window(measured);
        yield return Html.Escape(check?.Because ?? "");
    }

    /// <summary>The measurements of a check on the replicates that share the parameters of a point.</summary>
    private Selection? Measured(string check, long point)
    {
        if (tables.Schema("checks") is null) return null;
        var all = Selection.Of(tables, "checks", ["check", "measured", "from", "until", "problem"]).Where(Entries(check));
        var swept = ResultNames.Swept(tables);
        return all.GroupBy(swept).Select(g => g.Rows).FirstOrDefault(rows => rows.Rows.Any(r => (long)rows.Number("point", r) == point));
    }

    private Func<int, bool> Entries(string check)
    {
        var names = Selection.Of(tables, "checks", ["check"]);
        return row => names.Text("check", row) == check;
    }

    private string At(Selection rows) => Html.Escape(string.Join(", ", ResultNames.Swept(tables).Select(c => $"{c} = {Plain(rows.Shown(c, rows.Rows[0]))}")));

    private static string Plain(string value) => Figures.Drawing.MathText.Of($"${value}$").Plain is var read && value.Contains('^', StringComparison.Ordinal) ? read : value;

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
        return double.IsInfinity(from) && double.IsInfinity(until) ? "all times" : double.IsInfinity(from) ? $"to {Html.Number(until)}" : $"{Html.Number(from)} to {Html.Number(until)}";
    }
}
