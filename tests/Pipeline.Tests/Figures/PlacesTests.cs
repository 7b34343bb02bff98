using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Curves over a few settings on a logarithmic axis have their labels at the settings.</summary>
public sealed class PlacesTests
{
    [Theory]
    [InlineData(true, new double[] { 5, 20, 80 }, new[] { "5", "20", "80" })]
    [InlineData(true, new double[] { 4, 8, 16, 32, 64, 128 }, new[] { "4", "8", "16", "32", "64", "128" })]
    [InlineData(true, new double[] { 100, 101, 800 }, new[] { "100", "200", "300", "500" })]
    [InlineData(true, new double[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, new[] { "1", "2", "3", "5" })]
    [InlineData(false, new double[] { 4, 8, 16 }, new[] { "4", "6", "8", "10", "12", "14", "16" })]
    public void Labels_stand_at_few_settings_where_they_have_room(bool isLog, double[] settings, string[] labels)
    {
        var tables = new TablesInMemory(
            TablesInMemory.Points("width", [.. settings]),
            TablesInMemory.Of(
                "theory", ("point", [.. settings.Select((_, i) => (double)i)]), ("replicate", [.. settings.Select(_ => 0.0)]),
                ("width", [.. settings]), ("y", [.. settings.Select((_, i) => (double)i)])));
        var layer = new LayerSettings(Draw.Line, "theory", "y", X: "width", By: [], Where: []);
        var panel = new PanelSettings([layer], X: new(Scale: isLog ? ScaleKind.Log : ScaleKind.Linear), Rules: [], Checks: [], Insets: []);
        var axis = new FigureMaker(tables, null).Make(new("f", [panel], Checks: [])).Panels[0].X;
        var ticks = Ticks.Of(axis, label => 200 / (TextWidth.Of(label, 9) + 6));
        Assert.Equal(labels, ticks.All.Where(t => t.Label is not null).Select(t => string.Concat(t.Label!.Runs.Select(r => r.Text))));
    }
}
