using System.IO.Compression;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>What a run leaves, before judges that are not ours.</summary>
public sealed class DrawingJudgeTests(DrawnRun run) : IClassFixture<DrawnRun>
{
    [VegaFact]
    public void Vega_lite_compiles_and_draws_every_figure_without_a_warning()
    {
        var files = Directory.EnumerateFiles(run.PathOf("figures"), "*.vl.json").Order().ToList();
        var answers = DrawingJudge.Answers("vega-judge.mjs", files);
        Assert.Equal(4, answers.Count);
        foreach (var (file, answer) in files.Zip(answers))
        {
            Assert.True(answer.GetProperty("error").GetString() is null, $"{file}: {answer}");
            Assert.True(answer.GetProperty("warnings").GetArrayLength() == 0, $"{file}: {answer}");
            Assert.True(answer.GetProperty("marks").GetInt32() > 20, $"{file}: {answer}");
        }
    }

    [BrowserFact]
    public void In_a_browser_every_figure_is_seen_in_light_and_dark_and_nothing_is_fetched_or_complained_of()
    {
        var answers = DrawingJudge.Answers("page-judge.mjs", DrawingJudge.Browser!, run.PathOf("report.html"), run.PathOf("figures/video.html"));
        Assert.Equal([8, 2], answers.Select(a => a.GetProperty("drawings").GetInt32()));
        Assert.All(answers, a =>
        {
            Assert.Equal(0, a.GetProperty("console").GetArrayLength());
            Assert.Equal(0, a.GetProperty("requests").GetArrayLength());
            Assert.Equal(a.GetProperty("drawings").GetInt32(), a.GetProperty("visible").GetInt32());
            Assert.Equal(a.GetProperty("drawings").GetInt32(), a.GetProperty("named").GetInt32());
            Assert.Equal(a.GetProperty("figures").GetInt32(), a.GetProperty("withNumbers").GetInt32());
            Assert.True(a.GetProperty("leastShades").GetInt32() > 10, $"{a}");
        });
        Assert.Equal([8, 0], answers.Select(a => a.GetProperty("figures").GetInt32()));
        Assert.True(answers[1].GetProperty("slider").GetBoolean());
    }

    /// <summary>Without a network: by keyboard and pointer, in the dark, on paper and in a narrow window.</summary>
    [BrowserFact]
    public void In_a_browser_a_figure_answers()
    {
        var answer = Assert.Single(DrawingJudge.Answers("explore-judge.mjs", DrawingJudge.Browser!, run.PathOf("report.html")));
        int Count(string name) => answer.GetProperty(name).GetInt32();
        Assert.Equal((0, 0), (answer.GetProperty("console").GetArrayLength(), answer.GetProperty("requests").GetArrayLength()));
        Assert.Equal((4, 4, 4), (Count("figures"), Count("zoomed"), Count("wheeled")));
        Assert.Equal((4, 4), (Count("curves"), Count("switched")));
        Assert.Equal(3, Count("barred"));
        Assert.All(["sorted", "printed", "back", "narrow", "dark"], name => Assert.True(answer.GetProperty(name).GetBoolean(), $"{name}: {answer}"));
        // A value with its axes, and the replicates behind it.
        var told = answer.GetProperty("told").EnumerateArray().Select(t => t.GetString()!).ToList();
        Assert.All(told, t => Assert.Contains(": ", t, StringComparison.Ordinal));
        Assert.Contains(told, t => t.Contains("replicate ", StringComparison.Ordinal));
        // A cell of the heat map says whose it is, too.
        Assert.Contains("\nreplicate ", told[2], StringComparison.Ordinal);
        // A cell of the heat map is two points: those of two precisions.
        Assert.Equal("2 points with replicate = 0 and outputScale = 0.1", answer.GetProperty("led").GetString());
        Assert.Equal(2, Count("ledRows"));
    }

    /// <summary>What reports draw with is what its recipe makes of the packages that are pinned there.</summary>
    [VegaFact]
    public void The_library_of_the_report_is_the_one_that_was_packed()
    {
        using var folder = new TemporaryFolder();
        DrawingJudge.Answers("plot.mjs", folder.Path);
        string Unpacked(string file)
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            return reader.ReadToEnd();
        }
        var ours = Path.Combine(RepositoryFiles.Root, "src", "Pipeline", "Reports");
        Assert.Equal(Unpacked(folder.File("plot.js.gz")), Unpacked(Path.Combine(ours, "plot.js.gz")));
        Assert.Equal(File.ReadAllText(folder.File("plot.LICENCES.txt")), File.ReadAllText(Path.Combine(ours, "plot.LICENCES.txt")));
        Assert.InRange(new FileInfo(Path.Combine(ours, "plot.js.gz")).Length, 0, 1_000_000);
    }
}
