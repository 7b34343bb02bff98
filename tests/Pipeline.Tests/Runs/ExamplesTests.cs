using Pipelines.Pipeline.Tests.Reports;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Runs;

/// <summary>The programs in examples/, and those that the pages show.</summary>
public sealed class ExamplesTests : IDisposable
{
    private static readonly string Examples = Path.Combine(RepositoryFiles.Root, "examples");

    private static readonly string Tiny = Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "hinge.yaml");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_experiment_is_swept_run_read_and_judged_and_a_second_run_computes_nothing()
    {
        var first = ExampleProgram.Run(_folder.Path, [], Text("run-an-experiment.cs"));
        Assert.True(first.ExitCode == 0, first.Error + first.Output);
        Assert.Matches("10 points, [1-9][0-9]* stages to run\n50 units: test error 0.0.*\n100 units: test error 0.0", first.Output);
        Assert.Contains("learns at network.hiddenUnits = 100: pass, 5 of 5", first.Output, StringComparison.Ordinal);
        var second = ExampleProgram.Run(_folder.Path, [], Text("run-an-experiment.cs"));
        Assert.Contains("10 points, 0 stages to run", second.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output[first.Output.IndexOf(
            '\n', StringComparison.Ordinal)..], second.Output[second.Output.IndexOf('\n', StringComparison.Ordinal)..]);
    }

    [Fact]
    public void A_stage_of_ones_own_gives_columns_of_the_points()
    {
        var run = ExampleProgram.Run(_folder.Path, [Tiny], Text("own-stage.cs"));
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Matches("point 0: half of the first test error at time [0-9]", run.Output);
    }

    [Fact]
    public void A_system_of_ones_own_has_the_whole_tool_and_its_invariants_hold()
    {
        string[] sources = [.. Directory.GetFiles(Path.Combine(Examples, "own-system"), "*.cs").Select(File.ReadAllText)];
        var file = Path.Combine(Examples, "own-system", "lms.yaml");
        var run = ExampleProgram.Run(_folder.Path, ["run", file, "-q", "--set", "replicates=5"], sources);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains("pass               follows-the-mean (learningRate = 1): 5 of 5 replicates", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("results/lms/figures/risk.svg")));
        var invariants = ExampleProgram.Run(_folder.Path, ["test", file, "--cases", "20"], sources);
        Assert.True(invariants.ExitCode == 0, invariants.Error + invariants.Output);
        Assert.Contains("least-mean-squares: 4 hold, 0 fail. Seed of the cases: 1.", invariants.Output, StringComparison.Ordinal);
        Assert.Equal(2, ExampleProgram.Run(_folder.Path, ["check", file, "--set", "learningRate=3"], sources).ExitCode);
    }

    /// <summary>Figures of its file and those that a file without any gets: offline, by keyboard and pointer, in the dark, on paper and in a narrow
    /// window.</summary>
    [BrowserFact]
    public void The_reports_of_examples_answer_in_a_browser()
    {
        string[] sources = [.. Directory.GetFiles(Path.Combine(Examples, "own-system"), "*.cs").Select(File.ReadAllText)];
        string[] places = ["-q", "--set", "replicates=2"];
        var system = ExampleProgram.Run(_folder.Path, ["run", Path.Combine(Examples, "own-system", "lms.yaml"), .. places], sources);
        Assert.True(system.ExitCode is 0 or 4, system.Error + system.Output);
        var activation = ExampleProgram.Run(
            _folder.Path, ["run", Path.Combine(Examples, "own-activation.yaml"), .. places, "--set", "network.hiddenUnits=6,12,24"],
            Text("own-loss.cs"));
        Assert.True(activation.ExitCode is 0 or 4, activation.Error + activation.Output);

        var answers = DrawingJudge.Answers(
            "explore-judge.mjs", DrawingJudge.Browser!, _folder.File("results/lms/report.html"), _folder.File("results/own-activation/report.html"));
        Assert.Equal(2, answers.Count);
        foreach (var answer in answers)
        {
            int Count(string name) => answer.GetProperty(name).GetInt32();
            Assert.Equal((0, 0), (answer.GetProperty("console").GetArrayLength(), answer.GetProperty("requests").GetArrayLength()));
            Assert.True(Count("figures") > 0, $"{answer}");
            Assert.Equal((Count("figures"), Count("figures")), (Count("zoomed"), Count("wheeled")));
            Assert.True(Count("curves") > 1 && Count("switched") == Count("curves"), $"{answer}");
            Assert.Equal(3, Count("barred"));
            string[] facts = ["sorted", "printed", "back", "narrow", "dark"];
            Assert.All(facts, name => Assert.True(answer.GetProperty(name).GetBoolean(), $"{name}: {answer}"));
            Assert.All(answer.GetProperty("told").EnumerateArray(), t => Assert.Contains(": ", t.GetString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_system_of_ones_own_has_at_most_200_lines() =>
        Assert.InRange(Directory.GetFiles(Path.Combine(Examples, "own-system")).Sum(f => File.ReadLines(f).Count()), 1, 200);

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/how-to/library.md")]
    [InlineData("src/package-readme.md")]
    public void Programs_on_a_page_run_as_they_stand(string page)
    {
        var programs = Programs(File.ReadAllText(Path.Combine(RepositoryFiles.Root, page))).ToList();
        Assert.NotEmpty(programs);
        Directory.CreateDirectory(_folder.File("pipelines/tiny"));
        File.Copy(Tiny, _folder.File("pipelines/tiny/hinge.yaml"));
        File.Copy(Tiny, _folder.File("experiment.yaml"));
        foreach (var program in programs)
        {
            var run = ExampleProgram.Run(_folder.Path, [], program);
            Assert.True(run.ExitCode == 0, program + run.Error + run.Output);
            Assert.Equal("", run.Error);
        }
    }

    private static IEnumerable<string> Programs(string page)
    {
        const string fence = "```";
        return page.Split($"{fence}csharp\n").Skip(1).Select(part => part[..part.IndexOf(fence, StringComparison.Ordinal)]);
    }

    private static string Text(string name) => File.ReadAllText(Path.Combine(Examples, name));
}
