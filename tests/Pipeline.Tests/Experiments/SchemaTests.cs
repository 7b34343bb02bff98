using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.Settings;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>The schema says what the program says.</summary>
public class SchemaTests
{
    private const int Files = 2000;

    // Without conditions across keys: those a schema cannot state.
    internal sealed record Plain(
        [Setting("dataset", "what the inputs are drawn from")] SampleDataset Dataset,
        [Setting("network", "the network")] SampleNetwork Network,
        [Setting("record", "what is written down")] SampleRecord Record,
        [Setting("temperature", "a number of the system itself", Minimum = 0.5, Maximum = 20)] double Temperature,
        [Setting("halveAt", "halvings", Unit = "time", Minimum = 0)] ImmutableArray<double> HalveAt = default,
        [Setting("teacher", "another network, if there is one")] SampleNetwork? Teacher = null);

    private static readonly SettingsRegistry Registry = new(
        [new("plain", typeof(Plain)), new("other", typeof(OtherSettings))], typeof(SampleFigure));

    private static ConfigNode.Mapping Parse(string text) =>
        ExperimentText.Parse("x.yaml", Encoding.UTF8.GetBytes(text))
            .Match(m => m, e => throw new InvalidOperationException(text + "\n" + e[0].Render()));

    private static string ByProgram(string text, SettingsRegistry registry) =>
        ExperimentFile.Load("x.yaml", Encoding.UTF8.GetBytes(text), [], registry).Match(_ => "valid", e => string.Concat(e.Select(x => x.Render())));

    [Fact]
    public void Program_and_schema_agree_on_2000_files()
    {
        var generator = new FileGenerator(Registry, "plain", 5);
        var texts = Enumerable.Range(0, Files).Select(_ => generator.Next()).ToList();
        var bySchema = SchemaJudge.Verdicts(ExperimentSchema.Export(Registry), texts.Select(t => ConfigJson.Of(Parse(t))));
        Assert.Equal(Files, bySchema.Length);
        var byProgram = texts.Select(t => ByProgram(t, Registry)).ToList();
        var apart = Enumerable.Range(0, Files).Where(i => (byProgram[i] == "valid") != (bySchema[i] == "valid")).ToList();
        Assert.True(apart.Count == 0, $"{apart.Count} differ\n" + string.Join("\n\n", apart.Take(6)
            .Select(i => $"{texts[i]}\nprogram: {byProgram[i]}\nschema: {bySchema[i]}")));
        Assert.InRange(byProgram.Count(v => v == "valid"), Files / 5, Files * 4 / 5);
    }

    internal sealed record Stepped([Setting("keptSteps", "what is kept", Minimum = 0)] StepList KeptSteps = default);

    /// <summary>Program, schema and the resolved file say the same of steps.</summary>
    [Theory]
    [InlineData("{every: 5}", "{every: 5}", "")]
    [InlineData("[4, 0]", "[4, 0]", "")]
    [InlineData("{lin: [0, 10, 3]}", "[0, 5, 10]", "")]
    [InlineData("{every: 0}", null, "every cannot be 0.")]
    [InlineData("{every: -1}", null, "keptSteps cannot be -1.")]
    [InlineData("{every: 1.5}", null, "keptSteps must be a whole number, not 1.5.")]
    [InlineData("{every: 5, lin: [0, 1, 2]}", null, "keptSteps must be a list, not a group of keys.")]
    [InlineData("5", null, "keptSteps must be a list, not 5.")]
    public void Steps_are_a_list_or_every_so_many(string written, string? resolved, string message)
    {
        var registry = new SettingsRegistry([new("stepped", typeof(Stepped)), new("other", typeof(OtherSettings))], typeof(SampleFigure));
        var text = $"experiment: a\nsystem: stepped\nseed: 1\nkeptSteps: {written}\n";
        var loaded = ExperimentFile.Load("x.yaml", Encoding.UTF8.GetBytes(text), [], registry);
        var list = SettingTypes.Group(typeof(Stepped)).Settings[0];
        string Resolved(ExperimentDefinition experiment) => ResolvedSettings.Text(
            list.Type, list.Of(experiment.PointAt(0).Match(p => p.Settings, e => throw new InvalidOperationException(e[0].Message))));
        Assert.Equal((resolved, message), loaded.Match(e => ((string?)Resolved(e), ""), e => (null, Assert.Single(e).Message)));
        var verdict = Assert.Single(SchemaJudge.Verdicts(ExperimentSchema.Export(registry), [ConfigJson.Of(Parse(text))]));
        Assert.Equal(resolved is not null, verdict == "valid");
    }

