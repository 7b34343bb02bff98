using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Cluster;
using Pipelines.Stages;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>How points become tasks.</summary>
public sealed class PackingTests
{
    [PropertyOfCases]
    public Property No_point_is_lost_or_doubled_and_there_are_never_too_many_tasks() => Prop.ForAll(
        (from count in Gen.Choose(1, 300)
         from shared in Gen.Choose(1, 40)
         from own in Gen.Choose(0, 400).Select(s => s / 10.0)
         from common in Gen.Choose(0, 4000).Select(s => s / 10.0)
         from shortest in Gen.Choose(0, 1000)
         from most in Gen.Choose(1, 50)
         select (Work: Points(count, shared, own, common), shortest, most)).ToArbitrary(),
        c =>
        {
            var tasks = TaskPacker.Of(c.Work, c.shortest, c.most);
            Assert.InRange(tasks.Length, 1, c.most);
            Assert.Equal(Enumerable.Range(0, c.Work.Length), tasks.SelectMany(t => t.Points).Order());
            Assert.All(tasks, t => Assert.NotEmpty(t.Points));
            Assert.All(tasks, t => Assert.Equal(SecondsOf(c.Work, t), t.Seconds, 1e-6));
        });

    [Fact]
    public void Tasks_are_as_long_as_was_asked_but_for_the_last() =>
        Assert.All(TaskPacker.Of(Points(1000, 1000, 1, 0), 30, 1000)[..^1], t => Assert.InRange(t.Seconds, 30, 31));

    [Fact]
    public void Ten_thousand_equal_points_fill_a_thousand_tasks_evenly() =>
        Assert.All(TaskPacker.Of(Points(10_000, 10_000, 60, 0), 300, 1000), t => Assert.InRange(t.Points.Length, 5, 11));

    [Fact]
    public void Points_that_share_an_expensive_stage_stay_together_although_their_numbers_are_apart()
    {
        // Ten theories of ten minutes, each for ten replicates; replicates are the outermost loop.
        var tasks = TaskPacker.Of(Points(100, 10, 30, 600), 300, 1000);
        Assert.Equal(10, tasks.Length);
        Assert.All(tasks, t => Assert.Single(t.Points.Select(p => p % 10).Distinct()));
    }

    [Fact]
    public void What_everybody_shares_is_done_again_only_where_that_is_little_work()
    {
        var work = Points(1000, 1, 10, 600);
        var tasks = TaskPacker.Of(work, 60, 1000);
        Assert.InRange(tasks.Length, 2, 1000);
        var once = 600 + (1000 * 10.0);
        Assert.InRange(tasks.Sum(t => t.Seconds), once, 4 * once / 3);
    }

    /// <summary>Points of which every so many-th shares a stage.</summary>
    private static ImmutableArray<PointWork> Points(int count, int shared, double own, double common) =>
    [
        .. Enumerable.Range(0, count).Select(i => new PointWork(i, [
            new(Digest.Of("own", $"{i}"), own, 1), new(Digest.Of("shared", $"{i % shared}"), common, (count - (i % shared) + shared - 1) / shared)])),
    ];

    private static double SecondsOf(ImmutableArray<PointWork> work, PackedTask task) =>
        task.Points.SelectMany(p => work[p].Stages).DistinctBy(s => s.Key).Sum(s => s.Seconds);
}
