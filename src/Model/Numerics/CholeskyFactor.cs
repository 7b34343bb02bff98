using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.Numerics;

/// <summary>A rank-revealing Cholesky factor of a covariance matrix that grows row by row, as time goes on.</summary>
/// <remarks>
/// Column k becomes active only when its pivot exceeds tolerance × C(k, k); otherwise row k is the conditional mean given the active columns, and the
/// variance it neglects is at most that. So a numerically singular covariance never divides by a rounding error. Row k of the factor has one entry
/// per column that was active when it was appended. Cost of row k: O(k · rank). An append never changes rows that are there, hence the cheap
/// <see cref="Fork"/>.
/// </remarks>
internal sealed class CholeskyFactor
{
    private readonly double _tolerance;
    private readonly List<double[]> _rows;
    private readonly List<int> _active;

    /// <param name="tolerance">Relative pivot below which a column stays inactive, in (0, 1).</param>
    public CholeskyFactor(double tolerance)
        : this(tolerance, [], [])
    {
    }

    private CholeskyFactor(double tolerance, List<double[]> rows, List<int> active) => (_tolerance, _rows, _active) = (tolerance, rows, active);

    /// <summary>Number of active columns.</summary>
    public int Rank => _active.Count;

    /// <summary>A factor that goes on from here on its own.</summary>
    public CholeskyFactor Fork() => new(_tolerance, [.. _rows], [.. _active]);

    /// <summary>Appends row k of the covariance, entries C(k, 0..k), and returns row k of the factor: as many entries as active columns.</summary>
    /// <param name="covariance">k + 1 finite entries.</param>
    public ReadOnlySpan<double> Append(ReadOnlySpan<double> covariance)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(covariance.Length, _rows.Count + 1);
        var row = new double[_active.Count + 1];
        for (var a = 0; a < _active.Count; a++)
        {
            var pivotRow = _rows[_active[a]];
            row[a] = (covariance[_active[a]] - RowKernels.Dot<double>(row.AsSpan(0, a), pivotRow.AsSpan(0, a))) / pivotRow[a];
        }
        var explained = RowKernels.Dot<double>(row.AsSpan(0, _active.Count), row.AsSpan(0, _active.Count));
        var pivot = covariance[^1] - explained;
        if (pivot > _tolerance * covariance[^1])
        {
            row[^1] = Math.Sqrt(pivot);
            _active.Add(_rows.Count);
            _rows.Add(row);
        }
        else
        {
            _rows.Add(row[..^1]);
        }
        return _rows[^1];
    }
}
