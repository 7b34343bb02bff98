using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Marks;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Pipeline.Figures.Spec;
using Pipelines.Pipeline.Figures.Vega;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>From rows to curves.</summary>
public class LayerReaderTests
{
    private static readonly LayerSettings Layer = new(Draw.Points, "theory", "y", By: [], Where: []);

    private static TablesInMemory Tables(double[] width, double[] replicate, double[] time, double[] y) => new(
        TablesInMemory.Points("width", [.. width.Distinct()]),
        TablesInMemory.Of("theory", ("point", [.. width.Zip(
            replicate, (w, r) => (10 * w) + r)]), ("replicate", replicate), ("width", width), ("time", time), ("y", y)));

    private static IReadOnlyList<Curve> Read(TablesInMemory tables, LayerSettings layer) => new LayerReader(tables, null, null).Read(layer);

    [Fact]
    public void Replicates_become_a_mean_with_its_standard_error()
    {
        var curve = Assert.Single(Read(Tables([1, 1, 1], [0, 1, 2], [5, 5, 5], [1, 2, 6]), Layer));
        var point = Assert.Single(curve.Points);
        // Variance 7, error (7/3)^1/2.
        Assert.Equal((5, 3), (point.X, point.Y));
        Assert.Equal(3 - Math.Sqrt(7.0 / 3), point.Low, 12);
        Assert.Equal(3 + Math.Sqrt(7.0 / 3), point.High, 12);
    }

    [Theory]
    [InlineData("Interval", 3 - (4.303 * 1.5275252316519468))]
    [InlineData("Range", 1.0)]
    [InlineData("None", double.NaN)]
    public void Error_bars_show_what_is_asked_for(string spread, double low) =>
        Assert.Equal(
            low, Read(Tables([1, 1, 1], [0, 1, 2], [5, 5, 5], [1, 2, 6]), Layer with { Spread = Enum.Parse<Spread>(spread) })[0].Points[0].Low, 10);

    [Theory]
    [InlineData(null, 5, 1.0, 5.0)]
    [InlineData("None", 5, double.NaN, double.NaN)]
    [InlineData("Interval", 5, double.NaN, double.NaN)]
    [InlineData("Interval", 6, 1.0, 6.0)]
    [InlineData("Interval", 9, 2.0, 8.0)]
    [InlineData("Interval", 20, 6.0, 15.0)]
    public void A_median_has_a_range_or_an_interval_between_order_statistics(string? spread, int replicates, double low, double high)
    {
        // The ranks of 95 % intervals are those of tables of the sign test, as in Conover 1999, table A3.
        double[] values = [.. Enumerable.Range(1, replicates)];
        var layer = Layer with { Replicates = Replicates.Median, Spread = spread is null ? null : Enum.Parse<Spread>(spread) };
        var point = Read(Tables([.. values.Select(_ => 1.0)], [.. values], [.. values.Select(_ => 5.0)], values), layer)[0].Points[0];
        Assert.Equal(((replicates + 1) / 2.0, low, high), (point.Y, point.Low, point.High));
    }

    [Fact]
    public void A_median_is_refused_the_standard_error_of_the_mean() =>
        Assert.Equal("spread", Assert.Single((Layer with { Replicates = Replicates.Median, Spread = Spread.StandardError }).Violations()).Key);

    [Fact]
    public void The_page_knows_of_how_many_replicates_a_cell_is_the_median()
    {
        var tables = Tables([1, 1, 1, 2, 2], [0, 1, 2, 0, 1], [5, 5, 5, 5, 5], [1, 2, 6, 3, 4]);
        var panel = new PanelSettings([Layer with { Draw = Draw.Cells, Y = "width", Value = "y" }], Rules: [], Checks: [], Insets: []);
        string[] Behind(PanelSettings shown) =>
        [
            .. VegaFigure.ForPage(new FigureMaker(tables, null).Make(new("f", [shown], Checks: [])), _ => null).Rows.Trim().Split('\n')
                .Select(row => string.Join(' ', row.Split(',')[^2..])),
        ];
        Assert.Equal(["replicates replicate", "3 -1", "2 -1"], Behind(panel));
        // One of them says which.
        var first = panel with { Layers = [panel.Layers[0] with { Replicates = Replicates.First }] };
        Assert.Equal(["replicates replicate", "0 0", "0 0"], Behind(first));
    }

