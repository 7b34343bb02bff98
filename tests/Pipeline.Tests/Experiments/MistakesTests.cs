using System.Text;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>The mistakes that <c>docs/reference/experiment-files.md</c> shows get the messages that it shows.</summary>
public partial class MistakesTests
{
    private const string Title = "## Mistakes, and what is said about them";

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

    /// <remarks><c>PIPELINES_DOCS_TO=FOLDER</c> writes the page there with what is said now.</remarks>
    [Fact]
    public void The_page_shows_what_is_said()
    {
        var page = System.IO.File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "reference", "experiment-files.md"));
        var messages = new Queue<string>(Mistakes.Select(m => Message(m.Right.Length == 0
            ? File
            : File.Replace(m.Right, m.Wrong, StringComparison.Ordinal), m.Set)));
        var (before, mistakes) = (page[..page.IndexOf(Title, StringComparison.Ordinal)], page[page.IndexOf(Title, StringComparison.Ordinal)..]);
        var said = before + Block().Replace(mistakes, _ => $"```text\n{messages.Dequeue()}```");
        Assert.Empty(messages);
        if (Environment.GetEnvironmentVariable("PIPELINES_DOCS_TO") is { } folder)
            System.IO.File.WriteAllText(Path.Combine(folder, "experiment-files.md"), said);
        Assert.Equal(said, page);
    }

    [Fact]
    public void The_file_without_mistakes_is_good() => Assert.Equal("", Message(File));

    private static string Message(string text, params string[] overrides) =>
        ExperimentFile.Load("width.yaml", Encoding.UTF8.GetBytes(text), overrides, Systems.BuiltIn.Registry)
            .Match(_ => "", errors => string.Concat(errors.Select(e => e.Render())));

    [GeneratedRegex("```text\n.*?```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
