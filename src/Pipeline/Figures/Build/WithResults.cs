using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>An entry of <c>figures:</c> without what it asks of points that have no results, such as those of an optional file that is not
/// there.</summary>
/// <param name="Settings">The entry with the layers, guide lines, insets and panels that are left.</param>
/// <param name="LeftOut">Which points are not shown, and why: a sentence each.</param>
internal sealed record WithResults(FigureSettings Settings, ImmutableArray<string> LeftOut)
{
    /// <param name="figure">The entry.</param>
    /// <param name="tables">The results.</param>
    /// <exception cref="UnmetConditionException">A condition is met by no point, or by no row of points that have results: it is a
    /// mistake.</exception>
    /// <exception cref="WithoutResultsException">No point that the figure is about has results.</exception>
    public static WithResults Of(FigureSettings figure, IResultTables tables)
    {
        var reader = new LayerReader(tables, null, null);
        var sentences = new List<string>();
        ImmutableArray<PanelSettings> panels = [.. figure.Panels.Select(Kept).Where(p => !p.Layers.IsEmpty)];
        if (panels.IsEmpty && sentences.Count > 0) throw new WithoutResultsException(string.Join(' ', sentences.Distinct()).TrimEnd('.'));
        return new(sentences.Count == 0 ? figure : figure with { Panels = panels }, [.. sentences.Distinct()]);

        PanelSettings Kept(PanelSettings panel) => panel with
        {
            Layers = [.. panel.Layers.Where(HasResults)],
            Rules = KeptRules(panel.Rules),
            Insets =
            [
                .. panel.Insets.Select(i => i with { Layers = [.. i.Layers.Where(HasResults)], Rules = KeptRules(i.Rules) })
                    .Where(i => !i.Layers.IsEmpty),
            ],
        };

        ImmutableArray<RuleSettings> KeptRules(ImmutableArray<RuleSettings> rules) =>
            [.. rules.Where(r => r.Column is not { } layer || HasResults(layer))];

        bool HasResults(LayerSettings layer)
        {
            if (reader.Unmet(layer) is not { } unmet) return true;
            sentences.Add(WithoutResults(layer, tables.Of(layer)) ?? throw unmet);
            return false;
        }
    }

    /// <summary>Why the points that a layer is about have no results; null where some have, or there are none.</summary>
    private static string? WithoutResults(LayerSettings layer, IResultTables tables)
    {
        if (tables.Schema(PointTable.Name) is not { } schema) return null;
        var conditions = IncompletePoints.Conditions(layer, tables, schema);
        if (conditions.IsEmpty) return null;
        var points = conditions.Aggregate(
            Selection.Of(tables, PointTable.Name, [PointTable.Status, PointTable.Cause]), (left, condition) => left.Where(condition, null));
        if (points.Rows.IsEmpty || points.Rows.Any(row => points.Text(PointTable.Status, row) == PointTable.Complete)) return null;
        var which = string.Join(", ", conditions.Select(c => $"{c.Column} {c.Sign} {c.Value}"));
        var first = points.Rows[0];
        var (status, cause) = (points.Text(PointTable.Status, first), points.Text(PointTable.Cause, first).TrimEnd('.'));
        return $"Not shown: {which}, as its points are {status} ({cause}).";
    }
}

/// <summary>No point that a figure is about has results: nothing of the figure is wrong.</summary>
internal sealed class WithoutResultsException(string message) : MissingResultException(message);
