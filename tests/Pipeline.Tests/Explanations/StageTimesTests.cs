using System.Collections.Immutable;
using System.Text.Json;
using Pipelines.Model;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>Times of stages that were measured are found again at other sizes, and outlive the results folder that they were measured for.</summary>
public sealed class StageTimesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Speeds from 3e8 to 1e11 operations a second and starts from 0.1 to 50 ms cover all stages of the three systems.
    // The assumed values pull by at most a fifth here; 0.85 of the threads are assumed to be at work.
    [Theory]
    [InlineData(1e-4, 3e8)]
    [InlineData(5e-2, 1e11)]
    [InlineData(2e-3, 4e9)]
    public void A_start_and_a_speed_that_runs_show_are_found_again(double start, double speed)
    {
        double[] sizes = [1e3, 1e5, 1e7, 1e9, 3e11];
        using (var store = Open())
        {
            store.Runs.Write(Record("20260101T000000-00000000", [.. sizes.Select(f => new MeasuredTime("s", 1000, start + (f / speed), f))]));
        }
        using var again = Open();
        var times = StageTimes.Read(again, 1, MachineSpeed.Reference);
        foreach (var f in (double[])[0, 1e4, 1e6, 1e8, 1e10, 1e12])
            Assert.InRange(0.85 * times.Of(Node(f)) / (start + (f / speed)), 0.75, 1.33);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.55)]
    [InlineData(1)]
    [InlineData(1.3)]
    [InlineData(5)]
    public void A_tiny_measurement_does_not_speak_for_a_long_stage_nor_a_long_one_for_a_start(double speed)
    {
        using (var store = Open()) store.Runs.Write(Record("20260101T000000-00000000", [new("s", 100, 0.02, 1e3), new("long", 100, 100, 1e13)]));
        using var again = Open();
        var times = StageTimes.Read(again, 1, new(speed, speed));
        var (unknown, tiny, large) = (Node(1e12, "unknown"), Node(1e12), Node(1e3, "long"));
        Assert.InRange(times.Of(tiny) / times.Of(unknown), 0.9, 1.1);
        Assert.InRange(times.Of(large) / times.Of(Node(1e3, "unknown")), 0.9, 1.1);
        Assert.Equal("assumed, not measured on this store yet", times.SourceOf("unknown"));
        Assert.Equal("measured on 100 stages of runs on this store", times.SourceOf("s"));
    }

    [Fact]
    public void What_is_assumed_is_as_much_longer_as_the_machine_is_slower()
    {
        using var store = Open();
        double Of(string stage, double flops, double vectors, double scalars) =>
            StageTimes.Read(store, 1, new(vectors, scalars)).Of(Node(flops, stage));
        Assert.Equal(10, Of("hinge-training", 1e16, 0.1, 0.2) / Of("hinge-training", 1e16, 1, 1), 0.01);
        Assert.Equal(5, Of("hinge-dataset", 1e16, 0.1, 0.2) / Of("hinge-dataset", 1e16, 1, 1), 0.01);
        Assert.Equal(5, Of("hinge-training", 0, 0.1, 0.2) / Of("hinge-training", 0, 1, 1), 0.01);
        Assert.InRange(MachineSpeed.Here.Vectors, 1e-3, 1e3);
        Assert.InRange(MachineSpeed.Here.Scalars, 1e-3, 1e3);
    }

    [Fact]
    public void What_an_earlier_run_measured_is_known_although_a_later_one_wrote_the_same_folder()
    {
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment);
        File.WriteAllText(_folder.File("given.csv"), "1");
        foreach (var steps in (string[])["20", "30"])
            Assert.Equal(ExitCode.Complete, Execute("run", $"training.steps={steps}").Code);
        Assert.Equal(ExitCode.Complete, Execute("run", "training.steps=20").Code);
        var plan = JsonDocument.Parse(Execute("plan", "training.steps=50", "--json").Output).RootElement;
        var runs = plan.GetProperty("stages").EnumerateArray().Where(s => s.GetProperty("action").GetString() == "run").ToList();
        Assert.NotEmpty(runs);
        Assert.All(runs, s => Assert.True(s.GetProperty("isMeasured").GetBoolean()));
    }

    private (int Code, string Output, string Error) Execute(string verb, string set, params string[] rest) => new Toy().Run(
        [verb, _folder.File("x.yaml"), "--set", set, "--store", _folder.File("store"), "--results", _folder.File("results"), .. rest]);

    private ArtifactStore Open() => new(new LocalFileSystem(), _folder.File("store"));

    private static RunRecord Record(string id, ImmutableArray<MeasuredTime> times) =>
        new(id, "e", "s", "", "results", DateTimeOffset.UnixEpoch, []) { Unfinished = [], Seconds = 1, Threads = 1, Times = times };

    private static TableNode Node(double flops, string name = "s") => TableNode.Of(
        new(name, 1, StageRole.Training), new Nothing(), [], new(flops, 0, 0), [], static (_, _) => StageRun.Once(_ => []));

    [WrittenAs("StageTimesTests.Nothing")]
    private sealed record Nothing;
}
