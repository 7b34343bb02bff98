using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>The plan for people and programs, and runs that do exactly what a plan says.</summary>
public sealed class PlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PlanTests()
    {
        File.WriteAllText(_folder.File("x.yaml"), Toy.Experiment);
        File.WriteAllText(_folder.File("given.csv"), "1");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Times_are_assumed_until_measured_and_say_where_they_come_from()
    {
        var before = Execute("plan").Output;
        Assert.Matches(@"Together [0-9.]+ s, [0-9.]+ s of it for planning, compiling and writing; ", before);

        // Said once, of all stages of which it is so.
        Assert.Single(before.Split('\n'), l => l.Contains("assumed", StringComparison.Ordinal));
        Assert.Matches(@"\n  [a-z, -]*toy-training[a-z, -]*: assumed, not measured on this store yet\n", before);
        Execute("run");
        Assert.Contains("Nothing is to be computed.", Execute("plan").Output, StringComparison.Ordinal);
        var after = Execute("plan", "--set", "training.steps=40").Output;
        Assert.Contains("toy-training: measured on 4 stages of runs on this store", after, StringComparison.Ordinal);
        Assert.DoesNotContain("assumed", after, StringComparison.Ordinal);
        Assert.Contains("reuse   toy-theory v1", after, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_is_done_exactly_once()
    {
        Assert.Equal(ExitCode.Complete, Execute("plan", "-o", _folder.File("plan.json")).Code);
        Assert.Equal(ExitCode.Complete, Execute("run", "--plan", _folder.File("plan.json")).Code);
        var again = Execute("run", "--plan", _folder.File("plan.json"));
        Assert.Equal(ExitCode.Usage, again.Code);
        Assert.Contains("was run and is now reuse", again.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was started", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_of_another_experiment_is_refused_and_nothing_is_started()
    {
        Execute("plan", "-o", _folder.File("plan.json"));
        var other = Execute("run", "--plan", _folder.File("plan.json"), "--set", "training.steps=21");
        Assert.Equal(ExitCode.Usage, other.Code);
        Assert.Contains("the experiment file or its overrides are not those that were planned", other.Error, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("given.csv"), "2");
        Assert.Contains("was not planned and is now run", Execute("run", "--plan", _folder.File("plan.json")).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("results")));
        Assert.False(Directory.Exists(_folder.File("store/segments")));
    }

    [Theory]
    [InlineData("no plan")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"experimentDigest": "x", "work": [{}]}""")]
    [InlineData("null")]
    public void A_file_that_is_no_plan_is_refused(string text)
    {
        File.WriteAllText(_folder.File("plan.json"), text);
        var run = Execute("run", "--plan", _folder.File("plan.json"));
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("is no plan", run.Error, StringComparison.Ordinal);
        Assert.Contains("there is no such plan", Execute("run", "--plan", _folder.File("none.json")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_is_damaged_after_planning_is_found_before_anything_starts()
    {
        Execute("run");
        Execute("plan", "--set", "theory.order=3", "-o", _folder.File("plan.json"));
        foreach (var segment in Directory.GetFiles(_folder.File("store/segments"), "*.segment"))
        {
            var bytes = File.ReadAllBytes(segment);
            for (var i = 0; i < bytes.Length; i += 50) bytes[i] ^= 1;
            File.WriteAllBytes(segment, bytes);
        }
        var run = Execute("run", "--set", "theory.order=3", "--plan", _folder.File("plan.json"));
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("was reuse and is now run", run.Error, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Execute(string verb, params string[] more)
    {
        string[] places = verb == "run" ? ["-q", "--results", _folder.File("results")] : [];
        return new Toy().Run([verb, _folder.File("x.yaml"), "--store", _folder.File("store"), "--threads", "1", .. places, .. more]);
    }
}
