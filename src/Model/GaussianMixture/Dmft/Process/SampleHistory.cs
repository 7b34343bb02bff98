using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>Rows of sample vectors, one a step, kept so that a block of samples finds its rows together.</summary>
/// <remarks>
/// Pages of 16 rows; within a page the blocks of 64 samples follow each other, each with its rows contiguous: a pass over a block's history streams
/// 4 or 8 KB at a time. A finished row never changes, so a fork shares all pages; whoever comes second to write a row of a shared page copies the
/// page first.
/// </remarks>
/// <typeparam name="T">What a number is kept as: double, or float, which rounds it once and halves what a march has to read.</typeparam>
internal sealed class SampleHistory<T> : INearHistory
    where T : unmanaged
{
    private const int Block = SampleLayout.BlockSize;
    private const int RowsPerPage = HistoryKernels.RowsPerPage;

    private readonly int _blocks;
    private readonly List<HistoryPage<T>> _pages;
    private bool _isShared;

    public SampleHistory(int blocks)
        : this(blocks, [], 0)
    {
    }

    private SampleHistory(int blocks, List<HistoryPage<T>> pages, int rows) => (_blocks, _pages, Rows, _isShared) = (blocks, pages, rows, true);

    public int Rows { get; private set; }

    ISampleHistory ISampleHistory.Fork() => Fork();

    INearHistory INearHistory.Fork() => Fork();

    public SampleHistory<T> Fork()
    {
        _isShared = true;
        return new SampleHistory<T>(_blocks, [.. _pages], Rows);
    }

    public void BeginRow()
    {
        var row = Rows % RowsPerPage;
        if (_pages.Count * RowsPerPage == Rows) _pages.Add(new HistoryPage<T>(checked(_blocks * RowsPerPage * Block)));
        if (!_pages[^1].TryClaim(row)) _pages[^1] = _pages[^1].CopyForRow(row);
    }

    /// <summary>Forgets all rows, to begin again in the memory of the first page where nobody else has it.</summary>
    public void Restart()
    {
        var page = _isShared ? null : _pages[0].Unclaimed();
        _pages.Clear();
        if (page is not null) _pages.Add(page);
        (Rows, _isShared) = (0, false);
    }

    public void Keep(int block, Span<double> values)
    {
        HistoryKernels.Narrow(values, RowOf(Rows, block));
        if (typeof(T) != typeof(double)) HistoryKernels.Widen<T>(RowOf(Rows, block), values);
    }

    public void CloseRow() => Rows++;

    public void Read(int row, int block, Span<double> values) => HistoryKernels.Widen<T>(RowOf(row, block), values);

    public void CombineInto(int block, ReadOnlySpan<double> factors, Span<double> sum)
    {
        sum.Clear();
        AddInto(block, factors, sum);
    }

    /// <summary>sum += Σ_l factors[l] · row_l of a block.</summary>
    public void AddInto(int block, ReadOnlySpan<double> factors, Span<double> sum)
    {
        for (var first = 0; first < factors.Length; first += RowsPerPage)
        {
            var count = Math.Min(RowsPerPage, factors.Length - first);
            HistoryKernels.AddRowsInto(
                PageFrom(first, block), factors.Slice(first, count), sum, PageFrom(Math.Min(first + count, factors.Length - 1), block));
        }
    }

    public void AddNearInto(int block, ReadOnlySpan<double> factors, Span<double> sum)
    {
        for (var first = 0; first < factors.Length; first += RowsPerPage)
            HistoryKernels.AddNearRowsInto(PageFrom(first, block), factors.Slice(first, Math.Min(RowsPerPage, factors.Length - first)), sum);
    }

    public void DotInto(int block, ReadOnlySpan<double> vector, Span<double> lanes)
    {
        for (var row = 0; row * HistoryKernels.Lanes < lanes.Length; row++)
            HistoryKernels.DotRowInto<T>(RowOf(row, block), vector, lanes.Slice(row * HistoryKernels.Lanes, HistoryKernels.Lanes));
    }

    public void CombineAndDotInto(int block, ReadOnlySpan<double> factors, ReadOnlySpan<double> vector, Span<double> sum, Span<double> lanes)
    {
        sum.Clear();
        AddAndDotInto(block, factors, vector, sum, lanes);
    }

    /// <summary>As <see cref="CombineAndDotInto"/>, onto what the sum is.</summary>
    public void AddAndDotInto(int block, ReadOnlySpan<double> factors, ReadOnlySpan<double> vector, Span<double> sum, Span<double> lanes)
    {
        var last = factors.Length - 1;
        for (var first = 0; first < last; first += RowsPerPage)
        {
            var count = Math.Min(RowsPerPage, last - first);
            HistoryKernels.AddAndDotRowsInto(
                PageFrom(first, block), factors.Slice(first, count), vector, sum,
                lanes.Slice(first * HistoryKernels.Lanes, count * HistoryKernels.Lanes), PageFrom(Math.Min(first + RowsPerPage, last), block));
        }
        var latest = RowOf(last, block);
        HistoryKernels.AddRowsInto<T>(latest, factors[last..], sum, latest);
        HistoryKernels.DotRowInto<T>(latest, vector, lanes.Slice(last * HistoryKernels.Lanes, HistoryKernels.Lanes));
    }

    /// <summary>The rows of the page of a row for one block, one after the other, written or not.</summary>
    public ReadOnlySpan<T> PageFrom(int row, int block) => _pages[row / RowsPerPage].Numbers.Slice(block * RowsPerPage * Block, RowsPerPage * Block);

    private Span<T> RowOf(int row, int block) =>
        _pages[row / RowsPerPage].Numbers.Slice(((block * RowsPerPage) + (row % RowsPerPage)) * Block, Block);
}

