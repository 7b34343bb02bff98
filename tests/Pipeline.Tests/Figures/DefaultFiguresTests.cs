using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>The figures of an experiment that writes none, the sharing of scales, and what legends name.</summary>
public class DefaultFiguresTests
{
    private const string Quenching = """
        experiment: q
        system: quenching-activation
        seed: 7
        target: {function: single-neuron}
        network: {hiddenUnits: 12}
        dataset: {law: gaussian, inputDimension: 6, trainingSamples: 30, testSamples: 20}
        training: {learningRate: 0.01, steps: 400}
        record: {log: 12}
        """;

    private static ExperimentDefinition Load(string yaml) => ExperimentFile.Load("q.yaml", Encoding.UTF8.GetBytes(yaml), [], Systems.BuiltIn.Registry)
        .Match(valid: e => e, invalid: errors => throw new InvalidDataException(errors[0].Render()));

    private static IEnumerable<FigureSettings> Figures(ExperimentDefinition experiment) => experiment.Figures.Cast<FigureSettings>();

    [Theory]
    [InlineData("", "over-time")]
    [InlineData("sweep:\n  network.hiddenUnits: [5, 10]", "over-time")]
    [InlineData("sweep:\n  network.hiddenUnits: [5, 10, 20]", "over-time at-the-end")]
    [InlineData("sweep:\n  network.hiddenUnits: [5, 10, 20, 40]\n  dataset.trainingSamples: [10, 30, 100]", "over-time at-the-end map")]
    [InlineData("sweep:\n  network.hiddenUnits: {log: [5, 500, 30]}\n  dataset.trainingSamples: {log: [5, 500, 30]}", "at-the-end map")]
    [InlineData("sweep:\n  training.optimiser: [gradient-descent, gradient-flow, adam]", "over-time")]
    [InlineData("figures: []", "")]
    [InlineData("figures: [{name: mine, panels: [{layers: [{draw: line, table: trajectory, y: testRisk}]}]}]", "mine")]
    public void An_experiment_without_figures_gets_those_that_its_sweep_can_fill(string more, string names) =>
        Assert.Equal(names, string.Join(' ', Figures(Load($"{Quenching}\n{more}\n")).Select(f => f.Name)));

    [Fact]
    public void A_heat_map_has_the_longer_sweep_across_and_a_decade_is_logarithmic()
    {
        var map = Figures(Load($"{Quenching}\nsweep:\n  dataset.trainingSamples: [10, 30, 100]\n  network.hiddenUnits: [5, 10, 15, 20]\n"))
            .Single(f => f.Name == "map");
        Assert.Equal(["network", "random features, least over time"], map.Panels.Select(p => p.Title));
        Assert.All(map.Panels, p => Assert.Equal(("network.hiddenUnits", "dataset.trainingSamples"), (p.Layers[0].X, p.Layers[0].Y)));
        Assert.All(map.Panels, p => Assert.Equal((ScaleKind.Linear, ScaleKind.Log), (p.X!.Scale, p.Y!.Scale)));
    }

    [Theory]
    [InlineData("5, 10, 20, 40", ScaleKind.Log)]
    [InlineData("40, 5, 20, 10", ScaleKind.Log)]
    [InlineData("64, 91, 128", ScaleKind.Linear)]
    [InlineData("10, 20, 30", ScaleKind.Linear)]
    [InlineData("10, 30, 100", ScaleKind.Log)]
    public void Equal_ratios_and_a_decade_have_a_logarithmic_axis(string units, object scale) =>
        Assert.All(Figures(Load($"{Quenching}\nsweep:\n  network.hiddenUnits: [{units}]\n")).Single(f => f.Name == "at-the-end").Panels,
            p => Assert.Equal(scale, p.X!.Scale));