    [Fact]
    public void A_factor_scales_values_and_their_error_bars()
    {
        var point = Read(Tables([1, 1], [0, 1], [5, 5], [1, 2]), Layer with { Times = 10 })[0].Points[0];
        Assert.Equal((15, 10, 20), (point.Y, point.Low, point.High));
    }

    [Fact]
    public void What_the_setting_on_the_axis_fixes_makes_no_curves()
    {
        var tables = new TablesInMemory(
            TablesInMemory.Points(("n", [1, 2, 1, 2]), ("m", [3, 6, 4, 8]), ("depth", [5, 5, 7, 7])),
            TablesInMemory.Of("end", ("point",
            [
                0, 1, 2, 3
            ]), ("replicate", [0, 0, 0, 0]), ("n", [1, 2, 1, 2]), ("m", [3, 6, 4, 8]), ("depth", [5, 5, 7, 7]), ("y", [1, 2, 3, 4])));
        var layer = new LayerSettings(Draw.Line, "end", "y", "n", By: ["depth"], Where: [], Label: "$d = {depth}$");
        Assert.Equal([("$d = 5$", 2), ("$d = 7$", 2)], Read(tables, layer).Select(c => (c.Label, c.Points.Length)));
    }

    [Fact]
    public void A_single_replicate_has_no_error_bar() =>
        Assert.True(double.IsNaN(Read(Tables([1], [0], [5], [2]), Layer)[0].Points[0].High));

    [Fact]
    public void Swept_settings_have_a_curve_each_and_their_values_in_the_label()
    {
        var curves = Read(Tables([1, 10000], [0, 0], [5, 5], [1, 2]), Layer with { Label = "$M = {width}$" });
        Assert.Equal(["$M = 1$", "$M = 10^{4}$"], curves.Select(c => c.Label));
    }

    /// <summary>Columns of people's own files have names of one letter; indices of formulas stay what they are.</summary>
    [Theory]
    [InlineData("$k = {k}$", "$k = 3$")]
    [InlineData("$w_{k}^{k} = {k}$, {1/k}", "$w_{k}^{k} = 3$, 0.3333")]
    [InlineData(@"$\mathrm{k}\alpha{k}$", @"$\mathrm{k}\alpha{k}$")]
    public void A_column_of_one_letter_stands_in_a_label(string label, string filled)
    {
        var tables = new TablesInMemory(TablesInMemory.Points("width", 1), TablesInMemory.Of("mine", ("k", [3, 3]), ("time", [1, 2]), ("y", [1, 2])));
        Assert.Equal(filled, Assert.Single(Read(tables, Layer with { Table = "mine", By = ["k"], Label = label })).Label);
    }

    /// <summary>In grey, too: a symbol of its own for each of a few curves, however many points they have together; a cloud is of dots.</summary>
    [Theory]
    [InlineData(6, 30, false)]
    [InlineData(1, 150, false)]
    [InlineData(1, 151, true)]
    [InlineData(12, 30, true)]
    public void Symbols_tell_a_few_curves_apart(int curves, int points, bool areDots)
    {
        double[] Of(Func<int, double> value) => [.. Enumerable.Range(0, curves * points).Select(value)];
        var tables = new TablesInMemory(
            TablesInMemory.Points("width", 1),
            TablesInMemory.Of("mine", ("k", Of(i => i / points)), ("a", Of(i => i % points)), ("y", Of(i => i))));
        PanelSettings panel = new([new(Draw.Points, "mine", "y", "a", By: ["k"], Where: [])], Rules: [], Checks: [], Insets: []);
        var marks = new FigureMaker(tables, null).Make(new("f", [panel], Checks: [])).Panels.Single().Marks;
        var symbols = marks.Cast<SymbolsMark>().Select(m => m.Symbol).ToList();
        Assert.Equal(areDots ? [Symbol.Dot] : [.. symbols.Take(curves)], symbols.Distinct());
    }

    [Fact]
    public void A_caption_says_how_many_values_a_logarithmic_axis_leaves_out()
    {
        var tables = Tables([1, 1, 1, 1], [0, 0, 0, 0], [1, 2, 3, 4], [0, 5, -1, double.NaN]);
        PanelSettings panel = new([Layer], Y: new(Scale: ScaleKind.Log), Rules: [], Checks: [], Insets: []);
        string Notes(PanelSettings shown) => string.Join(' ', new FigureMaker(tables, null).Make(new("f", [shown], Checks: [])).Notes);
        Assert.Equal("On logarithmic axes 2 of 3 values have no place: not above 0.", Notes(panel));
        Assert.Equal("", Notes(panel with { Y = null }));
        Assert.Equal("", Notes(panel with { X = new(From: 1.5, To: 2.5) }));
    }

