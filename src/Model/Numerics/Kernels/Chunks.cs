using System.Numerics;
using System.Runtime.Intrinsics;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>The only place in Model that uses threads, beside <see cref="ThreadTeam"/>: fixed-size chunks of work, combined in an order that is
/// written down.</summary>
/// <remarks>
/// Determinism: the chunks depend on the amount of work alone, never on the number of threads; which thread runs a chunk does not matter
/// because every chunk writes only what is its own, and partial sums are folded by <see cref="Fold"/> in one fixed tree.
/// </remarks>
public static class Chunks
{
    /// <summary>Number of chunks of <paramref name="size"/> items that cover <paramref name="items"/> items; the last may be short.</summary>
    public static int Count(int items, int size) => (int)(((long)items + size - 1) / size);

    /// <summary>Runs <paramref name="body"/> once for every chunk index in [0, count), on at most <paramref name="threads"/> threads.</summary>
    public static void Run(int count, int threads, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (threads <= 1 || count <= 1)
        {
            for (var chunk = 0; chunk < count; chunk++) body(chunk);
            return;
        }
        // One index at a time: Parallel.For alone hands them out in growing bundles, the last of which leaves the other threads idle.
        var next = -1;
        var workers = Math.Min(threads, count);
#pragma warning disable RS0030 // The one permitted use: see the class remarks.
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
        {
            for (var chunk = Interlocked.Increment(ref next); chunk < count; chunk = Interlocked.Increment(ref next)) body(chunk);
        });
#pragma warning restore RS0030
    }

    /// <summary>Adds partial results pairwise into the first: stride 1, 2, 4, ... (a balanced tree over the chunk index).</summary>
    /// <param name="partials">One row of equal length per chunk, row-major; row 0 receives the sum, the others are overwritten.</param>
    /// <param name="rows">Number of chunks.</param>
    public static void Fold<T>(Span<T> partials, int rows)
        where T : unmanaged, INumber<T>
    {
        if (rows > 0) FoldColumns(partials, rows, 0, partials.Length / rows);
    }

    /// <summary>The same for a range of columns, so that threads can share the work: columns do not mix.</summary>
    public static void FoldColumns<T>(Span<T> partials, int rows, int first, int count)
        where T : unmanaged, INumber<T>
    {
        var length = partials.Length / rows;
        for (var stride = 1; stride < rows; stride *= 2)
        {
            for (var row = 0; row + stride < rows; row += 2 * stride)
            {
                var target = partials.Slice((row * length) + first, count);
                var source = partials.Slice(((row + stride) * length) + first, count);
                AddInto<T>(source, target);
            }
        }
    }

    private static void AddInto<T>(ReadOnlySpan<T> source, Span<T> target)
        where T : unmanaged, INumber<T>
    {
        var i = 0;
        for (; Vector512<T>.IsSupported && i <= target.Length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            (Vector512.Create<T>(target[i..]) + Vector512.Create(source[i..])).CopyTo(target[i..]);
        }
        for (; i < target.Length; i++) target[i] += source[i];
    }
}
