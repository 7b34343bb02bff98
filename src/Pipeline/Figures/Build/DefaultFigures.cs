using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>The figures of an experiment that writes none: what its system's user looks at first, as entries of <c>figures:</c>.</summary>
/// <remarks>Observables over time; their ends over a swept number; a heat map of the first over two swept numbers.</remarks>
internal sealed class DefaultFigures
{
    private const int MostPanels = 3;
    private const int MostLabels = 8;
    private const int MostCurves = 36;
    private const int MostFacets = 6;

    // Fewer values are told apart by colour.
    private const int LeastPlaces = 3;

    private readonly ExperimentDefinition _experiment;
    private readonly ImmutableArray<Observable> _observables;
    private readonly ImmutableArray<SweptAxis> _axes;

    private DefaultFigures(ExperimentDefinition experiment, ImmutableArray<Observable> observables)
    {
        (_experiment, _observables) = (experiment, observables);
        var numeric = experiment.Columns.Where(c => c.Type != typeof(string) && c.Type != typeof(bool)).Select(c => c.Path).ToHashSet();
        // Settings of a zip change together: one of them stands for all.
        _axes =
        [
            .. experiment.Sweep.Axes.Where(a => a.Count > 1)
                .Select(a => (Axis: a, Setting: a.Settings.FirstOrDefault(s => numeric.Contains(s.Path)) ?? a.Settings[0]))
                .Select(a => new SweptAxis(a.Setting.Path, a.Axis.Count, numeric.Contains(a.Setting.Path) && a.Axis.Count >= LeastPlaces,
                    IsGeometric(a.Setting), !experiment.Columns.First(c => c.Path == a.Setting.Path).Names.IsEmpty)),
        ];
    }

    public static ImmutableArray<FigureSettings> Of(ExperimentDefinition experiment, ImmutableArray<Observable> observables) =>
        observables.IsDefaultOrEmpty ? [] : [.. new DefaultFigures(experiment, observables).All()];

    /// <summary>What results can show of a default figure: layers of a table that they lack are left out, as the theory of an experiment without
    /// one.</summary>
    public static FigureSettings Within(FigureSettings figure, IResultTables tables) => figure with
    {
        Panels = [.. figure.Panels.Select(p => p with { Layers = [.. p.Layers.Where(l => IsThere(l, tables))] }).Where(p => !p.Layers.IsEmpty)],
    };

    private static bool IsThere(LayerSettings layer, IResultTables tables) =>
        tables.Schema(ResultNames.Table(tables, layer.Source)) is { } schema
        && new[] { layer.X, layer.Y, layer.Value, layer.Error }.OfType<string>().All(c => ResultNames.Column(schema, c) is not null);

    private IEnumerable<FigureSettings> All()
    {
        if (OverTime() is { } series) yield return series;
        if (AtEnd() is { } ends) yield return ends;
        if (Map() is { } map) yield return map;
    }

    private FigureSettings? OverTime()
    {
        var facet = _axes.Length < 2 ? null : _axes.Where(a => a.Count <= MostFacets).MinBy(a => a.Count);
        ImmutableArray<SweptAxis> apart = [.. _axes.Where(a => a != facet)];
        if (Product(apart) > MostCurves) return null;
        var isLog = _experiment.Root.Find("record")?.Value is ConfigNode.Mapping record && record.Find("log") is not null;
        // Rows are whole, or those of the next observable would begin in the middle of one; more than three columns are too narrow for words.
        var columns = facet is null ? Math.Min(_observables.Length, MostPanels) : facet.Count == 4 ? 2 : Math.Min(facet.Count, 3);
        var panels = _observables.Take(facet is null ? MostPanels : facet.Count % columns == 0 ? 2 : 1).Select(o => new PanelSettings(
            [.. Layers(o.Predicted, o.Measured, o, "time", apart)], X: new(Scale: Kind(isLog)), Y: new(o.Label, Kind(o.IsLogarithmic)),
            Facet: facet?.Path, Rules: [], Checks: [], Insets: []));
        var place = facet is null ? Place.Best : Place.Beside;
        return new("over-time", OneLegend(panels, place), "Over time", Caption(), columns, []);
    }

    private FigureSettings? AtEnd()
    {
        if (_axes.Where(a => a.IsAxis).MaxBy(a => a.Count) is not { } along) return null;
        ImmutableArray<SweptAxis> apart = [.. _axes.Where(a => a != along)];
        var observables = _observables.Where(o => o.Final is not null).Take(MostPanels).ToList();
        if (observables.Count == 0 || Product(apart) > MostCurves) return null;
        var panels = observables.Select(o => new PanelSettings(
            [.. Layers(o.FinalPredicted, o.Final!, AtItsEnd(o), along.Path, apart)], X: new(along.Name, Kind(along.IsGeometric)),
            Y: new(o.Label, Kind(o.IsLogarithmic)), Rules: [], Checks: [], Insets: []));
        return new("at-the-end", OneLegend(panels), "At the end", Caption(), observables.Count, []);
    }

    private static Observable AtItsEnd(Observable o) => o with { Error = null, PredictedName = o.FinalPredictedName ?? o.PredictedName };

