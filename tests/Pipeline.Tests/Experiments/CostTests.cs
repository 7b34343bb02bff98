namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>What reading costs: sweeps have 100,000 points.</summary>
public class CostTests
{
    [Fact]
    public void A_point_of_a_large_sweep_costs_at_most_20_microseconds()
    {
        var experiment = Sample.Valid(Sample.Minimal
            + "sweep: {training.learningRate: {log: [1, 10, 100]}, training.steps: {lin: [1, 100, 100]}, record.log: {lin: [2, 11, 10]}}");
        Assert.Equal(100_000, experiment.Count);
        // The best of several batches: the first ones are compiled on the way.
        var best = Enumerable.Range(0, 20).Min(batch =>
        {
            var start = ThreadClock.Now;
            for (var i = 0; i < 1000; i++) experiment.PointAt((batch * 1000) + i);
            return (ThreadClock.Now - start).TotalMicroseconds / 1000;
        });
        Assert.True(best <= 20, $"A point took {best:F1} microseconds.");
    }
}
