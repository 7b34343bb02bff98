using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>A file that extends another: <c>extends: base.yaml</c>.</summary>
public class ExtensionTests
{
    private const string Base = Sample.Minimal + """
        sweep:
          network.hiddenUnits: [10, 20]
          zip: {training.learningRate: [1, 2], training.steps: [30, 20]}
        checks: [{name: a, value: a.b, atMost: 1}]
        figures: [{name: one}, {name: two}]

        """;

    private static Checked<ExperimentDefinition> Load(string own, string below = Base, string folder = "") =>
        ExperimentFile.Load("own.yaml", Bytes(own), [], Sample.Registry, [new("base.yaml", Bytes(below), folder)]);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static ConfigNode.Mapping Root(string own, string below = Base, string folder = "") =>
        Load("extends: base.yaml\nexperiment: own\n" + own, below, folder).Match(
            e => e.Root, errors => throw new Xunit.Sdk.XunitException(string.Concat(errors.Select(e => e.Render()))));

    private static ConfigError Error(string own) => Assert.Single(Load(own).Match(_ => [], errors => errors));

    [Fact]
    public void It_has_what_the_other_has_but_for_its_name()
    {
        var (own, below) = (Root(""), Sample.Valid(Base).Root);
        Assert.Equal(below.ToString().Replace("sample-1", "own", StringComparison.Ordinal), own.ToString());
        Assert.Equal("base.yaml:4:26", NodePath.Find(own, "dataset.inputDimension")!.KeyMark.ToString());
    }

    /// <summary>Whatever file, whatever it sets, sweeps or adds: the same as the file with these words in it by <c>--set</c>.</summary>
    [Fact]
    public void It_says_what_the_other_says_with_the_same_settings_by_set()
    {
        var generator = new FileGenerator(Sample.Registry, "sample-system", 12);
        (string Own, string Set)[] changes =
        [
            ("replicates: 3", "replicates=3"), ("seed: 9", "seed=9"), ("network: {hiddenUnits: 7}", "network.hiddenUnits=7"),
            ("training: {steps: 11}", "training.steps=11"), ("record: {label: x}", "record.label=x"),
            ("network: {outerStart: null}", "network.outerStart=null"), ("sweep: {training.steps: [1, 2]}", "training.steps=1,2"),
            ("sweep: {network.hiddenUnits: {log: [1, 100, 3]}}", "network.hiddenUnits={log: [1, 100, 3]}"),
        ];
        var same = 0;
        foreach (var text in Enumerable.Range(0, 1500).Select(_ => generator.Next()))
        {
            var (own, set) = changes[same % changes.Length];
            if (Sample.Load(text, "experiment=own", set) is not Checked<ExperimentDefinition>.Valid { Value: var expected }) continue;
            Assert.True(Sorted(expected.Root) == Sorted(Root(own, text)), $"{text}\n{own}\n{expected.Root}\n{Root(own, text)}");
            same++;
        }
        Assert.True(same > 10 * changes.Length, $"{same} files");
    }

    private static string Sorted(ConfigNode.Mapping root) =>
        string.Join('\n', root.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}: {e.Value}"));

    [Theory]
    [InlineData("dataset: {inputDimension: 5}", "{law: gaussian, inputDimension: 5, trainingSamples: 1000}")]
    [InlineData("dataset: {law: gaussian, inputDimension: 5}", "{law: gaussian, inputDimension: 5, trainingSamples: 1000}")]
    [InlineData("dataset: {law: images, path: a.bin}", "{law: images, path: a.bin}")]
    [InlineData("dataset: coin", "coin")]
    public void A_group_of_another_kind_takes_the_place_of_the_whole_group(string own, string dataset) =>
        Assert.Equal(dataset, Root(own).Find("dataset")!.Value.ToString());

    /// <summary>Spaced numbers are one value, not a group to be joined.</summary>
    [Fact]
    public void A_spaced_list_takes_the_place_of_another()
    {
        const string Spaced = "training: {halveAt: {log: [1, 100, 3]}, learningRate: 0.5}\n";
        var below = Base.Replace("training: {learningRate: 0.5, steps: 2000}\n", Spaced, StringComparison.Ordinal);
        Assert.NotEqual(Base, below);
        Assert.Equal("{lin: [0, 10, 3]}", NodePath.Find(Root("training: {halveAt: {lin: [0, 10, 3]}}", below), "training.halveAt")!.Value.ToString());
    }

    /// <summary>Where a group is swept, a group of a kind of its own takes the place of all its values, and keys alone enter each.</summary>
    [Theory]
    [InlineData("dataset: {law: coin}", "[{law: coin}]")]
    [InlineData("dataset: gaussian", "[gaussian]")]
    public void A_group_that_is_swept_is_swept_over_what_is_set(string own, string swept)
    {
        var below = Base.Replace("sweep:\n", "sweep:\n  dataset: [{law: coin}, {law: images, path: a}]\n", StringComparison.Ordinal);
        var joined = new Extension(Sample.Registry, new()).Join(Parsed(below), "", Parsed($"extends: b\nexperiment: own\n{own}"));
        Assert.Equal(swept, NodePath.Find(joined!, "sweep")!.Value is ConfigNode.Mapping sweep ? sweep.Find("dataset")!.Value.ToString() : "");
    }

