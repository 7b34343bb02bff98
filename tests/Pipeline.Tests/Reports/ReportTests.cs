using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>What a run leaves to be looked at.</summary>
public sealed partial class ReportTests(DrawnRun run) : IClassFixture<DrawnRun>
{
    [Fact]
    public void Every_figure_is_there_in_both_forms_and_in_the_manifest()
    {
        string[] expected =
        [
            "experiment.yaml", "figures/clock.svg", "figures/clock.vl.json", "figures/map.svg", "figures/map.vl.json", "figures/video.html",
            "figures/video.svg",
            "figures/video.vl.json", "figures/weights.svg", "figures/weights.vl.json", "report.html",
        ];
        Assert.Equal(expected, run.Documents().Keys.Order(StringComparer.Ordinal));
        var listed = JsonDocument.Parse(File.ReadAllBytes(run.PathOf("manifest.json"))).RootElement.GetProperty("Files");
        Assert.All(expected, name => Assert.Equal(Digest.Of(File.ReadAllBytes(run.PathOf(name))).Hex, listed.GetProperty(name).GetString()));
    }

    [Fact]
    public void The_report_is_made_again_from_the_tables_alone_with_the_same_bytes()
    {
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(run.Results, "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".parquet", StringComparison.Ordinal) || f.EndsWith("experiment.yaml", StringComparison.Ordinal)))
        {
            var target = copy.File(Path.GetRelativePath(run.Results, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        File.Delete(copy.File("timings.parquet"));
        var (code, output, error) = Tool.Run("report", copy.Path);
        Assert.True(code == ExitCode.Complete, output + error);
        foreach (var (name, bytes) in run.Documents()) Assert.True(
            bytes == Convert.ToBase64String(File.ReadAllBytes(copy.File(name))), $"{name} differs");
    }

    [Fact]
    public void Nothing_is_fetched_and_nothing_volatile_is_told()
    {
        foreach (var name in (string[])["report.html", "figures/video.html", "figures/clock.svg"])
        {
            var text = File.ReadAllText(run.PathOf(name));
            Assert.DoesNotMatch(Fetching(), text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
            // Noise has every short word in it.
            var told = Packed().Replace(text, "");
            Assert.DoesNotContain(Environment.MachineName, told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Links_of_the_report_lead_to_files_that_are_there()
    {
        var links = Link().Matches(File.ReadAllText(run.PathOf("report.html"))).Select(m => m.Groups[1].Value).Where(l => !l.StartsWith('#')
            && !l.StartsWith("data:", StringComparison.Ordinal)).ToList();
        Assert.True(links.Count > 10);
        Assert.All(links, l => Assert.True(File.Exists(run.PathOf(l)), l));
    }

    [Fact]
    public void The_report_says_verdicts_first_and_has_every_figure_with_words_for_it()
    {
        var page = File.ReadAllText(run.PathOf("report.html"));
        Assert.InRange(page.IndexOf("have too few replicates", StringComparison.Ordinal), 0, page.IndexOf("<svg", StringComparison.Ordinal));
        Assert.Equal(4, Regex.Count(page, "<figure "));
        foreach (Match svg in Svg().Matches(page))
        {
            var drawing = XDocument.Parse(svg.Value);
            Assert.Contains(drawing.Root!.Elements(), e => e.Name.LocalName == "desc" && e.Value.Length > 20);
        }
        Assert.Contains("Error bars: standard error of the mean over 2 replicates", page, StringComparison.Ordinal);
        Assert.Contains("precision &amp; scale", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_copy_of_the_experiment_is_the_experiment()
    {
        var registry = Pipeline.Composition.Systems.BuiltIn.Registry;
        string Root(string file) => Pipeline.Experiments.ExperimentFile.Load("f", File.ReadAllBytes(file), [], registry)
            .Match(e => e.Root.ToString(), errors => errors[0].Render());
        Assert.Equal(Root(run.ExperimentFile), Root(run.PathOf("experiment.yaml")));
    }

    [Fact]
    public void Other_figures_are_drawn_without_computing_or_touching_a_table()
    {
        var tables = Digests();
        var changed = File.ReadAllText(run.ExperimentFile).Replace("name: clock\n    title", "name: clock2\n    title", StringComparison.Ordinal);
        using var other = new TemporaryFolder();
        File.WriteAllText(other.File("drawn.yaml"), changed);
        var before = run.Documents();
        try
        {
            var store = Path.Combine(Path.GetDirectoryName(run.ExperimentFile)!, "store");
            var (code, output, error) = Tool.Run("run", other.File("drawn.yaml"), "--store", store, "--results", Path.GetDirectoryName(run.Results)!);
            Assert.True(code == ExitCode.Complete, output + error);
            Assert.True(File.Exists(run.PathOf("figures/clock2.svg")));
            Assert.False(File.Exists(run.PathOf("figures/clock.svg")));
            Assert.Equal(tables, Digests());
        }
        finally
        {
            run.Run();
        }
        Assert.Equal(before, run.Documents());
    }

    [Fact]
    public void A_figure_that_the_results_cannot_give_is_named_with_the_reason()
    {
        using var copy = new TemporaryFolder();
        foreach (var name in (string[])["points.parquet", "verdicts.parquet", "experiment.yaml"]) File.Copy(run.PathOf(name), copy.File(name));
        Assert.Equal(ExitCode.CheckFailed, Tool.Run("report", copy.Path).Code);
        Assert.Contains("weights: there is no table 'neurons'", File.ReadAllText(copy.File("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_results_is_a_mistake() => Assert.Equal(ExitCode.Usage, Tool.Run("report", Path.GetTempPath()).Code);

    private List<string> Digests() =>
        [.. Directory.EnumerateFiles(run.Results, "*.parquet", SearchOption.AllDirectories).Order().Select(f => Digest.Of(File.ReadAllBytes(f)).Hex)];

    [GeneratedRegex("<script type=\"text/plain\".*?</script>", RegexOptions.Singleline)]
    private static partial Regex Packed();

    [GeneratedRegex("https?:|url\\(|@import|fetch\\(|XMLHttp|<img|<iframe|<script src|<link [^>]*href=\"(?!data:,\")")]
    private static partial Regex Fetching();

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<svg .*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
