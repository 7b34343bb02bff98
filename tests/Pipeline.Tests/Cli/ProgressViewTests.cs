using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Cli.Verbs;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Tests.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>What a terminal shows of a run.</summary>
public sealed class ProgressViewTests
{
    [Fact]
    public void A_test_of_invariants_says_at_once_what_it_does_and_then_now_and_again_how_far_it_is()
    {
        var time = new ManualTime();
        using var output = new StringWriter { NewLine = "\n" };
        var lines = new InvariantLines(output, time);
        lines.Report(new(5, 0, 200, 0));
        for (var i = 1; i <= 25; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            lines.Report(new(5, i / 10, 200, i));
        }
        Assert.Equal(
            "Testing 5 invariants, 200 cases of each.\n1 of 5 invariants done, 10 cases tried, 10 s\n2 of 5 invariants done, 20 cases tried, 20 s\n",
            output.ToString());
    }

    /// <summary>However many stages run and however small the terminal is, the first line is about the whole run and nothing scrolls.</summary>
    [Theory]
    [InlineData(80, 24, 3)]
    [InlineData(80, 24, 200)]
    [InlineData(30, 4, 9)]
    [InlineData(10, 1, 5)]
    public void The_display_is_never_larger_than_the_terminal(int width, int height, int stages)
    {
        var time = new ManualTime();
        var view = new ProgressView(time);
        view.Report(new RunProgress.Started(500) { Points = new(40, 0, 0) });
        for (var i = 0; i < stages; i++) view.Report(new RunProgress.StageStarted(Stage(i)));
        time.Advance(TimeSpan.FromSeconds(10));
        view.Report(new RunProgress.StageProgressed(Stage(0), 0.25, 0.5));
        view.Report(new RunProgress.StageEnded(Stage(stages), new StageFailure.Refused("no"), 0.5) { Points = new(40, 12, 1) });
        var lines = view.Lines(width, height);
        Assert.InRange(lines.Length, 1, Math.Max(1, height - 1));
        Assert.All(lines, l => Assert.InRange(l.Length, 1, width - 1));
        const string Whole = " 50 %  12 of 40 points done, 1 failed, 10 s, about 10 s left";
        Assert.Equal(Whole[..Math.Min(Whole.Length, width - 1)], lines[0]);
        if (width < 80) return;
        Assert.Equal(" 25 %  training of point 0, network.hiddenUnits = 100", lines[1]);
        Assert.Equal(stages + 1 <= height - 1, !lines[^1].Contains("more stages", StringComparison.Ordinal));
        if (stages > height) Assert.Equal($"       and {stages - (height - 3)} more stages", lines[^1]);
    }

    [Fact]
    public void Stages_that_are_over_at_once_are_not_shown_and_ended_ones_no_more()
    {
        var time = new ManualTime();
        var view = new ProgressView(time);
        view.Report(new RunProgress.Started(3) { Points = new(2, 0, 0) });
        view.Report(new RunProgress.StageStarted(Stage(0)));
        Assert.Single(view.Lines(80, 24));
        time.Advance(TimeSpan.FromSeconds(1));
        view.Report(new RunProgress.StageStarted(Stage(1)));
        Assert.Equal(2, view.Lines(80, 24).Length);
        view.Report(new RunProgress.StageEnded(Stage(0), null, 0.5) { Points = new(2, 1, 0) });
        Assert.Equal("50 %  1 of 2 points done, 1.0 s", Assert.Single(view.Lines(80, 24)).Trim());
    }

    /// <summary>A real run: points are counted up to all of them, shared stages and failures included, and stages name their point.</summary>
    [Theory]
    [InlineData("training.learningRate=10,20,30", 6, 0)]
    [InlineData("training.learningRate=10,1.0e+30", 2, 2)]
    public async Task Every_point_is_counted_once(string sweep, int done, int failed)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("x.yaml"), """
            experiment: small
            system: mean-field-hinge
            seed: 1
            replicates: 2
            dataset: {law: gaussian, inputDimension: 6, trainingSamples: 50}
            network: {hiddenUnits: 8}
            training: {learningRate: 10, steps: 20}
            record: {every: 5}
            checks: [{name: c, value: trajectory.trainingLoss, atMost: 5}]
            """);
        var project = new Project { Store = folder.File("store"), Results = folder.File("results") };
        var heard = new Heard();
        var result = await Experiment.TryLoad(folder.File("x.yaml"), [sweep], project).Required().RunAsync(progress: heard);
        var counts = heard.All.OfType<RunProgress.StageEnded>().Select(e => e.Points).ToList();
        Assert.Equal(new PointCounts(done + failed, done, failed), counts.MaxBy(c => c.Done + c.Failed));
        Assert.Equal(result.Points, counts[0].All);
        var places = heard.All.OfType<RunProgress.StageStarted>().Where(s => s.Stage.Name == "hinge-training").Select(s => s.Stage.Place).ToList();
        Assert.Contains("point 0, training.learningRate = 10", places);
        Assert.Equal(done + failed, places.Distinct().Count());
    }

    [Theory]
    [InlineData("3 seeds are too few.", "3 seeds are too few.", "3 seeds are too few.")]
    [InlineData("A share of 0.5 tends to 1e-3, see a1.", "A share of 2 tends to 1e-3, see a1.", "A share of 0.5 to 2 tends to 1e-3, see a1.")]
    [InlineData("A step of 1/2 at lag 4.", "A step of 1/10 at lag 4.", "A step of 1/10 to 1/2 at lag 4.")]
    [InlineData("See out/1/10.", "See out/1/20.", null)]
    [InlineData("One of -3.", "Another of 3.", null)]
    public void Sentences_that_differ_in_numbers_are_one(string first, string second, string? folded)
    {
        var sentences = FoldedSentences.Of([(first, 2), (second, 3)]).ToList();
        if (folded is null) Assert.Equal([(first, 2), (second, 3)], sentences);
        else Assert.Equal((folded, 5), Assert.Single(sentences));
    }

    private static RunningStage Stage(int index) => new("training", $"{index:d64}")
    {
        Place = $"point {index}, network.hiddenUnits = {100 * (index + 1)}",
    };

    private sealed class Heard : IProgress<RunProgress>
    {
        public List<RunProgress> All { get; } = [];

        public void Report(RunProgress value)
        {
            lock (All) All.Add(value);
        }
    }
}
