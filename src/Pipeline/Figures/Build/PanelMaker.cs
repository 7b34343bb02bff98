using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Stages.Checks;

namespace Pipelines.Pipeline.Figures.Build;

/// <summary>From a panel's entry to panels: one, or one for each value of its facet.</summary>
/// <param name="tables">The results.</param>
/// <param name="checks">The experiment's checks.</param>
/// <param name="frame">The frame of an animation; null for the last.</param>
/// <param name="isDefault">The figure is nobody's choice: curves far above the others do not stretch its axis.</param>
internal sealed class PanelMaker(IResultTables tables, ImmutableArray<CheckSettings> checks, double? frame, bool isDefault = false)
{
    /// <summary>Values of a sweep that an axis labels, if they are as few.</summary>
    private const int MostPlaces = 8;

    /// <exception cref="MissingResultException">The results lack a table or a column.</exception>
    public ImmutableArray<Panel> Make(PanelSettings panel, int columns)
    {
        var facets = panel.Facet is { } column ? FacetValues(panel, column).Select(v => ((string, string)?)(column, v)).ToList() : [null];
        if (facets.Count == 0) throw new MissingResultException($"no row has a value of '{panel.Facet}'");
        var contents = facets.Select(f => ContentOf(panel.Layers, panel.Rules, f, panel)).ToList();
        if (contents.All(c => c.Curves.All(curve => curve.Points.IsEmpty))) throw new MissingResultException("no row is left under the conditions");
        var framed = Framed(panel.X, panel.Y, panel.Colours, contents).ToList();
        if (frame is null && framed.TrueForAll(p => !p.ShowsData))
        {
            var names = panel.Layers.Select(l => l.Y ?? l.Low).OfType<string>().Distinct();
            throw new UnmetConditionException(
                $"no row of {string.Join(", ", names)} has a place on the axes: values are NaN, not above 0 on a logarithmic axis, or outside of "
                    + "'from' and 'to'");
        }
        var withLegend = Math.Min(columns, facets.Count) - 1;
        var own = framed[withLegend].Marks.Select(m => m.Label).ToHashSet(StringComparer.Ordinal);
        return framed.Select((made, i) =>
        {
            var title = facets[i] is var (name, value) ? FacetTitle(panel, name, value) : panel.Title;
            // Facets share their axes, so that the inner ones need no numbers.
            var isBottom = i + columns >= facets.Count;
            return made with
            {
                Title = title,
                // At the upper right: beside it a legend that finds no room in the frame stands at the edge of the figure.
                Legend = i == withLegend ? panel.Legend : Place.None,
                Elsewhere = i == withLegend ? [.. framed.SelectMany(p => p.Marks).Where(m => !own.Contains(m.Label))] : [],
                Aspect = panel.Aspect,
                X = made.X with { HasNumbers = isBottom },
                Y = made.Y with { HasNumbers = i % columns == 0 },
                Insets = [.. panel.Insets.Select(inset => Make(inset, facets[i]))],
            };
        }).ToImmutableArray();
    }

    private Inset Make(InsetSettings inset, (string, string)? facet) => new(
        Framed(inset.X, inset.Y, null, [ContentOf(inset.Layers, inset.Rules, facet, null)]).Single() with { Legend = Place.None }, inset.Place,
        inset.Share);

    private Content ContentOf(ImmutableArray<LayerSettings> layers, ImmutableArray<RuleSettings> rules, (string, string)? facet, PanelSettings? panel)
    {
        var reader = new LayerReader(tables, facet, frame);
        var shades = panel is null || panel.Checks.IsDefaultOrEmpty ? [] : new CheckShades(tables, checks, facet, panel.Layers).Of(panel.Checks);
        return new([.. layers.Select(l => (l, reader.Read(l)))], [.. shades, .. rules.Select(r => RuleOf(r, reader))]);
    }

    private IEnumerable<Panel> Framed(AxisSettings? x, AxisSettings? y, AxisSettings? colours, IReadOnlyList<Content> contents)
    {
        bool IsLog(AxisSettings? axis) => axis?.Scale == ScaleKind.Log;
        var hasCells = contents.Any(c => c.Layers.Any(l => l.Layer.Kind.IsGrid));
        var across = ScaleOf(x, contents.SelectMany(c => c.Across(IsLog(x), IsLog(y))), hasCells);
        var far = isDefault && !IsLog(y) ? FarCurves.Of(contents) : FarCurves.None;
        var up = ScaleOf(y, contents.SelectMany(c => far.Without(c).Up(IsLog(x), IsLog(y), x)), hasCells);
        // Empty curves keep their styles, which they have in facets where they are not empty; in frames they come to have points later.
        var styles = new CurveStyles(contents);
        var empty = frame is null ? new EmptyCurves(contents, IsLog(x), IsLog(y)) : null;
        var drawn = contents.Select(c => (empty?.Without(c) ?? c).Marks(across, up, styles).ToList()).ToList();
        var scale = ColoursOf(colours, contents, drawn);
        var first = contents[0].Layers[0].Layer;
        var horizontal = new Axis(x?.Label ?? Name(first, first.X), across) { Places = hasCells || AreSwept() ? Places(s => s.X) : [] };
        var vertical = new Axis(y?.Label ?? Name(first, first.Y ?? first.Low!), up) { Places = hasCells ? Places(s => s.Y) : [] };
        return drawn.Select((d, i) => new Panel("", horizontal, vertical, [.. contents[i].Behind.Where(IsShown), .. d])
        {
            Colours = scale,
            Absent = i == 0 && empty is not null ? [.. empty.Names, .. RulesWithoutNumber(contents)] : [],
            Beyond = i == 0 ? far.Names : [],
        });

        ImmutableArray<double> Places(Func<Point, double> coordinate) =>
            [.. contents.SelectMany(c => c.Curves).SelectMany(c => c.Points).Select(coordinate).Distinct()];

        // Round numbers between the values of a sweep that is evenly spaced in its logarithm are values that nobody chose.
        bool AreSwept() => IsLog(x) && contents.All(c => c.Layers.All(l => IsSwept(l.Layer)))
            && Places(s => s.X) is { Length: <= MostPlaces } places && places.All(NumberText.IsShort);

        bool IsShown(Mark mark) => mark is not RuleMark rule || rule.IsWithin(across, up);
    }