    [Fact]
    public void The_sample_files_are_valid()
    {
        string[] texts = [Sample.Minimal, Sample.Minimal
            + "sweep: {zip: {training.learningRate: [1, 2], training.steps: [30, 20]}, network.hiddenUnits: {log: [1, 100, 3]}}\nchecks: [{name: a, "
            + "value: a.b, atMost: 1}]"];
        Assert.Equal(["valid", "valid"], SchemaJudge.Verdicts(ExperimentSchema.Export(Sample.Registry), texts.Select(t => ConfigJson.Of(Parse(t)))));
    }

    [Fact]
    public void Every_experiment_file_of_the_repository_is_valid()
    {
        var files = Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "pipelines"), "*.yaml", SearchOption.AllDirectories);
        var bySchema = SchemaJudge.Verdicts(
            ExperimentSchema.Export(Systems.BuiltIn.Registry), files.Select(f => ConfigJson.Of(Parse(File.ReadAllText(f)))));
        Assert.NotEmpty(files);
        foreach (var (file, verdict) in files.Zip(bySchema))
        {
            Assert.Equal("valid", verdict);
            Assert.Equal("valid", ByProgram(File.ReadAllText(file), Systems.BuiltIn.Registry));
        }
    }

    [Fact]
    public void What_the_program_reads_the_schema_accepts_for_every_system()
    {
        foreach (var system in Systems.BuiltIn.Registry.Systems.Keys)
        {
            var generator = new FileGenerator(Systems.BuiltIn.Registry, system, 11);
            var texts = Enumerable.Range(0, Files).Select(_ => generator.Next()).Where(t => ByProgram(t, Systems.BuiltIn.Registry) == "valid")
                .ToList();
            Assert.NotEmpty(texts);
            foreach (var (text, verdict) in texts.Zip(SchemaJudge.Verdicts(
                ExperimentSchema.Export(Systems.BuiltIn.Registry), texts.Select(t => ConfigJson.Of(Parse(t))))))
                Assert.True(verdict == "valid", $"{text}\n{verdict}");
        }
    }

    /// <summary>Draft 2020-12 ignores keywords that it does not know; the version after it refuses them.</summary>
    [Fact]
    public void No_keyword_of_the_schema_is_misspelt()
    {
        foreach (var registry in (SettingsRegistry[])[Systems.BuiltIn.Registry, Sample.Registry])
        {
            var schema = ExperimentSchema.Export(registry);
            schema.Remove("$schema");
            Assert.Null(Record.Exception(() => SchemaJudge.Verdicts(schema, [])));
            schema["propertees"] = new JsonObject();
            Assert.Contains("propertees", Record.Exception(() => SchemaJudge.Verdicts(schema, []))?.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_setting_has_its_documentation_unit_limits_and_default()
    {
        var training = ExperimentSchema.Export(Sample.Registry)["$defs"]!["sample-system"]!["properties"]!["training"]!["properties"]!;
        AssertJson(
            """{"anyOf":[{"type":"number","exclusiveMinimum":0},{"type":"null"}],"description":"size of one step (unit: time)"}""",
            training["learningRate"]!);
        AssertJson("""{"type":"integer","minimum":0,"maximum":2147483647,"description":"number of steps","default":100}""", training["steps"]!);
        AssertJson(
            """{"anyOf":[{"enum":["float32","float64"]},{"type":"null"}],"description":"arithmetic","default":"float64"}""", training["precision"]!);
    }

    private static void AssertJson(string expected, JsonNode actual) => Assert.Equal(expected, actual.ToJsonString());
}
