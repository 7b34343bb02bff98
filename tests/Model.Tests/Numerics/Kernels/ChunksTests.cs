using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.Numerics.Kernels;

public class ChunksTests
{
    [Theory]
    [InlineData(0, 7, 0)]
    [InlineData(1, 7, 1)]
    [InlineData(7, 7, 1)]
    [InlineData(8, 7, 2)]
    [InlineData(int.MaxValue, int.MaxValue - 1, 2)]
    public void Chunks_cover_all_items(int items, int size, int expected) => Assert.Equal(expected, Chunks.Count(items, size));

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(1000, 1)]
    [InlineData(1000, 3)]
    public void Every_chunk_runs_exactly_once(int count, int threads)
    {
        var runs = new int[count];
        Chunks.Run(count, threads, chunk => Interlocked.Increment(ref runs[chunk]));
        Assert.All(runs, run => Assert.Equal(1, run));
    }

    [Fact]
    public void No_more_threads_than_asked_for_are_at_work()
    {
        var (working, most) = (0, 0);
        Chunks.Run(200, 2, _ =>
        {
            var now = Interlocked.Increment(ref working);
            lock (this) most = Math.Max(most, now);
            Thread.SpinWait(2000);
            Interlocked.Decrement(ref working);
        });
        Assert.InRange(most, 1, 2);
    }

    // ((0+1)+(2+3)) + ((4+5)+(6+7)) and so on: the tree that the class documents, written as a recursion.
    [Fact]
    public void Partial_results_fold_in_the_documented_tree()
    {
        foreach (var length in new[] { 1, 7, 8, 21 })
        {
            for (var rows = 1; rows <= 19; rows++)
            {
                var partials = new double[rows * length];
                Gaussian.FillInto(RandomKey.FromSeed((ulong)rows), 0, partials);
                var expected = Enumerable.Range(0, length)
                    .Select(i => Tree([.. Enumerable.Range(0, rows).Select(row => partials[(row * length) + i])])).ToArray();
                Chunks.Fold<double>(partials, rows);
                Assert.Equal(expected, partials[..length]);
            }
        }
    }

    private static double Tree(ReadOnlySpan<double> values)
    {
        if (values.Length == 1) return values[0];
        var left = 1;
        while (2 * left < values.Length) left *= 2;
        return Tree(values[..left]) + Tree(values[left..]);
    }
}
