using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>The sentences that a caption gets from the experiment and its results: parameters, error bars, verdicts.</summary>
internal static class Notes
{
    /// <param name="tables">The results.</param>
    /// <param name="experiment">The experiment that they are of; null for figures of several experiments, which have no parameters or verdicts in
    /// common.</param>
    /// <param name="figure">The entry.</param>
    public static ImmutableArray<string> Of(IResultTables tables, ExperimentDefinition? experiment, FigureSettings figure) => experiment is null
        ? [.. ErrorBars.Of(tables, figure), .. OwnData(tables, figure)]
        : [Parameters(experiment), .. ErrorBars.Of(tables, figure), .. Verdicts(tables, figure), .. OwnData(tables, figure)];

    /// <summary>Where data come from that are not of this experiment, each with the beginning of its SHA-256.</summary>
    private static IEnumerable<string> OwnData(IResultTables tables, FigureSettings figure)
    {
        var sources = figure.DataLayers.Select(l => $"{DataName(l)} (SHA-256 {tables.DigestOf(l)[..12]})").Distinct().ToList();
        if (sources.Count > 0) yield return $"Data: {string.Join("; ", sources)}.";
    }

    /// <summary>What a layer reads in place of a table of the experiment.</summary>
    public static string DataName(LayerSettings layer) => layer.File ?? $"{layer.From}, table {layer.Table}";

    /// <summary>The settings as the file writes them; what the sweep replaces is the value of no point.</summary>
    private static string Parameters(ExperimentDefinition experiment)
    {
        string[] common = ["experiment", "system", "title", "description", "checks", "figures", "record", "seed", "replicates"];
        var written = experiment.Sweep.Settings.Aggregate(experiment.Root, (left, swept) => NodePath.Without(left, swept.Keys.AsSpan()))
            .Entries.Where(e => !common.Contains(e.Key)).Select(e => $"{e.Key} {Bare(e.Value)}");
        return $"Parameters: {string.Join("; ", written)}; "
            + $"seed {experiment.Header.Seed}, {experiment.Header.Replicates} replicate{(experiment.Header.Replicates == 1 ? "" : "s")}.";
    }

    private static string Bare(ConfigNode node) => node is ConfigNode.Mapping group
        ? string.Join(", ", group.Entries.Select(e => $"{e.Key} {(e.Value is ConfigNode.Mapping ? $"({Bare(e.Value)})" : e.Value.ToString())}"))
        : node.ToString();

    private static IEnumerable<string> Verdicts(IResultTables tables, FigureSettings figure)
    {
        var names = figure.Checks.Concat(figure.Panels.SelectMany(p => p.Checks)).Distinct().ToList();
        if (names.Count == 0 || tables.Schema("verdicts") is null) yield break;
        var table = tables.Read("verdicts", ["check", "verdict", "passed", "replicates", "median"]);
        string Text(string column, int row) => ((Column.Texts)table.Find(column)!).Values[row];
        double Number(string column, int row) => table.Find(column)!.AsNumbers()[row];
        var sentences = from name in names
                        let rows = Enumerable.Range(0, table.Rows).Where(row => Text("check", row) == name).ToList()
                        from verdict in rows.GroupBy(row => Text("verdict", row))
                        select $"{name} {verdict.Key} ({Of(verdict.Key, [.. verdict], rows.Count)})";
        var all = string.Join("; ", sentences);
        if (all.Length > 0) yield return $"Verdicts: {all}.";

        string Of(string word, List<int> same, int count)
        {
            var medians = same.Select(row => Number("median", row)).Order().ToList();
            return count == 1
                ? $"{Number("passed", same[0])} of {Number("replicates", same[0])} replicates{(word == Outcome.NotMeasured.Word()
                    ? ""
                    : $", median {Short(medians[0])}")}"
                : $"at {same.Count} of {count} parameter sets, medians {Short(medians[0])} to {Short(medians[^1])}";
        }
    }

    /// <summary>How many values a logarithmic axis leaves out.</summary>
    public static IEnumerable<string> Lost(ImmutableArray<Panel> panels)
    {
        var values = panels.Concat(panels.SelectMany(p => p.Insets.Select(i => i.Panel))).Where(p => p.Y.Scale.IsLogarithmic)
            .SelectMany(p => p.Marks.Where(m => m is not CellsMark).SelectMany(m => m.Numbers).Where(s => Visible.Holds(p.X.Scale, s.X)))
            .Where(s => double.IsFinite(s.Y)).ToList();
        var lost = values.Count(s => s.Y <= 0);
        if (lost > 0) yield return $"On logarithmic axes {lost} of {values.Count} values {(lost == 1 ? "has" : "have")} no place: not above 0.";
    }

    private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}

/// <summary>What the error bars and bands of a figure are, in one sentence: those of replicates, and those that stand in a column.</summary>
internal static class ErrorBars
{
    public static IEnumerable<string> Of(IResultTables tables, FigureSettings figure)
    {
        var layers = figure.Layers.Where(l => l.Kind.HasSpread && l.Low is null && l.Value is null)
            .Select(l => (Layer: l, What: What(tables, l))).Where(l => l.What.Length > 0).ToList();
        if (layers.Count == 0) yield break;
        // Whose they are needs no words where all are this experiment's.
        var isAlone = layers.TrueForAll(l => l.Layer.IsOwn);
        var parts = layers.GroupBy(l => l.What, l => isAlone ? "" : Whose(l.Layer)).Select(g => isAlone
            ? g.Key : $"{g.Key} ({string.Join(", ", g.Distinct())})");
        yield return $"Error bars: {string.Join(isAlone ? " or " : "; ", parts)}.";
    }

    private static string What(IResultTables tables, LayerSettings layer)
    {
        var source = tables.Of(layer);
        var (least, most) = layer.Replicates is null or Replicates.Mean or Replicates.Median ? ReplicatesOf(source, layer) : (1, 1);
        if (layer.Error is { } column) return most > 1 ? $"of the mean, from column {column}" : $"column {column}";
        var words = Replication.Words(layer.Shown, layer.Replicates == Replicates.Median);
        return most > 1 && words.Length > 0 ? $"{words} over {(least < most ? $"{least} to " : "")}{most} replicates" : "";
    }

    private static (int Least, int Most) ReplicatesOf(IResultTables source, LayerSettings layer)
    {
        if (IncompletePoints.Replicates(layer, source) is { } replicates) return replicates;
        if (source.Schema(layer.Source)?.IndexOf(PointTable.Replicate) is null or < 0) return (1, 1);
        var column = source.Read(layer.Source, [PointTable.Replicate]).Columns[0];
        var count = column is Column.Texts texts ? texts.Values.Distinct().Count() : column.AsNumbers().Distinct().Count();
        return (count, count);
    }

    private static string Whose(LayerSettings layer) => layer.File ?? layer.From ?? "this experiment";
}
