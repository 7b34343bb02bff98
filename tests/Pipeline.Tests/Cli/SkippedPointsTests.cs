using System.Text.RegularExpressions;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>What an experiment asks of points that are left out, as those of an optional file that is not there: the rest is run, drawn and
/// reported.</summary>
public sealed class SkippedPointsTests : IDisposable
{
    private const string Head = """
        experiment: optional
        system: mean-field-hinge
        seed: 1
        replicates: 5
        network: {hiddenUnits: 77}
        training: {learningRate: 10, steps: 20}
        record: {every: 5}
        sweep:
          network.hiddenUnits: [4, 8]
          dataset:
            - {law: gaussian, inputDimension: 6, trainingSamples: 50, testSamples: 20}
            - law: idx
              images: no.idx
              labels: none.idx
              testImages: no-test.idx
              testLabels: none-test.idx
              trainingSamples: 20
              testSamples: 10
              ifAbsent: get it
        checks:
          - {name: learns, value: trajectory.trainingLoss, atMost: 9}
        figures:

        """;

    private const string Both = """
          - name: both
            panels:
              - {title: (a), layers: [{draw: line, table: theory, y: clock, where: [dataset = gaussian]}]}
              - title: (b)
                layers:
                  - {draw: line, table: theory, y: clock, where: [dataset = gaussian], label: drawn}
                  - {draw: points, table: trajectory, y: measuredClock, where: [dataset = idx, time > 5], label: images}
                rules: [{x: theorySummary.crossingTime, where: [dataset = idx], label: crossing}]
                insets: [{layers: [{draw: line, table: theory, y: clock, where: [dataset = idx]}]}]
              - {title: (c), layers: [{draw: line, table: theory, y: clock, where: [dataset = idx]}]}

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_rest_of_a_figure_is_drawn_and_the_page_counts_as_the_terminal_does()
    {
        var run = Run(Both);
        Assert.True(run.Code == ExitCode.Complete, run.Error);
        Assert.Contains("20 points: 10 complete, 10 skipped", run.Output, StringComparison.Ordinal);
        var svg = File.ReadAllText(_folder.File("results/optional/figures/both.svg"));
        Assert.Contains(">(a)<", svg, StringComparison.Ordinal);
        Assert.Contains(">(b)<", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(">(c)<", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("images", svg, StringComparison.Ordinal);

        var page = Page();
        Assert.Contains("20 points: 10 complete, 10 skipped.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("all complete", page, StringComparison.Ordinal);
        Assert.Contains("Not shown: dataset = idx, as its points are skipped (there is no file no.idx; get it).", page, StringComparison.Ordinal);

        // What the sweep replaces is the value of no point: no caption has it.
        var notes = Regex.Match(page, "<p class=\"notes\">(.*?)</p>", RegexOptions.Singleline).Groups[1].Value;
        Assert.DoesNotContain("77", notes, StringComparison.Ordinal);
        Assert.Contains("network.hiddenUnits [4, 8]", notes, StringComparison.Ordinal);
        Assert.Contains("learningRate 10", notes, StringComparison.Ordinal);

        var report = Tool.Run("report", _folder.File("results/optional"));
        Assert.Equal((ExitCode.Complete, true), (report.Code, report.Output.StartsWith("1 of 1 figures", StringComparison.Ordinal)));
        Assert.Equal(page, Page());
    }

    [Fact]
    public void A_figure_of_left_out_points_alone_is_missing_and_no_error()
    {
        var run = Run("  - {name: images, panels: [{layers: [{draw: line, table: theory, y: clock, where: [dataset = idx]}]}]}\n");
        Assert.True(run.Code == ExitCode.Complete, run.Error);
        Assert.Contains("figure images was not drawn: Not shown: dataset = idx, as its points are skipped", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, Tool.Run("report", _folder.File("results/optional")).Code);
    }

    /// <summary>A condition that no point meets, or none of a point that has results, is a mistake as before.</summary>
    [Theory]
    [InlineData("dataset = sphere")]
    [InlineData("network.hiddenUnits = 5")]
    [InlineData("time = 7")]
    [InlineData("dataset = gaussian, time = 7")]
    public void A_condition_that_nothing_meets_stays_an_error(string where)
    {
        var run = Run($"  - {{name: f, panels: [{{layers: [{{draw: line, table: theory, y: clock, where: [{where}]}}]}}]}}\n");
        Assert.Equal(ExitCode.CheckFailed, run.Code);
        Assert.Contains("figure f was not drawn: no row of table 'theory' has", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Every verdict stands on the page with the settings that the terminal says it is about, along a trend and unmeasured ones,
    /// too.</summary>
    [Fact]
    public void The_page_says_what_each_verdict_is_about()
    {
        var text = Head.Replace(
            "  - {name: learns, value: trajectory.trainingLoss, atMost: 9}\n", """
              - {name: learns, value: trajectory.trainingLoss, atMost: 9}
              - {name: trend, value: trajectory.trainingLoss, against: network.hiddenUnits, trend: spread, atMost: 1000}
              - {name: unmeasured, value: trajectory.trainingLoss, from: 30, atLeast: 0}
              - {name: ratio, value: trajectory.trainingLoss, relativeTo: network.hiddenUnits = 4, atLeast: 0}

            """, StringComparison.Ordinal).Replace(
                "  network.hiddenUnits: [4, 8]\n", "  network.hiddenUnits: [4, 8]\n  training.learningRate: [1, 10]\n", StringComparison.Ordinal)
                .Replace("figures:\n", "", StringComparison.Ordinal);
        var run = RunText(text);
        var terminal = Regex.Matches(run.Output, @"^(?:pass|fail|not measured) +(\S+?)(?: \((.*?)\))?: ", RegexOptions.Multiline)
            .Select(m => $"{m.Groups[1].Value}: {m.Groups[2].Value.Replace("network.", "", StringComparison.Ordinal)}"
                .Replace("training.", "", StringComparison.Ordinal)).ToList();
        Assert.Equal(4 + 2 + 4 + 2, terminal.Count);
        var verdicts = Page() is var page ? page[page.IndexOf("id=\"verdicts\"", StringComparison.Ordinal)..] : "";
        verdicts = verdicts[..verdicts.IndexOf("</section>", StringComparison.Ordinal)];
        var rows = Regex.Matches(verdicts, "<tr><td>(learns|trend|unmeasured|ratio)</td><td>(.*?)</td>").Select(m => $"{m.Groups[1].Value}: "
            + m.Groups[2].Value.Replace("network.", "", StringComparison.Ordinal).Replace("training.", "", StringComparison.Ordinal)).ToList();
        Assert.Equal(terminal.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        Assert.Equal(rows.Count, rows.Distinct().Count());
    }

    private string Page() => File.ReadAllText(_folder.File("results/optional/report.html"));

    private (int Code, string Output, string Error) Run(string figures) => RunText(Head + figures);

    private (int Code, string Output, string Error) RunText(string text)
    {
        File.WriteAllText(_folder.File("optional.yaml"), text);
        return Tool.Run(
            "run", _folder.File("optional.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1");
    }
}
