using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>Rows of sample vectors, one a step, kept so that a block of samples finds its rows together.</summary>
/// <remarks>
/// Pages of 16 rows; within a page the blocks of 64 samples follow each other, each with its rows contiguous: a pass over a block's history streams
/// 8 KB at a time. Full pages never change, so a fork shares them and copies only the page that is open.
/// </remarks>
internal sealed class SampleHistory
{
    public const int RowsPerPage = 16;

    private readonly int _blocks;
    private readonly List<AlignedBuffer<double>> _pages;

    public SampleHistory(int blocks)
        : this(blocks, [], 0)
    {
    }

    private SampleHistory(int blocks, List<AlignedBuffer<double>> pages, int rows) => (_blocks, _pages, Rows) = (blocks, pages, rows);

    /// <summary>Number of finished rows.</summary>
    public int Rows { get; private set; }

    public int Pages => (Rows + RowsPerPage - 1) / RowsPerPage;

    public SampleHistory Fork()
    {
        var pages = new List<AlignedBuffer<double>>(_pages);
        if (Rows < pages.Count * RowsPerPage)
        {
            pages[^1] = NewPage();
            _pages[^1].Span.CopyTo(pages[^1].Span);
        }
        return new(_blocks, pages, Rows);
    }

    /// <summary>Makes room for the next row, which <see cref="OpenRow"/> gives block by block until <see cref="CloseRow"/>.</summary>
    public void BeginRow()
    {
        if (Rows == _pages.Count * RowsPerPage) _pages.Add(NewPage());
    }

    public Span<double> OpenRow(int block) => RowOf(Rows, block);

    public void CloseRow() => Rows++;

    public ReadOnlySpan<double> Row(int row, int block) => RowOf(row, block);

    /// <summary>The finished rows of one page for one block, one after the other.</summary>
    public ReadOnlySpan<double> Page(int page, int block)
    {
        var rows = Math.Min(RowsPerPage, Rows - (page * RowsPerPage));
        return _pages[page].Span.Slice(block * RowsPerPage * SampleLayout.BlockSize, rows * SampleLayout.BlockSize);
    }

    private AlignedBuffer<double> NewPage() => new(checked(_blocks * RowsPerPage * SampleLayout.BlockSize));

    private Span<double> RowOf(int row, int block) => _pages[row / RowsPerPage].Span.Slice(
        ((block * RowsPerPage) + (row % RowsPerPage)) * SampleLayout.BlockSize, SampleLayout.BlockSize);
}
