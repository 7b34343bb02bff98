using System.Text.Json;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>Every <c>--json</c> has the shape that docs/reference/command-line.md shows: the same names, with values of the same kinds.</summary>
public sealed class JsonTests : IDisposable
{
    private const string Experiment = """
        experiment: small
        system: mean-field-hinge
        seed: 1
        dataset: {law: gaussian, inputDimension: 6, trainingSamples: 50}
        network: {hiddenUnits: 8}
        training: {learningRate: 10, steps: 20}
        record: {every: 5}
        sweep: {training.learningRate: [10, 1.0e+30]}
        checks: [{name: loss, value: trajectory.trainingLoss, atMost: 1}]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run", ExitCode.PointsFailed, Experiment)]
    [InlineData("plan", ExitCode.Complete, Experiment)]
    [InlineData("explain", ExitCode.Complete, Experiment)]
    [InlineData("peek", ExitCode.Complete, Experiment)]
    [InlineData("check", ExitCode.Usage, Experiment + "\nrecrod: {}")]
    [InlineData("config", ExitCode.Complete, Experiment)]
    [InlineData("test --only start --cases 1", ExitCode.Complete, Experiment)]
    [InlineData("settings", ExitCode.Complete, null)]
    [InlineData("tables", ExitCode.Complete, null)]
    [InlineData("doctor", ExitCode.Complete, null)]
    public void The_page_shows_the_shape(string verb, int exitCode, string? experiment)
    {
        File.WriteAllText(_folder.File("x.yaml"), experiment);
        string[] places = ["--store", _folder.File("store"), "--results", _folder.File("results")];
        var (code, output, _) = Tool.Run(experiment is null ? [verb, "--json"] : [.. verb.Split(' '), _folder.File("x.yaml"), "--json", .. places]);
        Assert.Equal(exitCode, code);
        AssertShape(verb.Split(' ')[0], output, isWhole: true);
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("status")]
    [InlineData("logs")]
    [InlineData("verify")]
    [InlineData("gc --dry-run --keep-days 0")]
    public void The_page_shows_the_shape_of_what_is_said_about_a_store(string command)
    {
        File.WriteAllText(_folder.File("x.yaml"), Experiment);
        Tool.Run("run", _folder.File("x.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), "-q");
        Directory.Delete(_folder.File("results"), recursive: true);
        var (code, output, _) = Tool.Run([.. command.Split(' '), "--json", "--store", _folder.File("store")]);
        Assert.Equal(ExitCode.Complete, code);
        AssertShape(command.Split(' ')[0], output, isWhole: false);
    }

    [Fact]
    public void The_page_shows_the_shape_of_what_is_said_about_results()
    {
        File.WriteAllText(_folder.File("x.yaml"), Experiment);
        foreach (var name in (string[])["a", "b"])
            Tool.Run(
                "run", _folder.File("x.yaml"), "--store", _folder.File($"{name}-store"), "--results", _folder.File(name), "-q", "--set", name == "a"
                ? "seed=1"
                : "seed=2");
        AssertShape("diff", Tool.Run("diff", _folder.File("a/small"), _folder.File("b/small"), "--json").Output, isWhole: false);
        AssertShape("repro", Tool.Run("repro", _folder.File("a/small"), "--json").Output, isWhole: false);
    }

    [Fact]
    public void Every_verb_that_takes_json_is_on_the_page()
    {
        foreach (var section in Page().Split("\n### ").Skip(1).Select(s => s.Split('\n')[0]))
            Assert.Contains("--json", Tool.Run(section, "--help").Output, StringComparison.Ordinal);
        foreach (var row in Page().Split('\n').Where(l => l.EndsWith("| yes |", StringComparison.Ordinal)))
            Assert.Contains($"### {row.Split('`')[1].Split(' ')[0]}\n", Page(), StringComparison.Ordinal);
    }

    /// <param name="verb">The section of the page.</param>
    /// <param name="output">What was written.</param>
    /// <param name="isWhole">Every list that the page shows has an item, but for the notes, which a system need not have; otherwise there may be
    /// less.</param>
    private static void AssertShape(string verb, string output, bool isWhole)
    {
        using var written = JsonDocument.Parse(output);
        using var shown = JsonDocument.Parse(Page().Split($"### {verb}\n")[1].Split("```json")[1].Split("```")[0]);
        var (expected, actual) = (Shape(shown.RootElement, verb)
            .ToLookup(s => s.Path, s => s.Kind), Shape(written.RootElement, verb).ToLookup(s => s.Path, s => s.Kind));
        Assert.Equal([], actual.Select(s => s.Key).Except(expected.Select(s => s.Key)));
        Assert.Equal([], expected.Select(s => s.Key).Except(actual.Select(s => s.Key))
            .Where(p => isWhole ? !p.Contains(".notes[]", StringComparison.Ordinal) : !p.Contains("[]", StringComparison.Ordinal)));
        foreach (var path in actual)
            Assert.True(expected[path.Key].Contains("null") || !path.Except(expected[path.Key]).Except(["null"]).Any(), path.Key);
    }

    private static string Page() => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "reference", "command-line.md"));

    /// <summary>Every path with the kind of its value; of objects whose keys are data, the path alone.</summary>
    private static IEnumerable<(string Path, string Kind)> Shape(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object when path.EndsWith(".at", StringComparison.Ordinal)
            || path.EndsWith(".statuses", StringComparison.Ordinal) => [(path, "by name")],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Shape(p.Value, $"{path}.{p.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(e => Shape(e, path + "[]")),
        JsonValueKind.True or JsonValueKind.False => [(path, "flag")],
        _ => [(path, element.ValueKind.ToString().ToLowerInvariant())],
    };
}
