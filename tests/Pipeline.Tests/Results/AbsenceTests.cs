using System.Collections.Immutable;
using Pipelines.Pipeline.Runs;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Results;

/// <summary>Numbers that settings rule out are those that a run does not have: no column is NaN throughout, and no table empty, that was not
/// foreseen.</summary>
public sealed class AbsenceTests : IDisposable
{
    private const string Hinge = "hinge.yaml", Mixture = "mixture.yaml", Quenching = "quenching.yaml";

    /// <summary>What a run measures and may well find nowhere: a plateau that is not reached, neurons that nothing quenches.</summary>
    private static readonly ImmutableArray<string> Measured =
    [
        "comparisonSummary.steepest", "comparisonSummary.triangleTime", "comparisonSummary.departureStep", "comparisonSummary.meanRank",
        "randomFeatureSummary.stoppedStep", "activations", "comparison.descentRate",
        "trajectory.perpendicularRatio", "trajectory.maximumPerpendicularRatio",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Experiments => new()
    {
        { Hinge, "" },
        { Hinge, "dataset.mislabelFraction=0|record.satisfaction=true" },
        { Hinge, "dataset.mislabelFraction=0|training.loss=logistic|dataset.testSamples=0" },
        { Hinge, "training.loss=squared-hinge|record.neurons=0|record.satisfaction=true|network.outerWidth=0.5" },
        { Hinge, "dataset={law: ball, inputDimension: 5, trainingSamples: 50, testSamples: 3}|training.batchSize=10" },
        { Hinge, "dataset={law: sphere, inputDimension: 5, trainingSamples: 50, testSamples: 3, mislabelFraction: 0.1}" },
        { Hinge, "dataset={law: student-t, degreesOfFreedom: 5, inputDimension: 5, trainingSamples: 50}|training.loss=logistic" },
        { Hinge, "dataset={law: given, file: data.csv, inputDimension: 2, trainingSamples: 6}" },
        { Hinge, "training.steps=1" },
        { Mixture, "theory.kernelSteps=[]|dataset.testSamples=50" },
        { Mixture, "theory={method: compressed-march, samples: 256, replicates: 2, kernelSteps: [0, 5], halvings: 1}" },
        { Mixture, "theory={method: iteration, samples: 256, replicates: 2, kernelSteps: [0, 5]}" },
        { Mixture, "theory={method: exact-quadratic, halvings: 2}|training.loss=quadratic" },
        { Mixture, "network={activation: door, threshold: 1}|theory={method: march, samples: 256, replicates: 2, start: average}" },
        { Mixture, "dataset={law: two-clusters, inputDimension: 2, sampleRatio: 3, noiseLevel: 0.5}|given={samples: data.csv}|training.seeds=1" },
        { Mixture, "training.steps=0|theory.kernelSteps=[0]" },
        { Quenching, "dataset={law: population, inputDimension: 6}" },
        { Quenching, "dataset={law: gaussian, inputDimension: 6, trainingSamples: 30, testSamples: 20}|record.neurons=0" },
        { Quenching, "dataset={law: population, inputDimension: 6}|target.function=circle|effective={fromStep: 100}" },
        { Quenching, "dataset={law: population, inputDimension: 1}|training.stopBelow=0.01" },
        { Quenching, "dataset={law: sphere, inputDimension: 6, trainingSamples: 30}|training.optimiser=adam|randomFeatures=false" },
    };

    [Theory]
    [MemberData(nameof(Experiments))]
    public async Task Every_number_that_a_run_does_not_have_was_foreseen_and_no_other(string file, string sets)
    {
        File.WriteAllText(_folder.File("data.csv"), "x1,x2,label\n1,0.1,1\n-1.5,0.2,-1\n0.3,-0.3,1\n-0.2,0.4,-1\n2,-0.5,1\n-2.5,0.6,-1\n");
        File.Copy(Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", file), _folder.File(file));
        string[] narrow = file switch
        {
            Hinge => ["training.precision=float32", "training.outputScale=1"],
            Mixture => ["training.precision=float32", "training.batch=full-batch"],
            _ => sets.Contains("optimiser", StringComparison.Ordinal) ? [] : ["training.optimiser=gradient-flow"],
        };
        var project = Project.Default with { Store = _folder.File("store"), Results = _folder.File("results"), Threads = 1 };
        var experiment = Experiment.TryLoad(
            _folder.File(file), [.. narrow, .. sets.Split('|', StringSplitOptions.RemoveEmptyEntries), "replicates=1"], project).Required();
        Assert.Equal(1, experiment.Points);
        await experiment.RunAsync();
        var planned = PlannedExperiment.Of(experiment.Project, _folder.File(""), experiment.Definition).Required();
        using var store = planned.Store;
        var ready = Assert.IsType<PointPlan.Ready>(Assert.Single(planned.Plan.Points).Plan);
        var (seen, nowhere) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var same in ready.Outputs.SelectMany(o => store.Read(o.Key, o.Tables).Tables.Tables).GroupBy(t => t.Name))
        {
            if (same.All(t => t.Rows == 0)) nowhere.Add(same.Key);
            foreach (var (column, c) in same.First().Schema.Columns.Select((column, c) => (column.Name, c)))
            {
                seen.Add($"{same.Key}.{column}");
                if (same.All(t => t.Columns[c] is Stages.Tables.Column.Numbers numbers && numbers.Values.All(double.IsNaN)))
                    nowhere.Add($"{same.Key}.{column}");
            }
        }
        var unforeseen = nowhere.Where(n => !n.Contains('.', StringComparison.Ordinal)
            ? ready.Absent.All(a => a.Of($"{n}.any") is null)
            : !nowhere.Contains(n.Split('.')[0]) && ready.Absent.All(a => a.Of(n) is null)).Except(Measured);
        Assert.Empty(unforeseen);
        Assert.All(
            ready.Absent.SelectMany(a => a.Columns.IsEmpty ? [$"{a.Table}"] : a.Columns.Select(c => $"{a.Table}.{c}"))
                .Where(a => seen.Any(s => s == a || s.StartsWith($"{a}.", StringComparison.Ordinal))),
            absent => Assert.Contains(absent, nowhere));

        // Every row of a table with declared steps lies at one of them.
        foreach (var table in ready.Outputs.SelectMany(o => store.Read(o.Key, o.Tables).Tables.Tables))
        {
            if (ready.Recorded.FirstOrDefault(r => r.Tables.Contains(table.Name)) is not { } recorded) continue;
            Assert.All(table.Find("time")!.AsNumbers().Distinct(), time => Assert.True(recorded.Within(time, time) >= 1, $"{table.Name} at {time}"));
        }
    }
}