    private FigureSettings? Map()
    {
        ImmutableArray<SweptAxis> both = [.. _axes.Where(a => a.IsAxis).OrderByDescending(a => a.Count).Take(2)];
        ImmutableArray<SweptAxis> rest = [.. _axes.Except(both)];
        if (both.Length < 2 || rest.Length > 1 || rest.Any(a => a.Count > MostFacets)) return null;
        if (_observables.FirstOrDefault(o => o.Final is not null) is not { Final: { } final } first) return null;
        var panels = new[] { (Name: first.MeasuredName, Column: (string?)final), (Name: AtItsEnd(first).PredictedName, Column: first.FinalPredicted) }
            .Where(c => c.Column is not null)
            .Select(c => new PanelSettings(
                [Layer(Draw.Cells, c.Column!, both[0].Path) with { Y = both[1].Path, Value = ColumnOf(c.Column!) }],
                first.FinalPredicted is null ? "" : c.Name,
                new(both[0].Name, Kind(both[0].IsGeometric)), new(both[1].Name, Kind(both[1].IsGeometric)),
                new(first.Label, Kind(first.IsLogarithmic)), rest.Length == 1 ? rest[0].Path : null, [], [], []));
        var columns = rest.Length == 1 ? Math.Min(rest[0].Count, 3) : 2;
        return new("map", [.. panels], "At the end, over two settings", Caption("Medians"), columns, []);
    }

    /// <summary>Panels of the same curves: the last one with all kinds of them has the legend.</summary>
    private static ImmutableArray<PanelSettings> OneLegend(IEnumerable<PanelSettings> panels, Place place = Place.Best)
    {
        ImmutableArray<PanelSettings> all = [.. panels];
        var most = all.Max(p => p.Layers.Length);
        var shown = all.Last(p => p.Layers.Length == most);
        return [.. all.Select(p => p with { Legend = p == shown ? place : Place.None })];
    }

    private static IEnumerable<LayerSettings> Layers(
        string? predicted, string measured, Observable observable, string x, ImmutableArray<SweptAxis> apart, bool isSingle)
    {
        var label = Product(apart) is > 1 and <= MostLabels ? string.Join(", ", apart.Select(LabelOf)) : "";
        // One curve of each kind: the same colour in every panel, also in those that have one kind alone.
        (ColourName? Predicted, ColourName? Measured) colours = Product(apart) == 1 ? (ColourName.Blue, ColourName.Red) : (null, null);
        if (predicted is not null)
        {
            yield return Layer(Draw.Line, predicted, x) with { Label = label, Name = observable.PredictedName, Colour = colours.Predicted };
        }
        yield return Layer(Draw.Points, measured, x) with
        {
            Label = label,
            Name = observable.MeasuredName,
            Colour = colours.Measured,
            Error = isSingle && observable.Error is { } error ? ColumnOf(error) : null,
        };
    }

    private IEnumerable<LayerSettings> Layers(string? predicted, string measured, Observable observable, string x, ImmutableArray<SweptAxis> apart) =>
        Layers(predicted, measured, observable, x, apart, _experiment.Header.Replicates == 1);

    private static LayerSettings Layer(Draw draw, string column, string x) => new(draw, TableOf(column), ColumnOf(column), x, By: [], Where: []);

    private string Caption(string what = "Means") => _experiment.Header.Replicates > 1 ? $"{what} over replicates." : "";

    private static bool IsGeometric(SweptSetting setting)
    {
        var values = Enumerable.Range(0, setting.Values.Count).Select(i => setting.Values[i] is ConfigNode.Scalar { Text: var text }
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        if (!(values.Min() > 0)) return false;
        values.Sort();
        var ratios = values.Zip(values.Skip(1), (a, b) => b / a).ToList();
        // Doubled again and again, or over a decade.
        return values[^1] >= 10 * values[0] || (ratios.Count > 1 && ratios.Min() >= 1.5 && ratios.Max() <= 1.1 * ratios.Min());
    }

    /// <summary>The short name of a group names its keys itself.</summary>
    private static string LabelOf(SweptAxis axis) => axis.IsGroup ? $"{{{axis.Path}}}" : $"{axis.Name} = {{{axis.Path}}}";

    private static int Product(ImmutableArray<SweptAxis> axes) => axes.Aggregate(1, (count, axis) => count * axis.Count);

    private static ScaleKind Kind(bool isLogarithmic) => isLogarithmic ? ScaleKind.Log : ScaleKind.Linear;

    private static string TableOf(string column) => column[..column.IndexOf('.', StringComparison.Ordinal)];

    private static string ColumnOf(string column) => column[(column.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <param name="Path">Of the setting.</param>
    /// <param name="Count">Number of values.</param>
    /// <param name="IsAxis">Numbers, enough of them for an axis.</param>
    /// <param name="IsGeometric">They span a decade, or each is the same multiple of the one before.</param>
    /// <param name="IsGroup">They are groups of settings.</param>
    private sealed record SweptAxis(string Path, int Count, bool IsAxis, bool IsGeometric, bool IsGroup)
    {
        public string Name => Path[(Path.LastIndexOf('.') + 1)..];
    }
}
