using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>Every value knows where it comes from.</summary>
public class OriginTests
{
    private static string[] Resolve(ExperimentDefinition experiment, int index) =>
        [.. experiment.Resolve(experiment.PointAt(index).Match(p => p, e => throw new InvalidOperationException(e[0].Message)))
            .Select(s => $"{s.Path} = {s.Value} ({s.Origin})")];

    [Fact]
    public void Values_come_from_the_file_the_sweep_the_command_line_or_nowhere()
    {
        var experiment = Sample.Valid(Sample.Minimal
            + "sweep: {training.steps: [10, 1e2]}\nrecord:\n  label: 'a b'\n", "network.hiddenUnits=64", "training.halveAt=[1, 2e0]", "seed=5");
        Assert.Equal(
            [
                "experiment = sample-1 (sample.yaml:1:13)",
                "system = sample-system (sample.yaml:2:9)",
                "seed = 5 (--set seed=5)",
                "title = null (default)",
                "description = null (default)",
                "replicates = 1 (default)",
                "dataset.law = gaussian (sample.yaml:4:16)",
                "dataset.inputDimension = 100 (sample.yaml:4:42)",
                "dataset.trainingSamples = 1000 (sample.yaml:4:64)",
                "dataset.mislabelFraction = 0 (default)",
                "network.hiddenUnits = 64 (--set network.hiddenUnits=64)",
                "network.activation = relu (default)",
                "network.outerStart = null (default)",
                "training.learningRate = 0.5 (sample.yaml:6:26)",
                "training.effectiveLearningRate = null (default)",
                "training.steps = 100 (sample.yaml:7:30)",
                "training.precision = float64 (default)",
                "training.halveAt = [1, 2] (--set training.halveAt=[1, 2e0])",
                "record.log = 200 (default)",
                "record.label = \"a b\" (sample.yaml:9:10)",
                "record.folder = series (default)",
                "record.marker = 7 (default)",
            ],
            Resolve(experiment, 1));
    }

    [Fact]
    public void What_is_resolved_is_a_file_that_means_the_same()
    {
        var experiment = Sample.Valid(Sample.Minimal, "dataset=coin", "training.learningRate=1e-300", "record.label='it''s \"x\"'");
        var again = Sample.Valid("{}", [.. experiment.Resolve(experiment.PointAt(0).Match(p => p, _ => null!)).Select(s => $"{s.Path}={s.Value}")]);
        Assert.Equal(Sample.Settings(experiment).ToString(), Sample.Settings(again).ToString());
    }

    [Theory]
    [InlineData("+5", "5")]
    [InlineData("-.5e3", "-0.5e3")]
    [InlineData("5.", "5.0")]
    [InlineData("5.e-1", "5.0e-1")]
    [InlineData("{a: [1, 'x', true, null, yes]}", """{"a":[1,"x",true,null,"yes"]}""")]
    public void Nodes_are_written_as_json(string yaml, string json) =>
        Assert.Equal(json, ExperimentText.Parse("x", System.Text.Encoding.UTF8.GetBytes("k: " + yaml))
            .Match(m => ConfigJson.Of(m.Entries[0].Value)!.ToJsonString(), e => e[0].Message));
}
