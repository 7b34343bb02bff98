using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>The mistakes that <c>docs/reference/experiment-files.md</c> shows get the messages that it shows.</summary>
public class MistakesTests
{
    private const string File = """
        experiment: width
        system: mean-field-hinge
        seed: 1
        dataset: {law: gaussian, inputDimension: 100, trainingSamples: 10000}
        network: {hiddenUnits: 400}
        training: {learningRate: 1000, steps: 200}
        """;

    private static readonly (string Right, string Wrong, string[] Set)[] Mistakes =
    [
        ("hiddenUnits: 400", "hidden_units: 400", []),
        ("hiddenUnits: 400", "hiddenUnits: [100, 400]", []),
        ("seed: 1", "seed:1", []),
        ("steps: 200}", "steps: 200", []),
        ("steps: 200", "steps: 1_000", []),
        ("learningRate: 1000", "learningRate: 1,5", []),
        ("learningRate: 1000", "learningRate: -1", []),
        ("learningRate: 1000", "learningRate: 1000, effectiveLearningRate: 2.5", []),
        ("steps: 200", "steps: 200, trainingSamples: 50", []),
        ("experiment: width", "experiment: Width (first try)", []),
        ("system: mean-field-hinge", "system: hinge", []),
        ("", "", ["network.hiddenUnits=100,4OO"]),
    ];

    [Fact]
    public void The_page_shows_what_is_said()
    {
        var page = System.IO.File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "reference", "experiment-files.md"));
        var messages = Mistakes.Select(m => Message(m.Right.Length == 0
            ? File
            : File.Replace(m.Right, m.Wrong, StringComparison.Ordinal), m.Set)).ToList();
        // The names that are listed as possible grow with every system; the rest must be on the page word for word.
        var lines = page.Split('\n').ToHashSet(StringComparer.Ordinal);
        foreach (var line in messages.SelectMany(m => m.Split('\n')).Where(l => !l.StartsWith("  expected: one of", StringComparison.Ordinal)))
            Assert.Contains(line, lines);
    }

    [Fact]
    public void The_file_without_mistakes_is_good() => Assert.Equal("", Message(File));

    private static string Message(string text, params string[] overrides) =>
        ExperimentFile.Load("width.yaml", Encoding.UTF8.GetBytes(text), overrides, Systems.BuiltIn.Registry)
            .Match(_ => "", errors => string.Concat(errors.Select(e => e.Render())));
}
