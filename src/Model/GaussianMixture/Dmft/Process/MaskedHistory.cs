namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>A history whose rows may be mostly zeros, as masks make them: full pages of it keep what is not zero, and where.</summary>
/// <remarks>
/// A number left out would add factor · 0, which changes no bit of a sum that begins at +0, so this is <see cref="SampleHistory{T}"/> in less memory,
/// read in as much less time. A page is packed when the next one begins, if at most three quarters of it are not zero; from the first page on for
/// which that does not hold, all stays as it is.
/// </remarks>
/// <typeparam name="T">What a number is kept as: double or float.</typeparam>
internal sealed class MaskedHistory<T> : ISampleHistory
    where T : unmanaged
{
    private const int RowsPerPage = HistoryKernels.RowsPerPage;

    private readonly int _blocks;
    private readonly List<MaskedPage<T>> _packed;
    private readonly SampleHistory<T> _recent;

    public MaskedHistory(int blocks)
        : this(blocks, [], new(blocks))
    {
    }

    private MaskedHistory(int blocks, List<MaskedPage<T>> packed, SampleHistory<T> recent) => (_blocks, _packed, _recent) = (blocks, packed, recent);

    public int Rows => PackedRows + _recent.Rows;

    private int PackedRows => _packed.Count * RowsPerPage;

    public ISampleHistory Fork() => new MaskedHistory<T>(_blocks, [.. _packed], _recent.Fork());

    public void BeginRow()
    {
        if (_recent.Rows == RowsPerPage && MaskedPage<T>.TryPack(_recent, _blocks) is { } page)
        {
            _packed.Add(page);
            _recent.Restart();
        }
        _recent.BeginRow();
    }

    public void Keep(int block, Span<double> values) => _recent.Keep(block, values);

    public void CloseRow() => _recent.CloseRow();

    public void Read(int row, int block, Span<double> values)
    {
        if (row < PackedRows) _packed[row / RowsPerPage].Read(row % RowsPerPage, block, values);
        else _recent.Read(row - PackedRows, block, values);
    }

    public void CombineInto(int block, ReadOnlySpan<double> factors, Span<double> sum)
    {
        sum.Clear();
        for (var page = 0; page < _packed.Count; page++)
            _packed[page].AddInto(block, factors.Slice(page * RowsPerPage, RowsPerPage), sum, Next(page));
        _recent.AddInto(block, factors[PackedRows..], sum);
    }

    public void CombineAndDotInto(int block, ReadOnlySpan<double> factors, ReadOnlySpan<double> vector, Span<double> sum, Span<double> lanes)
    {
        sum.Clear();
        const int pageLanes = RowsPerPage * HistoryKernels.Lanes;
        for (var page = 0; page < _packed.Count; page++)
        {
            _packed[page].AddAndDotInto(
                block, factors.Slice(page * RowsPerPage, RowsPerPage), vector, sum, lanes.Slice(page * pageLanes, pageLanes), Next(page));
        }
        _recent.AddAndDotInto(block, factors[PackedRows..], vector, sum, lanes[(_packed.Count * pageLanes)..]);
    }

    private MaskedPage<T> Next(int page) => _packed[Math.Min(page + 1, _packed.Count - 1)];
}