    private static ConfigNode.Mapping Parsed(string text) =>
        ExperimentText.Parse("x", Bytes(text)).Match(m => m, e => throw new Xunit.Sdk.XunitException(e[0].Render()));

    [Theory]
    [InlineData("sweep: null", null)]
    [InlineData("sweep: {zip: null}", "{network.hiddenUnits: [10, 20]}")]
    [InlineData("sweep: {zip: null, network.hiddenUnits: null}", null)]
    [InlineData("sweep: {training.steps: null}", "{network.hiddenUnits: [10, 20], zip: [{training.learningRate: [1, 2]}]}")]
    [InlineData(
        "sweep: {zip: {network.hiddenUnits: [1, 2, 3], record.log: [2, 3, 4]}}",
        "{zip: [{training.learningRate: [1, 2], training.steps: [30, 20]}, {network.hiddenUnits: [1, 2, 3], record.log: [2, 3, 4]}]}")]
    [InlineData("network: {hiddenUnits: 5}\nsweep: {zip: null}", "{network.hiddenUnits: [5]}")]
    [InlineData("network: {hiddenUnits: 5}\nsweep: {zip: null, network.hiddenUnits: [1, 2]}", "{network.hiddenUnits: [1, 2]}")]
    public void Sweeps_are_joined_by_setting(string own, string? sweep) => Assert.Equal(sweep, Root(own).Find("sweep")?.Value.ToString());

    [Theory]
    [InlineData("figures: [{name: three}, {name: one, drop: true}]", "[{name: two}, {name: three}]")]
    [InlineData("figures: null", null)]
    [InlineData("figures: []", "[]")]
    public void Figures_and_checks_are_joined_by_name(string own, string? figures) =>
        Assert.Equal(figures, Root(own).Find("figures")?.Value.ToString());

    [Fact]
    public void A_check_of_the_same_name_takes_the_place_of_the_other()
    {
        const string File = """
            experiment: width
            system: mean-field-hinge
            seed: 1
            dataset: {law: gaussian, inputDimension: 10, trainingSamples: 100}
            network: {hiddenUnits: 10}
            training: {effectiveLearningRate: 2.5, steps: 20}
            checks: [{name: a, value: trajectory.measuredClock, atMost: 1}, {name: b, value: trajectory.measuredClock, atMost: 2}]
            """;
        var own = "extends: base.yaml\nexperiment: own\nchecks: [{name: a, value: trajectory.spread, atLeast: 0}]\n";
        var checks = ExperimentFile.Load("own.yaml", Bytes(own), [], Systems.BuiltIn.Registry, [new("base.yaml", Bytes(File), "")])
            .Match(e => e.Root.Find("checks")!.Value.ToString(), e => throw new Xunit.Sdk.XunitException(e[0].Render()));
        Assert.Equal("[{name: a, value: trajectory.spread, atLeast: 0}, {name: b, value: trajectory.measuredClock, atMost: 2}]", checks);
    }

