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
}