/// <summary>Rows of sample vectors, one a step, and what a march asks of them; kept as they are, or rounded to single precision.</summary>
internal interface ISampleHistory
{
    /// <summary>Number of finished rows.</summary>
    int Rows { get; }

    /// <summary>A history that goes on from here on its own.</summary>
    ISampleHistory Fork();

    /// <summary>Makes room for the next row, which <see cref="Keep"/> writes block by block until <see cref="CloseRow"/>.</summary>
    void BeginRow();

    /// <summary>Writes the open row of a block, and leaves in <paramref name="values"/> what was kept of them.</summary>
    void Keep(int block, Span<double> values);

    void CloseRow();

    /// <summary>A finished row of a block.</summary>
    void Read(int row, int block, Span<double> values);

    /// <summary>sum = Σ_l factors[l] · row_l of a block.</summary>
    void CombineInto(int block, ReadOnlySpan<double> factors, Span<double> sum);

    /// <summary>sum as <see cref="CombineInto"/>, and lanes[l] += row_l ∘ vector, folded to the 8 lanes of row l, in one reading.</summary>
    void CombineAndDotInto(int block, ReadOnlySpan<double> factors, ReadOnlySpan<double> vector, Span<double> sum, Span<double> lanes);
}

/// <summary>A history of few rows that a march also projects on.</summary>
internal interface INearHistory : ISampleHistory
{
    /// <summary>sum += Σ_l factors[l] · row_l of a block, for few rows, which lie in a cache.</summary>
    void AddNearInto(int block, ReadOnlySpan<double> factors, Span<double> sum);

    /// <summary>lanes[l] += row_l ∘ vector, folded to the 8 lanes of row l, for the first rows.</summary>
    void DotInto(int block, ReadOnlySpan<double> vector, Span<double> lanes);

    /// <summary>A history that goes on from here on its own.</summary>
    new INearHistory Fork();
}

/// <summary>A page of a history, which may be shared: every row of it is written once, by whoever claims it.</summary>
internal sealed class HistoryPage<T>
    where T : unmanaged
{
    private readonly AlignedBuffer<T> _numbers;
    private int _claimed;

    public HistoryPage(int length)
        : this(AlignedBuffer<T>.Uncleared(length), 0)
    {
    }

    private HistoryPage(AlignedBuffer<T> numbers, int claimed) => (_numbers, _claimed) = (numbers, claimed);

    public Span<T> Numbers => _numbers.Span;

    /// <summary>True for the first who asks for a row; rows are asked for in order.</summary>
    public bool TryClaim(int row) => Interlocked.CompareExchange(ref _claimed, row + 1, row) == row;

    /// <summary>A page in the same memory that nobody has claimed a row of.</summary>
    public HistoryPage<T> Unclaimed() => new(_numbers, 0);

    /// <summary>A page of one's own with the rows before this one, which is claimed.</summary>
    public HistoryPage<T> CopyForRow(int row)
    {
        var copy = AlignedBuffer<T>.Uncleared(_numbers.Length);
        _numbers.Span.CopyTo(copy.Span);
        return new(copy, row + 1);
    }
}
