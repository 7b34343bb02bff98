using System.Text.RegularExpressions;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Tests.Figures;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>The numbers behind a figure are those of the tables.</summary>
public partial class FigureSectionTests
{
    /// <summary>A heat map's are the settings of its cells, not the middles of their edges, with the value of each; none is left out.</summary>
    [Theory]
    [InlineData("cells")]
    [InlineData("points")]
    public void Coloured_places_are_told_with_their_values(string draw)
    {
        double[] widths = [5, 10, 20, 40, 80, 160], samples = [50, 100, 200, 400, 800];
        var places = widths.SelectMany(w => samples.Select(s => (Width: w, Samples: s))).ToList();
        var tables = new TablesInMemory(TablesInMemory.Points(
            ("width", [.. places.Select(p => p.Width)]), ("samples", [.. places.Select(p => p.Samples)]),
            ("risk", [.. places.Select(p => p.Width / p.Samples)])));
        var kind = Enum.Parse<Draw>(draw, ignoreCase: true);
        PanelSettings panel = new(
            [new(kind, "points", "samples", "width", Value: "risk", By: [], Where: [])], X: new(Scale: ScaleKind.Log), Y: new(Scale: ScaleKind.Log),
            Rules: [], Checks: [], Insets: []);
        FigureSettings settings = new("f", [panel], Checks: []);
        var page = new FigureSection([Drawn.Of(new(tables, null), settings)], true, _ => null, []).Write().ToString();
        var rows = Row().Matches(page).Select(m => string.Join(' ', Cell().Matches(m.Value).Skip(1).Take(3).Select(c => c.Groups[1].Value))).ToList();
        Assert.Contains(">risk</th>", page, StringComparison.Ordinal);
        Assert.Contains("5 50 0.1", rows);
        Assert.Contains("160 800 0.2", rows);
        Assert.Equal(kind == Draw.Cells ? places.Count : 25, rows.Count);
    }

    [GeneratedRegex("<tr><td>.*?</tr>")]
    private static partial Regex Row();

    [GeneratedRegex("<td>(.*?)</td>")]
    private static partial Regex Cell();
}
