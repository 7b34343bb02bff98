using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Tests.Given;
using Pipelines.Pipeline.Tests.Reports;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>Data in figures that are not of the experiment: a user's files and the tables of other results folders.</summary>
public sealed class FigureCommandTests(DrawnRun run) : IClassFixture<DrawnRun>, IDisposable
{
    private const string Csv = "t,gamma,sigma\n1,0.1,0.01\n10,0.5,0.02\n30,0.9,0.02\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Compare(string layer, string name = "compare.yaml")
    {
        File.WriteAllText(_folder.File("measured.csv"), Csv);
        File.WriteAllText(_folder.File(name), $"""
            title: Mine and theirs
            figures:
              - name: both
                panels:
                  - layers:
                      - {"{"}draw: line, table: theory, y: clock, from: {run.Results}, where: [precision = float64, outputScale = 1], name: theory{"}"}
                      - {layer}
            """);
        return _folder.File(name);
    }

    private (int Code, string Output, string Error) Figure(string file, params IEnumerable<string> more) =>
        Tool.Run(["figure", file, "--results", _folder.File("results"), .. more]);

    private byte[] Drawing(string name = "figures/both.svg") => File.ReadAllBytes(_folder.File($"results/compare/{name}"));

    [Theory]
    [InlineData("check")]
    [InlineData("plan")]
    [InlineData("run")]
    public void A_verb_of_experiments_names_the_verb_of_figures(string verb)
    {
        var file = Compare("{draw: points, file: measured.csv, x: t, y: gamma}");
        var refused = Tool.Run([verb, file]);
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("This is a file of figures alone, and not an experiment.", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"'pipelines figure {file}' draws it", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("seed", refused.Error, StringComparison.Ordinal);

        // An experiment that lacks a key is one all the same.
        File.WriteAllText(_folder.File("other.yaml"), $"seed: 1\n{File.ReadAllText(file)}");
        Assert.DoesNotContain("pipelines figure", Tool.Run([verb, _folder.File("other.yaml")]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_curve_and_the_results_of_an_experiment_stand_in_one_panel()
    {
        var file = Compare("{draw: points, file: measured.csv, x: t, y: gamma, error: sigma, name: published}");
        var drawn = Figure(file);
        Assert.True(drawn.Code == ExitCode.Complete, drawn.Error);
        var svg = Encoding.UTF8.GetString(Drawing());
        Assert.Contains("published", svg, StringComparison.Ordinal);
        Assert.Contains("theory", svg, StringComparison.Ordinal);

        // Where the data come from: in the caption, on the page, in the manifest.
        var digest = Digest.Of(Encoding.UTF8.GetBytes(Csv)).Hex;
        var page = Encoding.UTF8.GetString(Drawing("report.html"));
        Assert.Contains($"measured.csv (SHA-256 {digest[..12]})", page, StringComparison.Ordinal);
        Assert.Contains(digest, page, StringComparison.Ordinal);
        var facts = JsonDocument.Parse(Drawing("manifest.json")).RootElement.GetProperty("Repeatable");
        Assert.Equal(digest, facts.GetProperty("measured.csv").GetString());
        Assert.Equal(
            Digest.Of(File.ReadAllBytes(run.PathOf("series/theory.parquet"))).Hex, facts.GetProperty($"{run.Results}, table theory").GetString());

        // The same bytes again; a drawing that somebody changed is kept.
        var before = Drawing();
        File.WriteAllText(_folder.File("results/compare/figures/both.svg"), "mine");
        Assert.Equal(ExitCode.Complete, Figure(file).Code);
        Assert.Equal(before, Drawing());
        Assert.Equal("mine", File.ReadAllText(_folder.File("results/compare/replaced/figures/both.svg")));
    }

    [Fact]
    public void Numpy_files_and_parquet_files_are_data_too()
    {
        var numbers = new byte[3 * 2 * 8];
        double[] values = [1, 0.1, 10, 0.5, 30, 0.9];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(numbers.AsSpan(8 * i), values[i]);
        File.WriteAllBytes(_folder.File("measured.npy"), NumpyFileTests.Npy("<f8", "3, 2", numbers));
        var npy = Figure(Compare("{draw: points, file: measured.npy, x: 0, y: 1}"));
        Assert.True(npy.Code == ExitCode.Complete, npy.Error);
        File.Copy(run.PathOf("series/theory.parquet"), _folder.File("theirs.parquet"));
        var parquet = Figure(Compare("{draw: points, file: theirs.parquet, y: clock, where: [precision = float64, outputScale = 1]}"));
        Assert.True(parquet.Code == ExitCode.Complete, parquet.Error);
        // A column of texts is no number, in the words of every given file.
        var texts = Figure(Compare("{draw: points, file: theirs.parquet, y: precision}"));
        Assert.Equal(ExitCode.Usage, texts.Code);
        Assert.Contains("theirs.parquet: Row 1, column 'precision': 'float", texts.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{draw: points, file: measured.csv, x: t, y: gama}", ":7:57", "Table measured.csv has no column 'gama'", "did you mean 'gamma'?")]
    [InlineData("{draw: points, file: absent.csv, x: t, y: gamma}", ":7:34", "There is no file absent.csv", "relative to the experiment file")]
    [InlineData("{draw: points, file: broken.csv, x: t, y: gamma}", ":7:55", "broken.csv: Line 3, column 'gamma': 'x' is no number", "")]
    [InlineData("{draw: line, table: theory, y: clock, from: nowhere}", ":7:57", "nowhere: there are no results", "Run that experiment")]
    [InlineData("{draw: line, table: theory, y: clock}", ":7:33", "This file has no experiment whose table 'theory' could be", "from: results/NAME")]
    [InlineData("{draw: line, y: clock}", ":7:", "A layer reads one thing: a table or a file", "file: measured.csv")]
    [InlineData("{draw: line, table: theory, y: clock, form: nowhere}", ":7:", "form", "did you mean 'from'?")]
    public void Errors_name_the_place_and_what_to_do_and_nothing_is_written(string layer, string place, string problem, string fix)
    {
        File.WriteAllText(_folder.File("broken.csv"), "t,gamma\n1,2\n3,x\n");
        var failed = Figure(Compare(layer));
        Assert.Equal(ExitCode.Usage, failed.Code);
        Assert.Contains(place, failed.Error, StringComparison.Ordinal);
        Assert.Contains(problem, failed.Error, StringComparison.Ordinal);
        Assert.Contains(fix, failed.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("results")));
    }

    [Fact]
    public void A_guide_line_of_a_file_of_figures_says_whose_column_it_is()
    {
        var file = Compare("{draw: points, file: measured.csv, x: t, y: gamma}");
        File.AppendAllText(file, "\n        rules: [{y: theorySummary.crossingTime}]\n");
        var failed = Figure(file);
        Assert.Equal(ExitCode.Usage, failed.Code);
        Assert.Contains("This file has no experiment whose table 'theorySummary' could be", failed.Error, StringComparison.Ordinal);
        Assert.Contains("from: results/NAME", failed.Error, StringComparison.Ordinal);
        string Ruled(string rule)
        {
            var written = Compare("{draw: points, file: measured.csv, x: t, y: gamma}");
            File.AppendAllText(written, $"\n        rules: [{rule}]\n");
            return written;
        }
        var from = $"from: {run.Results}, label: crossing";
        var drawn = Figure(Ruled($"{{x: theorySummary.crossingTime, where: [precision = float64], {from}}}"));
        Assert.True(drawn.Code == ExitCode.Complete, drawn.Error);
        Assert.Contains(">crossing<", Encoding.UTF8.GetString(Drawing()), StringComparison.Ordinal);
        // Its table is data of the figure, too.
        var page = File.ReadAllText(_folder.File("results/compare/report.html"));
        Assert.Contains($"{run.Results}, table theorySummary (SHA-256 ", page, StringComparison.Ordinal);
        var wrong = Figure(Ruled($"{{x: theorySummary.crosingTime, {from}}}"));
        Assert.Contains("did you mean 'crossingTime'?", wrong.Error, StringComparison.Ordinal);
        var number = Figure(Ruled($"{{x: 3, {from}}}"));
        Assert.Contains("A number is of no table.", number.Error, StringComparison.Ordinal);
    }

    /// <summary>Before anything is drawn: a file of one's own is read by line, a results folder by row.</summary>
    [Theory]
    [InlineData(
        "{draw: points, file: wrong.csv, x: t, y: gamma, error: sigma}",
        "wrong.csv: line 4, column 'sigma': a standard error is not negative, as -0.5 is")]
    [InlineData("{draw: band, file: wrong.csv, x: t, y: gamma, error: sigma, where: [t > 1]}", "wrong.csv: line 4, column 'sigma'")]
    [InlineData("{draw: points, table: neurons, y: outerWeight, error: outerWeight, from: FOLDER}", ", table 'neurons', row ")]
    public void A_negative_standard_error_is_refused(string layer, string problem)
    {
        File.WriteAllText(_folder.File("wrong.csv"), "t,gamma,sigma\n1,0.1,0.01\n10,0.5,NaN\n30,0.9,-0.5\n");
        var failed = Figure(Compare(layer.Replace("FOLDER", run.Results, StringComparison.Ordinal)));
        Assert.Equal(ExitCode.Usage, failed.Code);
        Assert.Contains(problem, failed.Error, StringComparison.Ordinal);
        Assert.Contains("compare.yaml:7:", failed.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("results")));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("")]
    [InlineData("NA")]
    public void A_standard_error_that_is_not_known_leaves_the_bar_out_and_the_point_in(string unknown)
    {
        File.WriteAllText(_folder.File("some.csv"), $"t,gamma,sigma\n1,0.1,0.01\n10,0.5,{unknown}\n30,0.9,0\n");
        var drawn = Figure(Compare("{draw: points, file: some.csv, x: t, y: gamma, error: sigma, symbol: diamond}"));
        Assert.True(drawn.Code == ExitCode.Complete, drawn.Error);
        var rows = JsonDocument.Parse(Drawing("figures/both.vl.json")).RootElement.GetProperty("data").GetProperty("values").EnumerateArray()
            .Where(r => r.GetProperty("mark").GetInt32() == 1).ToList();
        Assert.Equal([1.0, 10, 30], rows.Select(r => r.GetProperty("x").GetDouble()));
        Assert.Equal([true, false, false], rows.Select(r => r.TryGetProperty("low", out _) && r.TryGetProperty("high", out _)));
        // One bar of two caps, three diamonds.
        var svg = Encoding.UTF8.GetString(Drawing());
        Assert.Equal(3, svg.Split('\n').Single(l => l.Contains("l-2.25 -2.25z", StringComparison.Ordinal)).Split('z').Length - 1);
        Assert.Single(svg.Split('\n'), l => l.Contains("h2.52", StringComparison.Ordinal) && l.Split('V').Length == 2);
    }

    /// <summary>Only what a figure names must hold numbers; a remark may stand above the names.</summary>
    [Theory]
    [InlineData("t;gamma;Bemerkung\n1;0.1;run 0\n10;0.5;\n", "")]
    [InlineData("t,gamma,share\n1,0.1,5%\n10,0.5,7%\n", "")]
    [InlineData(",t,gamma\n0,1,0.1\n1,10,0.5\n", "")]
    [InlineData("Unnamed: 0,t,gamma\n0,1,0.1\n1,10,0.5\n", "")]
    [InlineData("# from paper\nt,gamma\n1,0.1\n10,0.5\n", "")]
    [InlineData("# Smith, 2020\n# figure 1\n\nt,gamma\n1,0.1\n10,0.5\n", "")]
    [InlineData("# from paper\n# t,gamma\n1,0.1\n10,0.5\n", "")]
    [InlineData("t,gamma,run\n1,0.1,a b\n10,0.5,c\n", "where: [run = a b]")]
    [InlineData("t,gamma,run\n1,0.1,1\n10,0.5,c\n", "label: 'run {run}', by: [run]")]
    [InlineData("t,gamma\n1,0.1\n10,\n", "")]
    public void Columns_that_no_layer_names_may_hold_anything(string csv, string more)
    {
        File.WriteAllText(_folder.File("theirs.csv"), csv);
        var drawn = Figure(Compare($"{{draw: points, file: theirs.csv, x: t, y: gamma, name: theirs{(more.Length > 0 ? ", " : "")}{more}}}"));
        Assert.True(drawn.Code == ExitCode.Complete, drawn.Error);
        if (more.Contains("run {run}", StringComparison.Ordinal))
            Assert.Contains(">run c<", Encoding.UTF8.GetString(Drawing()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t,gamma\n1,0.1\n10,x\n", "Line 3, column 'gamma': 'x' is no number")]
    [InlineData("t,gamma\n# from paper\n1,0.1\n", "Line 2 has 1 fields; line 1 names 2 columns; remarks that begin with #")]
    public void A_column_that_a_layer_names_holds_numbers(string csv, string problem)
    {
        File.WriteAllText(_folder.File("theirs.csv"), csv);
        var failed = Figure(Compare("{draw: points, file: theirs.csv, x: t, y: gamma}"));
        Assert.Equal(ExitCode.Usage, failed.Code);
        Assert.Contains(problem, failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_caption_says_what_all_error_bars_are()
    {
        File.WriteAllText(_folder.File("replicated.csv"), "t,gamma,replicate\n1,0.1,0\n1,0.2,1\n1,0.4,2\n");
        var drawn = Figure(Compare("""
            {draw: points, file: measured.csv, x: t, y: gamma, error: sigma}
                      - {draw: points, file: replicated.csv, x: t, y: gamma}
                      - {draw: points, file: measured.csv, x: t, y: gamma}
            """), "--format", "pdf,png");
        Assert.True(drawn.Code == ExitCode.Complete, drawn.Error);
        var page = Encoding.UTF8.GetString(Drawing("report.html"));
        Assert.Contains(
            "Error bars: column sigma (measured.csv); standard error of the mean over 3 replicates (replicated.csv).", page,
            StringComparison.Ordinal);

        // Every file of the figure is linked.
        foreach (var ending in (string[])["svg", "pdf", "png", "vl.json"])
            Assert.Contains($"href=\"figures/both.{ending}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_experiment_shows_data_beside_its_own_and_is_drawn_anew_when_they_change()
    {
        File.WriteAllText(_folder.File("measured.csv"), Csv);
        var text = File.ReadAllText(run.ExperimentFile);
        File.WriteAllText(_folder.File("mine.yaml"), text[..text.IndexOf("figures:", StringComparison.Ordinal)] + """
            figures:
              - name: mine
                panels: [{layers: [{draw: line, table: theory, y: clock}, {draw: points, file: measured.csv, x: t, y: gamma, error: sigma}]}]
            """);
        (int Code, string Output, string Error) Run() => Tool.Run(
            "run", _folder.File("mine.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1");
        byte[] Of(string name) => File.ReadAllBytes(_folder.File($"results/tiny-hinge/{name}"));
        var first = Run();
        Assert.True(first.Code == ExitCode.Complete, first.Error);
        var (svg, table) = (Of("figures/mine.svg"), Of("points.parquet"));
        File.WriteAllText(_folder.File("measured.csv"), Csv.Replace("0.5", "0.6", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Complete, Run().Code);
        Assert.NotEqual(svg, Of("figures/mine.svg"));
        // Data of a figure are no part of what is computed.
        Assert.Equal(table, Of("points.parquet"));
        Assert.Equal(ExitCode.Complete, Tool.Run("report", _folder.File("results/tiny-hinge")).Code);
        File.Delete(_folder.File("measured.csv"));
        Assert.Contains("mine.yaml:", Run().Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, Run().Code);
        Assert.Equal(ExitCode.Usage, Tool.Run("check", _folder.File("mine.yaml")).Code);
    }

    [Fact]
    public void The_folder_of_a_run_is_left_alone()
    {
        var file = Compare("{draw: points, file: measured.csv, x: t, y: gamma}", "tiny-hinge.yaml");
        var refused = Tool.Run("figure", file, "--results", Path.GetDirectoryName(run.Results)!);
        Assert.NotEqual(ExitCode.Complete, refused.Code);
        Assert.Contains("holds the results of a run", refused.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(run.PathOf("figures/clock.svg")));
        Assert.Contains("is an experiment", Figure(run.ExperimentFile).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_vectors_with_text_and_as_wide_as_a_column()
    {
        Assert.Equal("", Picture.Problem());
        var file = Compare("{draw: points, file: measured.csv, x: t, y: gamma, name: published}");
        Assert.Equal(ExitCode.Complete, Figure(file, "--format", "svg,pdf,png").Code);
        var pdf = Encoding.Latin1.GetString(Drawing("figures/both.pdf"));
        Assert.StartsWith("%PDF", pdf, StringComparison.Ordinal);
        Assert.Matches("/BaseFont /[A-Z]+.+", pdf);
        Assert.DoesNotContain("/Subtype /Image", pdf, StringComparison.Ordinal);
        Assert.Matches(@"/MediaBox \[0 0 244 ", pdf);
        // 8.6 cm at 300 dots per inch, to a point.
        var png = Drawing("figures/both.png");
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), 1016, 1020);
        Assert.Equal(ExitCode.Usage, Figure(file, "--format", "svg,gif").Code);

        // Without the option they are gone: they would be of an earlier drawing.
        Assert.Equal(ExitCode.Complete, Figure(file).Code);
        Assert.False(File.Exists(_folder.File("results/compare/figures/both.pdf")));
    }
}