    [Theory]
    [InlineData("extends: base.yaml", "own.yaml:1:1", "name of its own")]
    [InlineData("experiment: own\nextends: 5", "own.yaml:2:10", "names a file, not")]
    [InlineData("extends: base.yaml\nexperiment: own\nsystem: other-system", "own.yaml:3:9", "is of the system sample-system")]
    [InlineData("extends: base.yaml\nexperiment: own\ntrainng: {steps: 4}", "own.yaml:3:1", "'trainng'")]
    [InlineData("extends: base.yaml\nexperiment: own\nnetwork: {hiddenUnits: x}\nsweep: null", "own.yaml:3:24", "hiddenUnits")]
    [InlineData("extends: base.yaml\nexperiment: own\nseed: {a: 1}", "own.yaml:3:7", "seed")]
    [InlineData("extends: base.yaml\nexperiment: own\nsweep: {training.precision: null}", "own.yaml:3:9", "does not sweep")]
    [InlineData("extends: base.yaml\nexperiment: own\nfigures: [{name: ome, drop: true}]", "own.yaml:3:23", "nothing of this name")]
    [InlineData("extends: base.yaml\nexperiment: own\nfigures: [{name: one, drop: 1}]", "own.yaml:3:23", "beside a name alone")]
    public void What_does_not_fit_is_told_at_its_place(string own, string place, string message)
    {
        var error = Error(own);
        Assert.Equal(place, error.Location.ToString());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_the_other_file_is_told_there()
    {
        var errors = Load("extends: base.yaml\nexperiment: own", Base + "recrd: {}").Match(_ => [], e => e);
        Assert.Equal("base.yaml", Assert.Single(errors).File);
    }

    [Fact]
    public void A_text_that_is_no_file_cannot_extend_one() =>
        Assert.Contains("has to say everything itself", Sample.OneError("extends: a.yaml\nexperiment: own").Message, StringComparison.Ordinal);

    /// <summary>The file that names a given file says where it lies, swept or not.</summary>
    [Fact]
    public void Given_files_are_relative_to_the_file_that_names_them()
    {
        const string File = """
            experiment: own
            system: mean-field-hinge
            seed: 1
            dataset: {law: cifar10, batches: [a.bin, /b.bin], testBatches: [c.bin], trainingSamples: 5, testSamples: 5}
            network: {hiddenUnits: 10, initialParameters: start.csv}
            training: {effectiveLearningRate: 2.5, steps: 20}
            sweep: {network.initialParameters: [one.csv, null]}
            figures: [{name: f, panels: [{layers: [{draw: points, file: measured.csv, y: y}, {draw: line, table: theory, from: ../r, y: clock}]}]}]
            """;
        var own = "extends: base.yaml\nexperiment: own\nnetwork: {outerWidth: 1}\n";
        var root = ExperimentFile.Load("own.yaml", Bytes(own), [], Systems.BuiltIn.Registry, [new("base.yaml", Bytes(File), "../there")])
            .Match(e => e.Root, e => throw new Xunit.Sdk.XunitException(e[0].Render()));
        Assert.Contains("batches: [\"../there/a.bin\", /b.bin], testBatches: [\"../there/c.bin\"]", root.ToString(), StringComparison.Ordinal);
        Assert.Equal("{network.initialParameters: [\"../there/one.csv\", null]}", root.Find("sweep")!.Value.ToString());
        Assert.Contains("file: \"../there/measured.csv\"", root.ToString(), StringComparison.Ordinal);
        Assert.Contains("from: \"../there/../r\"", root.ToString(), StringComparison.Ordinal);
        Assert.Equal("\"../there/start.csv\"", NodePath.Find(root, "network.initialParameters")!.Value.ToString());
    }

    /// <summary>A system asks for files of marked settings alone; else one of another folder would be looked for in the wrong place.</summary>
    [Fact]
    public void Every_setting_that_names_a_given_file_says_so()
    {
        foreach (var (name, type) in Systems.BuiltIn.Registry.Systems)
        {
            var (marked, asked) = (new HashSet<string>(), new HashSet<string>());
            foreach (var example in SettingExamples.Of(type))
            {
                var text = $"experiment: x\nsystem: {name}\nseed: 1\n" + string.Concat(example.File.Entries.Select(e => $"{e.Key}: {e.Value}\n"));
                if (example.Setting.Limits.IsGivenFile) marked.Add(example.Path);
                var before = asked.Count;
                ExperimentFile.Load("x.yaml", Bytes(text), [], Systems.BuiltIn.Registry).Match(
                    experiment => experiment.PointAt(0).Match<object?>(
                        point => Systems.BuiltIn.Find(name).Plan(point.Settings, new PointContext(1, 0, path =>
                        {
                            asked.Add(path);
                            return new GivenFile(path, Digest.Of(Bytes(path)), () => default, _ => null!, _ => null!);
                        })),
                        _ => null),
                    errors => throw new Xunit.Sdk.XunitException(text + errors[0].Render()));
                foreach (var path in asked.Skip(before)) Assert.Contains(path, Marked(type, example.File));
            }
            Assert.Equal(asked.Count > 0, marked.Count > 0);
        }
    }

    private static IEnumerable<string> Marked(SettingType type, ConfigNode node, bool isMarked = false) => (type, node) switch
    {
        (SettingType.List list, ConfigNode.Sequence items) => items.Items.SelectMany(i => Marked(list.Item, i, isMarked)),
        (_, ConfigNode.Mapping group) => group.Entries.SelectMany(e =>
            SettingPath.Find(type, e.Key) is { } setting ? Marked(setting.Type, e.Value, setting.Limits.IsGivenFile) : []),
        (_, ConfigNode.Scalar text) when isMarked => [text.Text],
        _ => [],
    };

    [Fact]
    public void The_schema_takes_any_part_of_a_file_that_extends_another()
    {
        string[] texts =
        [
            "extends: a.yaml\nexperiment: own", "extends: a.yaml\nexperiment: own\ndataset: {inputDimension: 5}\nchecks: [{name: a, drop: true}]",
            "extends: a.yaml", "extends: a.yaml\nexperiment: own\nseed: x",
        ];
        var documents = texts.Select(t => ConfigJson.Of(ExperimentText.Parse("x", Bytes(t)).Match(m => m, _ => null!)));
        Assert.Equal(
            [true, true, false, false], SchemaJudge.Verdicts(ExperimentSchema.Export(Systems.BuiltIn.Registry), documents).Select(v => v == "valid"));
    }
}
