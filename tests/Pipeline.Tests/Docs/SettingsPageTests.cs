using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Tests.Explanations;
using Pipelines.Stages;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Docs;

/// <summary>The pages about settings are what the tool says, have every key of the schema, and every example on them is a good one.</summary>
public class SettingsPageTests
{
    private static readonly SettingsRegistry Registry = Systems.BuiltIn.Registry;

    public static TheoryData<string> Pages => [.. Systems.BuiltIn.All.Select(s => s.Name).Prepend("common")];

    /// <remarks><c>PIPELINES_DOCS_TO=FOLDER</c> writes the page there.</remarks>
    [Theory]
    [MemberData(nameof(Pages))]
    public void The_page_is_the_one_that_is_committed(string name)
    {
        var page = Reference.SettingsPage(name);
        if (Environment.GetEnvironmentVariable("PIPELINES_DOCS_TO") is { } folder)
            File.WriteAllText(Path.Combine(folder, $"settings-{name}.md"), page);
        Assert.Equal(page, File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "reference", $"settings-{name}.md")));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_key_of_the_schema_stands_on_the_page(string name)
    {
        var schema = ExperimentSchema.Export(Registry);
        var keys = Keys((name == "common" ? schema : schema["$defs"]![name]!).AsObject(), "").Distinct().ToList();
        var sections = Reference.SettingsPage(name).Split("\n#").ToLookup(s => s.Split('\n')[0].TrimStart('#').Trim());
        Assert.True(keys.Count > 20);
        Assert.Equal([], keys.Where(k => !IsShown(k, name, sections)));
    }

    private static bool IsShown(string path, string page, ILookup<string, string> sections)
    {
        var dot = path.LastIndexOf('.');
        var section = dot < 0 ? sections[page == "common" ? "Settings of every experiment" : $"Settings of {page}"] : sections[path[..dot]];
        return section.Any(s => s.Contains($"`{path[(dot + 1)..]}`", StringComparison.Ordinal)
            || (s.Split("Its keys are those of `") is [_, var other] && IsShown($"{other.Split('`')[0]}.{path[(dot + 1)..]}", page, sections)));
    }

    /// <summary>Every path of the schema, lists and alternatives included; not the inside of a sweep.</summary>
    private static IEnumerable<string> Keys(JsonNode? schema, string path) => schema switch
    {
        JsonObject o => o.SelectMany(part => (part.Key, part.Value) switch
        {
            // Spaced numbers in the place of a list.
            ("properties", JsonObject { Count: 1 } spaced) when spaced.Single().Key is "lin" or "log" or "every" => [],
            ("properties", JsonObject properties) => properties.SelectMany(p => Key(path.Length == 0 ? p.Key : $"{path}.{p.Key}", p.Value)),
            ("oneOf" or "anyOf" or "items" or "then" or "else", var value) => Keys(value, path),
            _ => [],
        }),
        JsonArray a => a.SelectMany(item => Keys(item, path)),
        _ => [],
    };

    private static IEnumerable<string> Key(string path, JsonNode? schema) => path == "sweep" ? [path] : Keys(schema, path).Prepend(path);

    [Theory]
    [InlineData("mean-field-hinge")]
    [InlineData("gaussian-mixture")]
    [InlineData("quenching-activation")]
    public void Every_example_of_a_system_is_accepted(string system)
    {
        var examples = SettingExamples.Of(Registry.Systems[system]).ToList();
        Assert.Equal([], examples.SelectMany(e => Problems(e, $"system: {system}\nexperiment: x\nseed: 1\n{Lines(e.File)}")));
    }

    [Fact]
    public void Every_example_of_what_experiments_share_is_accepted()
    {
        var hinge = Lines(SettingExamples.Shortest(Registry.Systems["mean-field-hinge"]));
        const string Header = "experiment: x\nsystem: mean-field-hinge\nseed: 1\n";
        foreach (var example in SettingExamples.Of(Registry.Header)) Assert.Equal([], Problems(example, Lines(example.File) + hinge));
        var lists = Reference.Settings("common").Where(s => s.Parent == "" && s.Path is "sweep" or "checks").Select(s => s.Line).ToList();
        Assert.Equal(2, lists.Count);
        foreach (var example in SettingExamples.Of(Registry.Results))
        {
            var others = lists.Where(l => example.File.Find(l.Split(':')[0]) is null);
            Assert.Equal([], Problems(example, $"{Header}{hinge}{string.Concat(others.Select(l => l + "\n"))}{Lines(example.File)}"));
        }
        foreach (var sweep in Reference.Settings("sweep").Where(s => s.Path is "sweep" or "sweep.zip"))
            Assert.Equal("", Said($"{Header}{hinge}{sweep.Line}\n"));
    }

    /// <summary>The example is in the file, the file is good, and its system can be asked for it, as far as no given file is read.</summary>
    private static IEnumerable<string> Problems(SettingExample example, string text)
    {
        if (!text.Contains($"{example.Key}: {example.Value}", StringComparison.Ordinal)) yield return $"{example.Path} is not in\n{text}";
        if (Said(text) is { Length: > 0 } said) yield return $"{example.Path}:\n{said}{text}";
    }

    private static string Said(string text) =>
        ExperimentFile.Load("x.yaml", Encoding.UTF8.GetBytes(text), [], Registry).Match(
            valid: experiment => string.Concat(Registry.NameErrors(experiment).Select(e => e.Render())) + Refusal(experiment),
            invalid: errors => string.Concat(errors.Select(e => e.Render())));

    private static string Refusal(ExperimentDefinition experiment)
    {
        try
        {
            return experiment.PointAt(0).Match(
                valid: point => Systems.BuiltIn.Find(experiment.Header.System)
                    .Plan(point.Settings, new PointContext(1, 0, _ => throw new FileNotFoundException()))
                    .Match(ready: _ => "", skipped: s => s.Reason, refused: r => r.Message),
                invalid: errors => errors[0].Message);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    private static string Lines(ConfigNode.Mapping file) => string.Concat(file.Entries.Select(e => $"{e.Key}: {e.Value}\n"));

    /// <summary>A user's own system has no examples in its declarations.</summary>
    [Fact]
    public void A_system_of_ones_own_has_a_page()
    {
        var project = new Project { Systems = new Toy().Systems };
        var page = Reference.SettingsPage("toy", project);
        Assert.Contains("| `samples` | Samples | whole number, at least 1 | required | `samples: 1` |", page, StringComparison.Ordinal);
        Assert.Contains("dataset: {samples: 1, file: text}\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_found_with_and_without_its_path()
    {
        ImmutableArray<SettingReport> found = Reference.Settings("training.batch");
        string[] below = ["algorithm", "batchFraction", "persistenceTime", "saturates"];
        Assert.Equal(["training.batch", .. below.Select(k => $"training.batch.{k}")], found.Select(s => s.Path));
        Assert.Equal(found.Select(s => s.Path), Reference.Settings("batch").Select(s => s.Path));
        Assert.Equal(found.Select(s => s.Path), Reference.Settings("gaussian-mixture.training.batch").Select(s => s.Path));
        var fraction = Assert.Single(Reference.Settings("batchFraction"));
        Assert.Equal(("b", "number, above 0 and at most 1", true), (fraction.Symbol, fraction.Values, fraction.IsRequired));
        Assert.Equal(["algorithm: sgd", "algorithm: persistent-sgd"], fraction.Kinds);
        var unknown = Assert.Throws<RefusedException>(() => Reference.Settings("hidenUnits"));
        Assert.Contains("did you mean 'hiddenUnits'?", unknown.Message, StringComparison.Ordinal);
    }
}
