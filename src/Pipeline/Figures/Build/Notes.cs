using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Marks;
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

    private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
