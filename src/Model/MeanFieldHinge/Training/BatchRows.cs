using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>The examples of every step of one run, a function of the step alone; it remembers the order of the current epoch.</summary>
internal sealed class BatchRows(BatchSchedule schedule, int examples)
{
    private int[] _order = [];
    private long _epoch = -1;

    /// <summary>Rows of this step, or null for all.</summary>
    public int[]? At(long step) => schedule.Match<int[]?>(
        fullBatch: _ => null,
        inOrder: s => Piece(step, s.Size, _ => [.. Enumerable.Range(0, examples)]),
        shuffled: s => Piece(step, s.Size, epoch => Draws.Permutation(s.Key.Fork(epoch), examples)));

    private int[] Piece(long step, int size, Func<long, int[]> order)
    {
        var pieces = ((long)examples + size - 1) / size;
        var (epoch, piece) = (step / pieces, step % pieces);
        if (epoch != _epoch) _order = order(epoch);
        _epoch = epoch;
        return _order[(int)(piece * size)..(int)Math.Min(examples, (piece + 1) * size)];
    }
}
