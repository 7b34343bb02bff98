using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.States;

namespace Pipelines.Pipeline.Tests.Composition;

/// <summary>A sweep whose points share their data gives the same bytes advanced together, alone, with one thread, and stopped on the way.</summary>
public sealed class JointAdvanceTests : IDisposable
{
    /// <summary>Data of 16.8 MB, so that points go together; the largest ridge diverges in the second step.</summary>
    private const string Sweep = """
        experiment: e
        system: gaussian-mixture
        seed: 3
        dataset: {law: two-clusters, inputDimension: 1000, sampleRatio: 2.1, noiseLevel: 0.5}
        network: linear
        training: {learningRate: 0.2, ridge: 0, steps: 150, seeds: 2, batch: {algorithm: full-batch}, initialVariance: 0.1, start: free, precision: float64}
        theory: {method: march, samples: 16, replicates: 2}
        record: {every: 25}
        sweep: {training.ridge: [0, 1.0e+200, 0.2], training.batch: [{algorithm: full-batch}, {algorithm: sgd, batchFraction: 0.3}]}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Together_alone_and_stopped_on_the_way_give_the_same_bytes()
    {
        var nodes = Simulations();
        Assert.Equal(12, nodes.Length);

        // Memory for one stage at a time: nobody has company.
        var alone = await RunAsync(NewStore("alone"), nodes, threads: 1, memory: 1);
        Assert.Equal(1, alone.Observer.Most);
        Assert.Equal(4, alone.Outcome.Failures.Count);

        foreach (var threads in new[] { 1, 3 })
        {
            var together = await RunAsync(NewStore($"together-{threads}"), nodes, threads);
            Assert.True(together.Observer.Most >= 6, "Points that share a data set did not go together.");
            AssertEqual(alone.Bytes, together.Bytes);
        }
        AssertEqual(alone.Bytes, await StoppedAsync(nodes));
    }

    /// <summary>Stopped again and again; each time one of the stages has lost its checkpoint and starts anew in the company of others that go
    /// on.</summary>
    private async Task<ImmutableArray<string>> StoppedAsync(ImmutableArray<TableNode> nodes)
    {
        var stops = 0;
        while (true)
        {
            var store = NewStore("stopped");
            using var cancellation = new CancellationTokenSource();
            var run = await RunAsync(store, nodes, threads: 2, stopAfter: 1, cancellation: cancellation);
            if (!run.Outcome.Cancelled)
            {
                Assert.True(stops > 2, "The run was hardly ever stopped.");
                return run.Bytes;
            }
            if (stops < 4) store.Checkpoints.Remove(nodes[stops % 2].Key);
            Assert.True(++stops < 100, "The run gets nowhere.");
        }
    }

    private static async Task<(RunOutcome Outcome, Counter Observer, ImmutableArray<string> Bytes)> RunAsync(
        ArtifactStore store, ImmutableArray<TableNode> nodes, int threads, long memory = 1L << 30, int stopAfter = int.MaxValue,
        CancellationTokenSource? cancellation = null)
    {
        using var _ = store;
        var observer = new Counter(stopAfter, cancellation);
        var points = nodes.Select((node, i) => new PlannedPoint(i, i, 0, [], new PointPlan.Ready([node]), null));
        var plan = Plan.Of(points, store.Contains, store.FailureOf);
        var options = new ExecutionOptions(threads, memory) { CheckpointEvery = TimeSpan.Zero };
        var outcome = await new Runtime(store, options, observer).ExecuteAsync(plan, cancellation?.Token ?? CancellationToken.None);
        return (outcome, observer, outcome.Cancelled ? [] : [.. nodes.Select(n => BytesOf(store.Read(n.Key, n.Tables)))]);
    }

    private static void AssertEqual(ImmutableArray<string> expected, ImmutableArray<string> actual)
    {
        for (var i = 0; i < expected.Length; i++) Assert.True(expected[i] == actual[i], $"Simulation {i}:\n{expected[i]}\n{actual[i]}");
    }

    private static string BytesOf(Artifact artifact)
    {
        var writer = new StateWriter();
        TableForm.Write(writer, artifact.Tables);
        return $"{artifact.Failure?.Sentence} {Convert.ToHexString(writer.Written.Span)}";
    }

    private static ImmutableArray<TableNode> Simulations()
    {
        var experiment = ExperimentFile.Load("e.yaml", Encoding.UTF8.GetBytes(Sweep), [], Systems.BuiltIn.Registry)
            .Match(valid: e => e, invalid: errors => throw new InvalidOperationException(errors[0].Render()));
        var points = Planner.Points(experiment, Systems.BuiltIn.Find(experiment.Header.System), p => throw new InvalidOperationException(p))
            .Match(valid: p => p, invalid: errors => throw new InvalidOperationException(errors[0].Render()));
        return [.. points.SelectMany(p => p.Outputs).Where(o => o.Stage.Name == "mixture-simulation").DistinctBy(o => o.Key)];
    }

    private ArtifactStore NewStore(string name) => new(new LocalFileSystem(), _folder.File(name));

    /// <summary>How many simulations were under way at a time; stops the run after so many slices.</summary>
    private sealed class Counter(int stopAfter, CancellationTokenSource? cancellation) : IRunObserver
    {
        private readonly ConcurrentDictionary<Digest, bool> _underWay = new();
        private int _slices;

        public int Most { get; private set; }

        public void Started(StageNode node)
        {
            if (node is not TableNode) return;
            _underWay[node.Key] = true;
            Most = Math.Max(Most, _underWay.Count);
        }

        public void Progressed(StageNode node, double fraction)
        {
            if (Interlocked.Increment(ref _slices) == stopAfter) cancellation!.Cancel();
        }

        public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime) => _underWay.TryRemove(node.Key, out _);
    }
}
