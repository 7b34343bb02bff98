using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Tests.Cli;

namespace Pipelines.Pipeline.Tests.Results;

/// <summary>A point of which one stage failed: checks that read nothing of that stage are measured and judged.</summary>
public sealed class FailedBesideTests
{
    // The random features diverge beyond a rate of about 0.25, which the network of some replicates still stands.
    private const string Experiment = """
        experiment: beside
        system: quenching-activation
        seed: 1
        replicates: 5
        dataset: {law: gaussian, inputDimension: 10, trainingSamples: 50}
        target: single-neuron
        network: {hiddenUnits: 20}
        record: {log: 5}
        training: {optimiser: gradient-descent, learningRate: 0.5, steps: 200}
        checks:
          - {name: learns, value: trajectory.trainingRisk, atMost: 1}
          - {name: beats, value: comparisonSummary.errorRatio, atMost: 1}
        figures: []
        """;

    [Fact]
    public void Random_features_that_diverge_leave_the_checks_of_a_sound_network_alone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("q.yaml"), Experiment);
        string[] places = ["--store", folder.File("store"), "--results", folder.File("results")];
        var run = Tool.Run(["run", folder.File("q.yaml"), .. places, "--threads", "1"]);
        Assert.Equal(ExitCode.PointsFailed, run.Code);
        Assert.Contains("randomFeatures: false", run.Error, StringComparison.Ordinal);
        var checks = Csv(folder, "checks");
        var points = Csv(folder, "points", "status");
        Assert.DoesNotContain("complete", points, StringComparison.Ordinal);
        Assert.Contains("learns,true", checks, StringComparison.Ordinal);
        Assert.DoesNotContain("beats", checks, StringComparison.Ordinal);
        var again = Tool.Run(["run", folder.File("q.yaml"), .. places, "--threads", "1"]);
        Assert.Equal(run.Output, again.Output);

        // What is measured of the network is what is measured of it alone.
        var alone = Experiment.Replace("figures: []", "figures: []\nrandomFeatures: false", StringComparison.Ordinal)
            .Replace("  - {name: beats, value: comparisonSummary.errorRatio, atMost: 1}\n", "", StringComparison.Ordinal);
        File.WriteAllText(folder.File("q.yaml"), alone);
        Tool.Run(["run", folder.File("q.yaml"), .. places, "--threads", "1"]);
        Assert.Contains("complete", Csv(folder, "points", "status"), StringComparison.Ordinal);
        Assert.Equal(checks, Csv(folder, "checks"));
    }

    private static string Csv(TemporaryFolder folder, string table, params string[] columns)
    {
        using var text = new StringWriter();
        ResultsFolder.Open(folder.File("results/beside")).ExportCsv(table, text, columns);
        return text.ToString();
    }
}