    [Fact]
    public void Labels_can_show_the_inverse() =>
        Assert.Equal(["$1/W = 0.25$", "$1/W = 10^{-4}$"], Read(Tables([4, 10000], [0, 0], [5, 5], [1, 2]), Layer with { Label = "$1/W = {1/width}$" })
            .Select(c => c.Label));

    [Fact]
    public void Values_that_differ_in_the_last_digit_are_told_apart() =>
        Assert.Equal(2, Read(Tables([0.1, Math.BitIncrement(0.1)], [0, 0], [5, 5], [1, 2]), Layer).Count);

    [Fact]
    public void The_last_time_is_that_of_each_point()
    {
        var tables = Tables([1, 1, 1, 1], [0, 0, 1, 1], [1, 2, 1, 3], [1, 2, 3, 4]);
        var curves = Read(tables, Layer with { Where = ["time = last"], Replicates = Replicates.Each });
        Assert.Equal([2.0, 4.0], curves.SelectMany(c => c.Points).Select(s => s.Y));
    }

    [Fact]
    public void A_place_that_few_replicates_reach_is_left_out() =>
        Assert.Equal([1.0], Read(Tables([1, 1, 1, 1], [0, 1, 2, 2], [1, 1, 1, 9], [1, 1, 1, 7]), Layer)[0].Points.Select(s => s.X));

    [Theory]
    [InlineData("time <= 2", 2)]
    [InlineData("time != 2", 2)]
    [InlineData("time > 7", 0)]
    [InlineData("time = first", 1)]
    public void Conditions_choose_rows(string condition, int rows) =>
        Assert.Equal(rows, new LayerReader(
            Tables([1, 1, 1], [0, 0, 0], [1, 2, 3], [1, 2, 3]), null, null).Rows(Layer with { Where = [condition] }).Rows.Length);

    [PropertyOfCases]
    public Property The_order_of_rows_does_not_matter() =>
        Prop.ForAll(Arb.From(from y in Gen.Choose(-1000, 1000).Select(i => i / 8.0)
            .ListOf(24)
                             from seed in Gen.Choose(0, 1 << 20)
                             select (y, seed)), t =>
        {
            var order = Enumerable.Range(0, 24).OrderBy(i => ((i * 7919) + t.seed) * 104729 % 99991).ToArray();
            double[] Of(Func<int, double> value, IEnumerable<int> rows) => [.. rows.Select(value)];
            TablesInMemory Ordered(IReadOnlyList<int> rows) =>
                Tables(Of(i => i / 12, rows), Of(i => i / 4 % 3, rows), Of(i => i % 4, rows), Of(i => t.y[i], rows));
            static IEnumerable<(string, Point)> All(IEnumerable<Curve> curves) =>
                curves.OrderBy(c => c.Key[0], StringComparer.Ordinal).SelectMany(c => c.Points.Select(s => (c.Key[0], Rounded(s))));
            return All(Read(Ordered([.. Enumerable.Range(0, 24)]), Layer)).SequenceEqual(All(Read(Ordered(order), Layer)));
        });

    // Sums in another order differ in their last bits.
    private static Point Rounded(Point s) => new(s.X, Math.Round(s.Y, 9), Math.Round(s.Low, 9), Math.Round(s.High, 9));

    [PropertyOfCases]
    public Property Counted_points_are_all_counted() =>
        Prop.ForAll(Arb.From((from x in Gen.Choose(0, 1000) from y in Gen.Choose(1, 1000) select new Point(x, y)).ListOf()), points =>
            Bins.Count(points, Scale.Linear(0, 1000), Scale.Logarithmic(1, 1000)).Sum(c => c.Value) == points.Count);

    [Fact]
    public void Cells_of_a_grid_touch_and_do_not_overlap()
    {
        Point[] points = [.. from x in (double[])[1, 2, 8] from y in (double[])[3, 5] select new Point(x, y)];
        foreach (var isLogarithmic in (bool[])[true, false])
        {
            var cells = Bins.Around(points, [.. points.Select(s => s.X)], isLogarithmic, false)
                .Where(c => c.Bottom < 3).OrderBy(c => c.Left).ToList();
            Assert.All(cells.Zip(cells.Skip(1)), pair => Assert.Equal(pair.First.Right, pair.Second.Left));
            Assert.All(cells, c => Assert.True(c.Left < c.Value && c.Value < c.Right));
        }
    }
}
