namespace Pipelines.Model.GaussianMixture.Dmft;

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

    /// <summary>sum += Σ_l factors[l] · row_l of a block, for few rows, which lie in a cache.</summary>
    void AddNearInto(int block, ReadOnlySpan<double> factors, Span<double> sum);

    /// <summary>lanes[l] += row_l ∘ vector, folded to the 8 lanes of row l, for the first rows.</summary>
    void DotInto(int block, ReadOnlySpan<double> vector, Span<double> lanes);

    /// <summary>sum as <see cref="CombineInto"/>, and lanes[l] += row_l ∘ vector, folded to the 8 lanes of row l, in one reading.</summary>
    void CombineAndDotInto(int block, ReadOnlySpan<double> factors, ReadOnlySpan<double> vector, Span<double> sum, Span<double> lanes);
}
