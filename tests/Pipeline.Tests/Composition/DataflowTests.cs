using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Faults;
using Pipelines.Stages;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Composition;

/// <summary>The dataflow on random plans with random delays, failures and stops.</summary>
public sealed class DataflowTests : IDisposable
{
    private const int Points = 14;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_stage_runs_once_after_its_inputs_within_the_bound_and_a_failure_blocks_its_users_alone() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var (random, threads) = (new Random(seed), 1 + (seed % 4));
            var stages = new SyntheticStages();
            var plan = RandomPlan(stages, random, failsOneIn: 6, during: () => Thread.Sleep(random.Next(2)));
            using var store = NewStore(seed);
            var watch = new Watch(plan);
            var outcome = RunAsync(store, plan, threads, memory: 1 + (seed % 300), watch).GetAwaiter().GetResult();

            Assert.False(outcome.Cancelled);
            Assert.Empty(watch.Early);
            Assert.All(stages.Started.Values, times => Assert.Equal(1, times));
            Assert.InRange(watch.Most, 1, 2 * threads * Schedule.MostTogether);
            var failing = plan.Stages.Where(s => Fails(stages, s.Node)).Select(s => s.Node.Key).ToHashSet();
            Assert.Equal(failing, [.. outcome.Failures.Keys]);
            foreach (var stage in plan.Stages.Where(s => s.Node is TableNode && !failing.Contains(s.Node.Key)))
                Assert.True(store.Contains(stage.Node.Key));
        }).Check(Cases.Of(30));

    [Fact]
    public void A_run_that_is_stopped_at_any_moment_ends_and_the_same_run_goes_on_from_there() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            using var stop = new CancellationTokenSource();
            var left = random.Next(4 * Points);
            var stages = new SyntheticStages();
            var plan = RandomPlan(stages, random, failsOneIn: int.MaxValue, during: () =>
            {
                if (Interlocked.Decrement(ref left) == 0) stop.Cancel();
            });
            using (var store = NewStore(seed)) RunAsync(store, plan, threads: 1 + (seed % 3), memory: 1000, new Watch(plan), stop.Token).GetAwaiter()
                .GetResult();

            var again = new SyntheticStages();
            using var reopened = NewStore(seed);
            var rest = RandomPlan(again, new Random(seed), failsOneIn: int.MaxValue, during: () => { }, reopened, skipFirstDraw: true);
            var kept = rest.Stages.Where(s => s.Action == PlanAction.Reuse).Select(s => SyntheticStages.IdOf(s.Node)).ToList();
            var outcome = RunAsync(reopened, rest, threads: 2, memory: 1000, new Watch(rest)).GetAwaiter().GetResult();
            Assert.False(outcome.Cancelled);
            Assert.Empty(outcome.Failures);
            Assert.All(kept, id => Assert.False(again.Started.ContainsKey(id)));
            foreach (var output in rest.Points.SelectMany(p => p.Outputs))
                Assert.Equal(SyntheticStages.Expected(output), SyntheticStages.Sum(reopened.Read(output.Key, output.Tables).Tables.Tables));
        }).Check(Cases.Of(30));

    [Fact]
    public async Task An_error_of_the_store_ends_the_run_with_that_error()
    {
        var stages = new SyntheticStages();
        const string Message = "No space is left.";
        var disk = new FaultyFileSystem(new LocalFileSystem(), (_, operation) => operation == "sync"
            ? new Fault(new IOException(Message))
            : Fault.None);
        using var store = new ArtifactStore(disk, _folder.File("full"));
        var plan = Plan.Of(Enumerable.Range(0, 40)
            .Select(i => SyntheticStages.Point(i, stages.Table(i, [stages.Value(1000 + (i % 3))]))), _ => false, _ => null);
        var error = await Assert.ThrowsAsync<IOException>(() => RunAsync(store, plan, threads: 2, memory: 1000, new Watch(plan)));
        Assert.Equal(Message, error.Message);
    }

    [Fact]
    public void The_graph_has_a_block_for_each_role_that_has_work_and_counts_what_flows()
    {
        var stages = new SyntheticStages();
        var data = stages.Value(1);
        var (first, second) = (stages.Table(2, [data]), stages.Table(3, [data]));
        var compared = stages.Table(4, [first, second], StageRole.Comparison);
        var graph = DataflowGraph.Of(Plan.Of([SyntheticStages.Point(0, first, second, compared)], key => key == first.Key, _ => null));
        Assert.Equal([StageRole.Generation, StageRole.Training, StageRole.Comparison], graph.Roles);
        Assert.Equal([(1, 1, 0, 0)], graph.Blocks[1].Stages.Select(s => (s.Run, s.Read, s.Stored, s.Blocked)));
        Assert.Equal([(StageRole.Generation, StageRole.Training, 1), (StageRole.Training, StageRole.Comparison, 2)], graph.Flows.Select(
            f => (f.From, f.To, f.Results)));
    }

    /// <summary>Chains of data, training, theory and comparison that share stages; ids repeat, so that points share keys.</summary>
    private static Plan RandomPlan(
        SyntheticStages stages, Random random, int failsOneIn, Action during, ArtifactStore? store = null, bool skipFirstDraw = false)
    {
        if (skipFirstDraw) random.Next(4 * Points);
        TableNode Output(int index)
        {
            var data = stages.Value(1000 + random.Next(4), during);
            var failure = random.Next(failsOneIn) == 0 ? new StageFailure.Diverged(1, "planted") : null;
            var training = stages.Table(2000 + (10 * index) + random.Next(2), [data], StageRole.Training, 1 + random.Next(3), during, failure);
            var theory = stages.Table(3000 + random.Next(3), [], StageRole.Theory, during: during);
            return stages.Table(4000 + index, [training, theory], StageRole.Comparison, 1, during);
        }
        var outputs = Enumerable.Range(0, Points).Select(Output).ToList();
        return Plan.Of(outputs.Select((o, i) => SyntheticStages.Point(i, o)), key => store?.Contains(key) ?? false, _ => null);
    }

    private static bool Fails(SyntheticStages stages, StageNode node) =>
        stages.Failing.Contains(SyntheticStages.IdOf(node)) || node.Inputs.Any(i => Fails(stages, i));

    private static Task<RunOutcome> RunAsync(
        ArtifactStore store, Plan plan, int threads, long memory, IRunObserver observer, CancellationToken stop = default) =>
        new Runtime(store, new(threads, memory), observer).ExecuteAsync(plan, stop);

    private ArtifactStore NewStore(int seed) => new(new LocalFileSystem(), _folder.File($"store-{seed}"));

    /// <summary>Sees what is under way, and what was started before an input had ended.</summary>
    private sealed class Watch(Plan plan) : IRunObserver
    {
        private readonly Lock _lock = new();
        private readonly HashSet<Digest> _done = [.. plan.Stages.Where(s => s.Action == PlanAction.Reuse).Select(s => s.Node.Key)];
        private int _underWay;

        public int Most { get; private set; }

        public ConcurrentBag<StageNode> Early { get; } = [];

        public void Started(StageNode node)
        {
            lock (_lock)
            {
                Most = Math.Max(Most, ++_underWay);
                if (!node.Inputs.All(i => _done.Contains(i.Key))) Early.Add(node);
            }
        }

        public void Progressed(StageNode node, double fraction)
        {
        }

        public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime)
        {
            lock (_lock)
            {
                _underWay--;
                _done.Add(node.Key);
            }
        }
    }
}
