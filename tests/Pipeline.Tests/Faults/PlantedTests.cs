using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Given;
using Pipelines.Pipeline.Tests.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>One stage of one point diverges, or leaves numbers that are none: that point says so, and the others are as they were.</summary>
public sealed class PlantedTests
{
    private const string Hinge = """
        experiment: planted
        system: mean-field-hinge
        seed: 3
        replicates: 2
        dataset: {law: gaussian, inputDimension: 5, trainingSamples: 40, testSamples: 10}
        network: {hiddenUnits: 6}
        training: {learningRate: 5, steps: 30}
        record: {every: 3, neurons: 2}
        checks: [{name: falls, value: trajectory.trainingLoss, atMost: 1.0e+9}]
        """;

    private const string Mixture = """
        experiment: planted
        system: gaussian-mixture
        seed: 3
        replicates: 2
        dataset: {law: two-clusters, inputDimension: 30, sampleRatio: 2, noiseLevel: 0.5}
        network: linear
        training: {learningRate: 0.2, steps: 40, seeds: 2, batch: {algorithm: sgd, batchFraction: 0.4}, initialVariance: 0.1, start: free}
        theory: {method: march, samples: 64, replicates: 2, halvings: 1}
        record: {every: 10}
        checks: [{name: falls, value: ensemble.trainingLoss, atMost: 1.0e+9}]
        """;

    /// <summary>Samples, initial weights and masks from files.</summary>
    private const string Given = """
        experiment: planted
        system: gaussian-mixture
        seed: 3
        replicates: 2
        dataset: {law: two-clusters, inputDimension: 3, sampleRatio: 2, noiseLevel: 0.5}
        given: {samples: samples.csv, weights: weights.csv, masks: masks.csv}
        network: linear
        training: {learningRate: 0.2, steps: 3, seeds: 2, batch: {algorithm: sgd, batchFraction: 0.5}, initialVariance: 0.1, start: free}
        theory: {method: march, samples: 16, replicates: 2, halvings: 1}
        record: {every: 1}
        checks: [{name: falls, value: ensemble.trainingLoss, atMost: 1.0e+9}]
        """;

    private static readonly ImmutableDictionary<string, string> Numbers = ImmutableDictionary<string, string>.Empty
        .Add("samples.csv", "label,x1,x2,x3\n1,0.5,1,-1\n-1,2,0.25,1\n1,1,1,1\n-1,-1,0.5,3\n1,0,2,-2\n-1,1,-1,0.5\n")
        .Add("weights.csv", "w\n0.1\n-0.2\n0.3\n")
        .Add("masks.csv", "s1,s2,s3,s4,s5,s6\n1,0,1,0,1,0\n0,1,0,1,0,1\n1,1,1,0,0,0\n");

    private const string Quenching = """
        experiment: planted
        system: quenching-activation
        seed: 3
        replicates: 2
        target: {function: single-neuron}
        network: {hiddenUnits: 10}
        dataset: DATASET
        training: {learningRate: 0.001, steps: 200, optimiser: gradient-flow}
        record: {every: 20, neurons: 2}
        checks: [{name: falls, value: trajectory.trainingRisk, atMost: 1.0e+9}]
        """;

    public static TheoryData<string, string> Stages
    {
        get
        {
            var stages = new TheoryData<string, string>();
            string[] texts =
            [
                Hinge, Mixture, Given,
                Quenching.Replace("DATASET", "{law: population, inputDimension: 4}\neffective: {fromStep: 100}", StringComparison.Ordinal),
                Quenching.Replace("DATASET", "{law: sphere, inputDimension: 4, trainingSamples: 20}", StringComparison.Ordinal),
            ];
            foreach (var text in texts)
            {
                foreach (var name in Load(text).Plan.Stages.Select(s => s.Node.Stage.Name).Distinct()) stages.Add(text, name);
            }
            return stages;
        }
    }

