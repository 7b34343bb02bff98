using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>A page of a history, which may be shared: every row of it is written once, by whoever claims it.</summary>
internal sealed class HistoryPage<T>
    where T : unmanaged
{
    private readonly AlignedBuffer<T> _numbers;
    private int _claimed;

    public HistoryPage(int length)
        : this(new AlignedBuffer<T>(length), 0)
    {
    }

    private HistoryPage(AlignedBuffer<T> numbers, int claimed) => (_numbers, _claimed) = (numbers, claimed);

    public Span<T> Numbers => _numbers.Span;

    /// <summary>True for the first who asks for a row; rows are asked for in order.</summary>
    public bool TryClaim(int row) => Interlocked.CompareExchange(ref _claimed, row + 1, row) == row;

    /// <summary>A page of one's own with the rows before this one, which is claimed.</summary>
    public HistoryPage<T> CopyForRow(int row)
    {
        var copy = new AlignedBuffer<T>(_numbers.Length);
        _numbers.Span.CopyTo(copy.Span);
        return new(copy, row + 1);
    }
}