    [Fact]
    public void Every_name_in_default_figures_is_one_that_results_have()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "pipelines"), "*.yaml", SearchOption.AllDirectories).ToList();
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            var figures = text.IndexOf("\nfigures:", StringComparison.Ordinal);
            var experiment = Load(figures < 0 ? text : text[..(figures + 1)]);
            if (experiment.HasOwnFigures) continue;
            var tables = new PlannedTables(Systems.BuiltIn.Find(experiment.Header.System), [], Planner.Columns(experiment));
            Assert.Equal("", string.Join('\n', new FigureNames(experiment, tables, [.. tables.Names]).Errors().Select(e => $"{file}: {e.Render()}")));
        }
        Assert.True(files.Count > 50);
    }

    /// <summary>More columns leave words no room, and a row begins with the first value of a facet.</summary>
    [Theory]
    [InlineData(2, 2, 2)]
    [InlineData(3, 3, 2)]
    [InlineData(4, 2, 2)]
    [InlineData(5, 3, 1)]
    [InlineData(6, 3, 2)]
    public void Facets_stand_in_whole_rows_of_three_at_most(int values, int columns, int observables)
    {
        var samples = string.Join(", ", Enumerable.Range(1, values).Select(i => 10 * i));
        var sweep = $"sweep:\n  dataset.trainingSamples: [{samples}]\n  network.hiddenUnits: [1, 2, 3, 4, 5, 6, 7]\n";
        var figure = Figures(Load($"{Quenching}\n{sweep}")).First();
        Assert.Equal((columns, observables), (figure.Columns, figure.Panels.Length));
        Assert.Equal([Place.Beside], figure.Panels.Select(p => p.Legend).Where(l => l != Place.None));
    }

    [Fact]
    public void A_kind_of_curve_has_one_colour_in_all_panels()
    {
        foreach (var figure in Figures(Load($"{Quenching}\nsweep:\n  network.hiddenUnits: [5, 10, 20]\n")).Where(f => f.Name == "at-the-end"))
        {
            var colours = figure.Panels.SelectMany(p => p.Layers).GroupBy(l => l.Name, l => l.Colour);
            Assert.Equal(2, colours.Select(c => Assert.Single(c.Distinct())).Distinct().Count());
        }
    }

    /// <summary>errorRatio is over the least risk of the random features over time: figures of the end show that one, and say so.</summary>
    [Theory]
    [InlineData("sweep:\n  network.hiddenUnits: [5, 10, 20]\n", "at-the-end")]
    [InlineData("sweep:\n  network.hiddenUnits: [5, 10, 20]\n  dataset.trainingSamples: [10, 20, 30]\n", "map")]
    public void The_end_of_random_features_is_what_errorRatio_divides_by(string sweep, string name)
    {
        var figure = Figures(Load($"{Quenching}\n{sweep}")).Single(f => f.Name == name);
        var (panel, layer) = figure.Panels.SelectMany(p => p.Layers.Select(l => (p, l))).Single(l => (l.l.Value ?? l.l.Y) == "bestTestRisk");
        Assert.Equal("random features, least over time", name == "map" ? panel.Title : layer.Name);
        Assert.DoesNotContain(figure.Panels.SelectMany(p => p.Layers), l => (l.Value ?? l.Y) == "stoppedTestRisk");
    }

    [Fact]
    public void What_the_results_lack_is_left_out_of_a_default_figure()
    {
        var tables = new TablesInMemory(
            TablesInMemory.Points("unused", 1),
            TablesInMemory.Of(
                "trajectory", ("point", [0, 0]), ("replicate", [0, 0]), ("unused", [1, 1]), ("time", [1, 2]),
                ("testRisk", [double.NaN, double.NaN]), ("trainingRisk", [2, 1])));
        var experiment = Load(Quenching);
        var figure = new FigureMaker(tables, experiment).Make(Figures(experiment).Single());
        // Neither the panel of NaN nor the line of a table that is not there.
        var panel = Assert.Single(figure.Panels);
        Assert.Equal("training risk", panel.Y.Label);
        Assert.IsType<SymbolsMark>(Assert.Single(panel.Marks));
    }

    [Fact]
    public void A_run_without_figures_is_drawn()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("q.yaml"), Quenching);
        var run = Tool.Run("run", folder.File("q.yaml"), "--store", folder.File("store"), "--results", folder.File("results"), "--threads", "1");
        Assert.True(run.Code == ExitCode.Complete, run.Error);
        Assert.Contains("random features", File.ReadAllText(folder.File("results/q/figures/over-time.svg")), StringComparison.Ordinal);
        Assert.Contains("id=\"over-time\"", File.ReadAllText(folder.File("results/q/report.html")), StringComparison.Ordinal);

        // A panel outside of the data is an error that names the panel, on every way out.
        File.AppendAllText(folder.File("q.yaml"), """

            figures:
              - name: f
                panels:
                  - {layers: [{draw: line, table: trajectory, y: testRisk}]}
                  - {title: (b), y: {from: 100, to: 200}, layers: [{draw: line, table: trajectory, y: testRisk}]}
            """);
        var empty = Tool.Run(
            "run", folder.File("q.yaml"), "--store", folder.File("store"), "--results", folder.File("results"), "--threads", "1", "--json");
        Assert.Equal(ExitCode.CheckFailed, empty.Code);
        const string Problem = "panel 2 '(b)': no row of testRisk has a place on the axes";
        Assert.Contains($"figure f was not drawn: {Problem}", empty.Error, StringComparison.Ordinal);
        Assert.Contains("no row of testRisk has a place on the axes", empty.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CheckFailed, Tool.Run("report", folder.File("results/q")).Code);
    }

    [Fact]
    public void Panels_of_one_quantity_share_its_scale_unless_an_axis_has_an_end_of_its_own()
    {
        var tables = new TablesInMemory(
            TablesInMemory.Points("width", 1, 2),
            TablesInMemory.Of(
                "trajectory", ("point", [0, 1]), ("replicate", [0, 0]), ("width", [1, 2]), ("time", [1, 2]), ("small", [0, 1]), ("large", [0, 10])));
        PanelSettings Panel(string y, AxisSettings axis) => new(
            [new(Draw.Points, "trajectory", y, By: [], Where: [])], Y: axis, Rules: [], Checks: [], Insets: []);
        ImmutableArray<Panel> Made(params ImmutableArray<PanelSettings> panels) =>
            new FigureMaker(tables, Load($"{Quenching}\nfigures: []\n")).Make(new("f", panels, Checks: [])).Panels;
        var same = Made(Panel("small", new("$q$")), Panel("large", new("$q$")));
        Assert.Equal(same[0].Y.Scale, same[1].Y.Scale);
        Assert.True(same[0].Y.Scale.To > 10);
        Assert.True(Made(Panel("small", new("$p$")), Panel("large", new("$q$")))[0].Y.Scale.To < 2);
        Assert.Equal(3, Made(Panel("small", new("$q$", To: 3)), Panel("large", new("$q$")))[0].Y.Scale.To);
    }

    [Fact]
    public void A_legend_says_once_what_a_layer_is_and_a_single_curve_needs_no_name()
    {
        var tables = new TablesInMemory(
            TablesInMemory.Points("width", 1, 2),
            TablesInMemory.Of("theory", ("point", [0, 1]), ("replicate", [0, 0]), ("width", [1, 2]), ("time", [1, 1]), ("y", [3, 4])));
        LayerSettings Layer(Draw draw, string name, string label = "", params ImmutableArray<string> where) =>
            new(draw, "theory", "y", Name: name, Label: label, By: [], Where: where);
        ImmutableArray<(string Label, ImmutableArray<Mark> Marks)> Legend(params ImmutableArray<LayerSettings> layers) =>
            LegendEntries.Shown(new PanelMaker(tables, [], null).Make(new(layers, Rules: [], Checks: [], Insets: []), 1).Single());
        var several = Legend(Layer(Draw.Line, "theory", "m = {width}"), Layer(Draw.Points, "simulation"));
        Assert.Equal(["m = 1", "m = 2", "theory", "simulation"], several.Select(e => e.Label));
        // What stands beside the name of a layer are the dashes and symbols that the frame has, in no curve's colour.
        var lines = Assert.IsType<LayerMark>(several[2].Marks.Single()).Signs.Cast<LineMark>().ToList();
        Assert.Equal(several.Take(2).Select(e => ((LineMark)e.Marks.Single()).Stroke.Dash), lines.Select(l => l.Stroke.Dash));
        var symbols = Assert.IsType<LayerMark>(several[3].Marks.Single()).Signs.Cast<SymbolsMark>().ToList();
        Assert.Equal([Symbol.OpenCircle, Symbol.OpenSquare], symbols.Select(s => s.Symbol));
        Assert.All(lines.Select(l => l.Stroke.Colour).Concat(symbols.Select(s => s.Colour)), c => Assert.Equal(Colour.Ink, c));
        var one = Legend(Layer(Draw.Line, "theory", "", "width = 1"), Layer(Draw.Points, "simulation", "", "width = 1"));
        Assert.Equal(["theory", "simulation"], one.Select(e => e.Label));
        Assert.NotEqual(Colour.Ink, Assert.IsType<LineMark>(one[0].Marks.Single()).Stroke.Colour);
        Assert.Empty(Legend(Layer(Draw.Line, "", "alone", "width = 1")));
    }
}
