namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>Rows of sample vectors, one a step, kept so that a block of samples finds its rows together.</summary>
/// <remarks>
/// Pages of 16 rows; within a page the blocks of 64 samples follow each other, each with its rows contiguous: a pass over a block's history streams
/// 8 KB at a time. A finished row never changes, so a fork shares all pages; whoever comes second to write a row of a shared page copies the page first.
/// </remarks>
internal sealed class SampleHistory
{
    public const int RowsPerPage = 16;

    private readonly int _blocks;
    private readonly List<HistoryPage> _pages;

    public SampleHistory(int blocks)
        : this(blocks, [], 0)
    {
    }

    private SampleHistory(int blocks, List<HistoryPage> pages, int rows) => (_blocks, _pages, Rows) = (blocks, pages, rows);

    /// <summary>Number of finished rows.</summary>
    public int Rows { get; private set; }

    public int Pages => (Rows + RowsPerPage - 1) / RowsPerPage;

    public SampleHistory Fork() => new(_blocks, [.. _pages], Rows);

    /// <summary>Makes room for the next row, which <see cref="OpenRow"/> gives block by block until <see cref="CloseRow"/>.</summary>
    public void BeginRow()
    {
        var row = Rows % RowsPerPage;
        if (row == 0) _pages.Add(new HistoryPage(checked(_blocks * RowsPerPage * SampleLayout.BlockSize)));
        if (!_pages[^1].TryClaim(row)) _pages[^1] = _pages[^1].CopyForRow(row);
    }

    public Span<double> OpenRow(int block) => RowOf(Rows, block);

    public void CloseRow() => Rows++;

    public ReadOnlySpan<double> Row(int row, int block) => RowOf(row, block);

    /// <summary>The finished rows of one page for one block, one after the other.</summary>
    public ReadOnlySpan<double> Page(int page, int block)
    {
        var rows = Math.Min(RowsPerPage, Rows - (page * RowsPerPage));
        return _pages[page].Numbers.Slice(block * RowsPerPage * SampleLayout.BlockSize, rows * SampleLayout.BlockSize);
    }

    private Span<double> RowOf(int row, int block) => _pages[row / RowsPerPage].Numbers.Slice(
        ((block * RowsPerPage) + (row % RowsPerPage)) * SampleLayout.BlockSize, SampleLayout.BlockSize);
}