    [Fact]
    public void Every_stage_of_every_system_is_tried() => Assert.Equal(
        [
            "check", "hinge-comparison", "hinge-dataset", "hinge-theory", "hinge-training",
            "mixture-comparison", "mixture-dataset", "mixture-ensemble", "mixture-given", "mixture-simulation", "mixture-theory",
            "mixture-time-step", "quenching-comparison", "quenching-dataset", "quenching-effective", "quenching-fitting-bound",
            "quenching-random-features", "quenching-training",
        ],
        Stages.Select(s => s.Data.Item2).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_stage_that_diverges_fails_the_points_that_need_it_with_step_and_cause(string text, string stage)
    {
        var failure = new StageFailure.Diverged(7, "planted");
        var (verdicts, outcome, points, planted) = Run(text, stage, node => node switch
        {
            ValueNode =>
                ValueNode.Of<object, object>(node.Stage, node.Reads, node.Inputs, node.Cost, (_, _, _) => new Result<object>.Failed(failure)),
            TableNode t => TableNode.Of(t.Stage, t.Reads, t.Inputs, t.Cost, t.Tables, (_, _) => new(_ => new StageProgress.Failed(failure, []))),
            _ => throw new InvalidOperationException(),
        });
        foreach (var point in points)
        {
            var status = PointStatus.Of(point, outcome);
            Assert.Equal(Needs(point, planted) ? "diverged" : PointTable.Complete, status.Word);
            if (!status.IsGood) Assert.Contains("diverged at step 7: planted", status.Cause, StringComparison.Ordinal);
        }
        Assert.Contains(points, p => Needs(p, planted));
        Assert.All(verdicts, v => Assert.NotEqual(Outcome.Pass, v.Outcome));
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_number_that_is_none_makes_no_check_pass_and_crashes_nothing(string text, string stage)
    {
        var (verdicts, outcome, points, planted) = Run(text, stage, node => node is TableNode t
            ? TableNode.Of(t.Stage, t.Reads, t.Inputs, t.Cost, t.Tables, (_, inputs) => Spoilt(t.Start(inputs)))
            : node);
        Assert.All(outcome.Failures.Values, f => Assert.NotEqual("failed", f.Status));
        foreach (var point in points.Where(p => !Needs(p, planted))) Assert.Equal(PointTable.Complete, PointStatus.Of(point, outcome).Word);
        var isMeasured = points.SelectMany(p => p.Outputs)
            .FirstOrDefault(o => o.Key == planted)?.Tables.Any(t => t.Name is "trajectory" or "simulation" or "ensemble") ?? false;
        if (isMeasured) Assert.All(verdicts, v => Assert.True(v.Passed < v.Replicates, $"{v.Check} passed with NaN"));
    }

    [Theory]
    [InlineData("samples.csv", "0.25", "NaN")]
    [InlineData("samples.csv", "0.25", "Infinity")]
    [InlineData("weights.csv", "-0.2", "NaN")]
    [InlineData("masks.csv", "1,0,1", "1,NaN,1")]
    public void A_given_number_that_is_none_is_refused_with_its_file(string file, string number, string planted)
    {
        var text = Numbers[file].Replace(number, planted, StringComparison.Ordinal);
        Assert.NotEqual(Numbers[file], text);
        var (_, outcome, points, _) = Run(Given, "mixture-given", node => node, Numbers.SetItem(file, text));
        foreach (var status in points.Select(p => PointStatus.Of(p, outcome)))
        {
            Assert.Equal("refused", status.Word);
            Assert.StartsWith($"{file}: line ", status.Cause, StringComparison.Ordinal);
        }
    }

    /// <summary>The same run with NaN for every number of every row.</summary>
    private static StageRun Spoilt(StageRun run) => new(threads => run.Advance(threads).Match<StageProgress>(
        running: p => new StageProgress.Running(Spoilt(p.Next), p.Fraction, Spoilt(p.Rows)),
        finished: p => new StageProgress.Finished(Spoilt(p.Rows)),
        failed: p => p));

    private static ImmutableArray<Table> Spoilt(ImmutableArray<Table> rows) =>
    [
        .. rows.Select(t => new Table(t.Schema, [.. t.Columns.Select(c => c is Column.Numbers n
            && !IsTime(t, c) ? new Column.Numbers([.. n.Values.Select(_ => double.NaN)]) : c)])),
    ];

    /// <summary>When something was recorded is no result.</summary>
    private static bool IsTime(Table table, Column column) => table.Schema.Columns[table.Columns.IndexOf(column)].Name is "time" or "step";

    private static bool Needs(PlannedPoint point, Digest key) => point.Outputs.Any(o => Needs(o, key));

    private static bool Needs(StageNode node, Digest key) => node.Key == key || node.Inputs.Any(i => Needs(i, key));

    private static (ImmutableArray<Verdict> Verdicts, RunOutcome Outcome, ImmutableArray<PlannedPoint> Points, Digest Planted) Run(
        string text, string stage, Func<StageNode, StageNode> plant, ImmutableDictionary<string, string>? given = null)
    {
        var project = Load(text, given);
        var target = project.Plan.Stages.Select(s => s.Node).First(n => n.Stage.Name == stage);
        var planted = plant(target);
        Assert.Equal(target.Key, planted.Key);
        var plan = project.Plan with { Stages = [.. project.Plan.Stages.Select(s => s.Node.Key == target.Key ? s with { Node = planted } : s)] };
        using var store = new ArtifactStore(SimulatedDisk.With([]), "/store", null, new FakeProcesses(1), new ManualTime());
        var outcome = new Runtime(store, new(1, long.MaxValue), new NoProgress()).ExecuteAsync(plan, CancellationToken.None).GetAwaiter().GetResult();
        var checks = new RunChecks(plan, Planner.Columns(project.Experiment), project.Experiment.Checks, outcome, store);
        return (checks.Verdicts(), outcome, plan.Points, target.Key);
    }

    private static (ExperimentDefinition Experiment, Plan Plan) Load(string text, ImmutableDictionary<string, string>? given = null)
    {
        var disk = SimulatedDisk.With((given ?? Numbers).Select(f => KeyValuePair.Create($"/given/{f.Key}", Encoding.UTF8.GetBytes(f.Value))));
        var experiment = ExperimentFile.Load("planted.yaml", Encoding.UTF8.GetBytes(text), [], Systems.BuiltIn.Registry)
            .Match(valid: e => e, invalid: errors => throw new InvalidOperationException(errors[0].Render()));
        var points = Planner.Points(experiment, Systems.BuiltIn.Find(experiment.Header.System), new GivenFiles(disk, "/given").Find)
            .Match(valid: p => p, invalid: errors => throw new InvalidOperationException(errors[0].Render()));
        return (experiment, Plan.Of(points, _ => false, _ => null));
    }
}
