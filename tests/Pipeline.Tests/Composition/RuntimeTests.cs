using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Composition;

public sealed class RuntimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_stage_of_a_random_plan_runs_exactly_once_and_gets_its_own_inputs() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var stages = new SyntheticStages();
            var random = new Random(seed);
            var outputs = Enumerable.Range(0, 12).Select(i => RandomOutput(stages, random, i)).ToList();
            var store = NewStore($"plan-{seed}");
            var plan = Plan.Of(outputs.Select((o, i) => SyntheticStages.Point(i, o)), store.Contains, store.FailureOf);
            var outcome = Run(store, plan, threads: 1 + (seed % 4), memory: 1 + (seed % 200));
            Assert.Empty(outcome.Failures);
            Assert.False(outcome.Cancelled);
            Assert.All(stages.Started, s => Assert.Equal(1, s.Value));
            Assert.Equal(plan.Stages.Length, stages.Started.Count);
            foreach (var output in outputs) Assert.Equal(SyntheticStages.Expected(output), Stored(store, output));
        }).Check(Cases.Of(25));

    [Fact]
    public void A_failed_stage_blocks_what_needs_it_and_nothing_else()
    {
        var stages = new SyntheticStages();
        var data = stages.Value(1);
        var bad = stages.Table(2, [data], failure: new StageFailure.Diverged(7, "a test"));
        var after = stages.Table(3, [bad], StageRole.Comparison);
        var good = stages.Table(4, [data]);
        var outcome = Run(NewStore(), Plan.Of([SyntheticStages.Point(0, after), SyntheticStages.Point(1, good)], _ => false, _ => null));
        Assert.Equal("diverged at step 7: a test", outcome.Failures[bad.Key].Sentence);
        Assert.Equal("table: diverged at step 7: a test", outcome.Failures[after.Key].Sentence);
        Assert.Equal("diverged", outcome.Failures[after.Key].Status);
        Assert.False(outcome.Failures.ContainsKey(good.Key));
        Assert.False(stages.Started.ContainsKey(3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_times_of_stages_add_up_to_what_the_threads_did_also_where_stages_are_advanced_together(int threads)
    {
        var slice = TimeSpan.FromMilliseconds(4);
        var stages = new SyntheticStages();
        var data = stages.Value(1);
        var points = Enumerable.Range(2, 12)
            .Select(i => SyntheticStages.Point(i, stages.Table(i, [data], slices: 2, during: () => Thread.Sleep(slice)))).ToList();
        var observer = new Adding();
        var start = Stopwatch.GetTimestamp();
        await new Runtime(NewStore(), new(threads, 1000), observer).ExecuteAsync(Plan.Of(points, _ => false, _ => null), CancellationToken.None);
        Assert.InRange(observer.Sum, 2 * points.Count * slice, threads * Stopwatch.GetElapsedTime(start));
        Assert.InRange(observer.Least, 2 * slice, observer.Sum);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(TaskCanceledException))]
    public void An_exception_in_a_stage_fails_that_stage_and_loses_nothing(Type exception)
    {
        var stages = new SyntheticStages();
        var bad = stages.Table(1, [], during: () => throw (Exception)Activator.CreateInstance(exception)!);
        var good = Enumerable.Range(2, 20).Select(i => stages.Table(i, [])).ToList();
        var points = good.Prepend(bad).Select((node, i) => SyntheticStages.Point(i, node));
        var outcome = Run(NewStore(), Plan.Of(points, _ => false, _ => null));
        Assert.Equal("failed", Assert.Single(outcome.Failures).Value.Status);
        Assert.Equal(21, stages.Started.Count);
    }

    [Fact]
    public void What_is_stored_is_not_computed_again_and_divergence_is_remembered()
    {
        var first = new SyntheticStages();
        var store = NewStore();
        Run(store, Plan.Of(
            [SyntheticStages.Point(0, first.Table(1, [first.Value(2)])), SyntheticStages.Point(1, Bad(first))], store.Contains, store.FailureOf));
        var second = new SyntheticStages();
        var reopened = NewStore();
        var bad = Bad(second);
        var plan = Plan.Of(
            [SyntheticStages.Point(0, second.Table(1, [second.Value(2)])), SyntheticStages.Point(1, second.Table(4, [bad]))], reopened.Contains,
            reopened.FailureOf);
        var outcome = Run(reopened, plan);
        Assert.Empty(second.Started);
        Assert.Equal(PlanAction.Idle, plan.Stages.Single(s => s.Node is ValueNode).Action);
        Assert.Equal("diverged at step 1: again", outcome.Failures[bad.Key].Sentence);

        static TableNode Bad(SyntheticStages stages) => stages.Table(3, [], failure: new StageFailure.Diverged(1, "again"));
    }

    [Fact]
    public async Task A_cancelled_run_ends_within_a_slice_and_keeps_what_is_finished()
    {
        using var cancellation = new CancellationTokenSource();
        var stages = new SyntheticStages();
        var store = NewStore();
        var quick = stages.Table(1, []);
        var slow = stages.Table(2, [quick], slices: 1000, during: () =>
        {
            cancellation.Cancel();
            Thread.Sleep(1);
        });
        var plan = Plan.Of([SyntheticStages.Point(0, slow)], store.Contains, store.FailureOf);
        var outcome = await new Runtime(store, new(2, 1000), new SilentObserver()).ExecuteAsync(plan, cancellation.Token);
        Assert.True(outcome.Cancelled);
        Assert.True(store.Contains(quick.Key));
        Assert.False(store.Contains(slow.Key));
    }

    private static TableNode RandomOutput(SyntheticStages stages, Random random, int index)
    {
        void Wait() => Thread.Sleep(random.Next(3));
        var data = stages.Value(1000 + random.Next(4), Wait);
        var training = stages.Table(2000 + (10 * index) + random.Next(2), [data], StageRole.Training, 1 + random.Next(4), Wait);
        var theory = stages.Table(3000 + random.Next(3), [], StageRole.Theory, during: Wait);
        return stages.Table(4000 + index, [training, theory], StageRole.Comparison, 1, Wait);
    }

    private static RunOutcome Run(ArtifactStore store, Plan plan, int threads = 2, long memory = 1000) =>
        new Runtime(store, new(threads, memory), new SilentObserver()).ExecuteAsync(plan, CancellationToken.None).GetAwaiter().GetResult();

    private static long Stored(ArtifactStore store, TableNode node) =>
        SyntheticStages.Sum(store.Read(node.Key, node.Tables).Tables.Tables);

    private ArtifactStore NewStore(string name = "store") => new(new LocalFileSystem(), _folder.File(name));

    private sealed class SilentObserver : IRunObserver
    {
        public void Started(StageNode node)
        {
        }

        public void Progressed(StageNode node, double fraction)
        {
        }

        public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime)
        {
        }
    }

    /// <summary>Times of the stages with tables.</summary>
    private sealed class Adding : IRunObserver
    {
        private readonly Lock _lock = new();

        public TimeSpan Sum { get; private set; }

        public TimeSpan Least { get; private set; } = TimeSpan.MaxValue;

        public void Started(StageNode node)
        {
        }

        public void Progressed(StageNode node, double fraction)
        {
        }

        public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime)
        {
            if (node is not TableNode) return;
            lock (_lock) (Sum, Least) = (Sum + threadTime, threadTime < Least ? threadTime : Least);
        }
    }
}
