using System.Text;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>A report of 40 figures: made, opened and printed, on paper without a figure cut in two.</summary>
public sealed class LargeReportTests(DrawnRun run) : IClassFixture<DrawnRun>
{
    [BrowserFact]
    public void Forty_figures_are_drawn_opened_and_printed_whole()
    {
        using var copy = new TemporaryFolder();
        var (code, output, error) = Draw(copy, 40);
        Assert.True(code == ExitCode.Complete, output + error);
        Assert.InRange(new FileInfo(copy.File("report.html")).Length, 100_000, 7_000_000);
        var answer = Assert.Single(DrawingJudge.Answers("print-judge.mjs", DrawingJudge.Browser!, copy.File("report.html")));
        Assert.Equal(40, answer.GetProperty("figures").GetInt32());
        Assert.True(answer.GetProperty("cut").GetArrayLength() == 0, $"{answer}");
        Assert.True(answer.GetProperty("wide").GetArrayLength() == 0, $"{answer}");
        Assert.InRange(answer.GetProperty("sheets").GetInt32(), 10, 60);
    }

    /// <summary>Draws from the tables of the small run, as <c>pipelines report</c> does.</summary>
    private (int Code, string Output, string Error) Draw(TemporaryFolder folder, int figures)
    {
        foreach (var file in Directory.EnumerateFiles(run.Results, "*.parquet", SearchOption.AllDirectories))
        {
            var target = folder.File(Path.GetRelativePath(run.Results, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        var text = new StringBuilder(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "hinge.yaml"))
            .Replace("replicates: 5", "replicates: 2", StringComparison.Ordinal)).Append("\nfigures:\n");
        for (var i = 0; i < figures; i++) text.Append(Figure(i));
        File.WriteAllText(folder.File("large.yaml"), text.ToString());
        return Tool.Run("report", folder.Path, "--experiment", folder.File("large.yaml"));
    }

    // Every tenth is higher than a sheet would be, were it as wide as the page.
    private static string Figure(int i)
    {
        var panels = string.Concat(Enumerable.Repeat(
            "      - layers: [{draw: line, table: trajectory, y: testError}, {draw: points, table: neurons, x: time, y: outerWeight, by: "
                + "[neuron]}]\n", i % 10 == 9
            ? 6
            : 1 + (i % 3)));
        return $"  - name: figure{i}\n    title: Figure {i}\n    caption: {new string('x', 40).Replace("x", "words ", StringComparison.Ordinal)}\n  "
            + $"  columns: {(i % 10 == 9 ? 1 : 2)}\n    panels:\n{panels}";
    }
}