    /// <summary>The horizontal axis of a layer is a swept setting.</summary>
    private bool IsSwept(LayerSettings layer)
    {
        var source = tables.Of(layer);
        return source.Schema(ResultNames.Table(source, layer.Source)) is { } schema
            && ResultNames.Column(schema, layer.X) is { } column && ResultNames.Swept(source).Contains(column);
    }

    private static Scale ScaleOf(AxisSettings? axis, IEnumerable<double> values, bool isTight)
    {
        var isLogarithmic = axis?.Scale == ScaleKind.Log;
        if (!isTight) return DataRange.Of(values, isLogarithmic, axis?.From, axis?.To);
        // A heat map fills its frame.
        var kept = values.Where(v => double.IsFinite(v) && (!isLogarithmic || v > 0)).DefaultIfEmpty(1).ToList();
        return DataRange.Of(kept, isLogarithmic, axis?.From ?? kept.Min(), axis?.To ?? kept.Max());
    }

    private ColourScale? ColoursOf(AxisSettings? colours, IReadOnlyList<Content> contents, List<List<Mark>> drawn)
    {
        var counts = drawn.SelectMany(marks => marks).SelectMany(m => m.Counts).ToList();
        var coloured = contents.SelectMany(c => c.Layers).FirstOrDefault(l => l.Layer.Value is not null).Layer;
        if (counts.Count > 0 && coloured is not null)
            throw new UnmetConditionException(
                $"points that are counted in bins are coloured by their number, another layer by {coloured.Value}: draw them in panels of their own");
        if (counts.Count > 0)
        {
            // Panels that share the scale have its ends in their settings.
            var (least, most) = (colours?.From is > 0 and var from ? from : 1, colours?.To is > 0 and var to ? to : Math.Max(10, counts.Max()));
            return new(colours?.Label ?? "points", Scale.Logarithmic(least, most));
        }
        if (coloured is not { } layer) return null;
        var values = contents.SelectMany(c => c.Values).Where(v => double.IsFinite(v)
            && (colours?.Scale != ScaleKind.Log || v > 0)).DefaultIfEmpty(1).ToList();
        return new(colours?.Label ?? Name(layer, layer.Value!), DataRange.Of(values, colours?.Scale == ScaleKind.Log, colours?.From
            ?? values.Min(), colours?.To ?? values.Max()));
    }

    private string Name(LayerSettings layer, string column)
    {
        var source = tables.Of(layer);
        var schema = source.Schema(ResultNames.Table(source, layer.Source))!;
        var found = schema.Columns[schema.IndexOf(ResultNames.Column(schema, column)!)];
        return found.Unit.Length > 0 && found.Unit != found.Name ? $"{found.Name} ({found.Unit})" : found.Name;
    }

    /// <summary>Guide lines at a mean that is no number.</summary>
    private static IEnumerable<string> RulesWithoutNumber(IReadOnlyList<Content> contents) =>
        contents.SelectMany(c => c.Behind).OfType<RuleMark>().Where(r => double.IsNaN(r.At))
            .Select(r => r.Label.Length > 0 ? r.Label : "a guide line").Distinct();

    private RuleMark RuleOf(RuleSettings rule, LayerReader reader)
    {
        var at = rule.Number ?? MeanOf(rule.Column!, reader);
        return new(at, rule.X is not null, new(Palette.Of(rule.Colour), rule.Dash, 0.8), rule.Label);
    }

    private static double MeanOf(LayerSettings column, LayerReader reader)
    {
        var rows = reader.Rows(column);
        return rows.Rows.Select(row => rows.Number(column.X, row)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
    }

    private List<string> FacetValues(PanelSettings panel, string column)
    {
        // Data of one's own need not have the column: they are in every panel.
        foreach (var layer in panel.Layers)
        {
            var rows = new LayerReader(tables, null, frame).Rows(layer);
            if (ResultNames.Column(rows.Schema, column) is { } name) return [.. rows.Rows.Select(row => rows.Text(name, row)).Distinct()];
        }
        return [];
    }

    /// <summary>The title with the value where it names the facet; else name and value behind it.</summary>
    private static string FacetTitle(PanelSettings panel, string column, string value)
    {
        string Shown(bool isInverse) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? NumberText.Of(isInverse ? 1 / number : number)
            : value;
        if (panel.HasFacetInTitle) return panel.TitleAt(Shown);
        var named = CurveLabel.Fill($"{column[(column.LastIndexOf('.') + 1)..]} = {{value}}", (_, _) => Shown(isInverse: false));
        return $"{panel.Title}{(panel.Title.Length > 0 ? " " : "")}{named}";
    }
}
