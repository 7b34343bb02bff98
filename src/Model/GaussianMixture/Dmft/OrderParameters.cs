using System.Buffers;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>m, G and C_perp up to step k, and the kernels that drove them there: rows that only ever grow in number.</summary>
/// <remarks>
/// Equation: with a_k = 1 − ηλ − η λ̂_k, the discrete-time equations (exact for d → ∞ at fixed η; Mignacco et al. 2020, eqs. 18 to 20, the diagonal
/// of C from the recursion itself, not from an Euler step of dC(t,t)/dt):
/// m_{k+1} = (1 − ηλ) m_k − η μ_k for every direction;
/// G(k+1, l) = a_k G(k, l) + η Σ_{l&lt;j&lt;k} M_R(k, j) G(j, l), G(k+1, k) = 1;
/// C_perp(k+1, l) = a_k C_perp(k, l) + η Σ_{j&lt;k} M_R(k, j) C_perp(j, l) + η² Σ_{j&lt;l} G(l, j) M_C(k, j).
/// </remarks>
internal sealed class OrderParameters
{
    private readonly double _rate;
    private readonly double _ridge;
    private readonly List<double[]> _overlaps;
    private readonly List<double[]> _responses;
    private readonly List<double[]> _correlations;
    private readonly List<StepAverages> _averages;

    public OrderParameters(MixtureProblem problem, double[] overlaps)
        : this(problem.LearningRate, problem.Ridge, [overlaps], [[]], [[problem.InitialVariance]], [])
    {
    }

    private OrderParameters(
        double rate, double ridge, List<double[]> overlaps, List<double[]> responses, List<double[]> correlations, List<StepAverages> averages) =>
        (_rate, _ridge, _overlaps, _responses, _correlations, _averages) = (rate, ridge, overlaps, responses, correlations, averages);

    /// <summary>Number of steps whose averages are known.</summary>
    public int Steps => _averages.Count;

    public OrderParameters Fork() =>
        new(_rate, _ridge, [.. _overlaps], [.. _responses], [.. _correlations], [.. _averages]);

    /// <summary>m_k, one number a direction, for k up to <see cref="Steps"/>.</summary>
    public double[] Overlaps(int k) => _overlaps[k];

    /// <summary>G(k, 0..k−1), for k up to <see cref="Steps"/>.</summary>
    public double[] Response(int k) => _responses[k];

    /// <summary>C_perp(k, 0..k), for k up to <see cref="Steps"/>.</summary>
    public double[] Correlation(int k) => _correlations[k];

    /// <summary>Averages of step k, below <see cref="Steps"/>.</summary>
    public StepAverages Averages(int k) => _averages[k];

    /// <summary>C(k, k) = C_perp(k, k) + |m_k|².</summary>
    public double SquaredNorm(int k) => WithOverlaps(k, k);

    /// <summary>Names what is wrong with row k; null when nothing is.</summary>
    public string? FirstDefect(int k) =>
        !_overlaps[k].All(double.IsFinite) ? "the magnetization is not finite"
        : !double.IsFinite(_correlations[k][k]) ? "the correlation is not finite"
        : _correlations[k][k] < 0 ? "the correlation C(t, t) lost its positivity: too few samples, or a step too large"
        : null;

    /// <summary>What is left of C(k+1, k) = (1 − ηλ) C(k, k) − η α ⟨F_k r_k⟩, an exact identity that the recursion does not use; k below
    /// <see cref="Steps"/>.</summary>
    public double IdentityResidual(int k)
    {
        return WithOverlaps(k + 1, k) - ((1 - (_rate * _ridge)) * SquaredNorm(k)) + (_rate * _averages[k].ForceOverlap);
    }

    /// <summary>Appends row k + 1 of everything from the averages of step k.</summary>
    public void Extend(StepAverages averages, ThreadTeam team)
    {
        ExtendResponse(averages, team);
        ExtendCorrelation(averages, team);
    }

    /// <summary>Appends m_{k+1} and G(k+1, ·), for which the noise kernel is not needed; <see cref="ExtendCorrelation"/> completes the
    /// step.</summary>
    public void ExtendResponse(StepAverages averages, ThreadTeam team)
    {
        var k = Steps;
        _overlaps.Add([.. _overlaps[k].Zip(averages.Drift, (m, drift) => ((1 - (_rate * _ridge)) * m) - (_rate * drift))]);
        var next = new double[k + 1];
        var decay = Decay(averages);
        for (var l = 0; l < k; l++) next[l] = decay * _responses[k][l];
        // Half of a triangle's area lies left of column (1 − √½) k.
        var middle = (int)(0.29 * k);
        team.Run(2, half => TriangleKernels.AddInto(_responses, _rate, averages.MemoryKernel, next, half == 0 ? 0 : middle, half == 0 ? middle : k));
        next[k] = 1;
        _responses.Add(next);
    }

    /// <summary>Appends C_perp(k+1, ·), and with it the averages of step k.</summary>
    public void ExtendCorrelation(StepAverages averages, ThreadTeam team)
    {
        var k = Steps;
        var next = new double[k + 2];
        var noise = ArrayPool<double>.Shared.Rent(k + 1);
        team.Run(2, half =>
        {
            if (half == 0) MemoryInto(k, averages, next);
            else TriangleKernels.DotInto(_responses, averages.NoiseKernel, noise.AsSpan(0, k + 1));
        });
        for (var l = 0; l <= k; l++) next[l] += _rate * _rate * noise[l];
        ArrayPool<double>.Shared.Return(noise);
        next[k + 1] = (Decay(averages) * next[k])
            + (_rate * RowKernels.Dot<double>(averages.MemoryKernel, next.AsSpan(0, k)))
            + (_rate * _rate * RowKernels.Dot<double>(_responses[k + 1], averages.NoiseKernel));
        _correlations.Add(next);
        _averages.Add(averages);
    }

    /// <summary>C(k, l) = C_perp(k, l) + m_k·m_l.</summary>
    private double WithOverlaps(int k, int l)
    {
        var sum = _correlations[k][l];
        for (var a = 0; a < _overlaps[k].Length; a++) sum = Math.FusedMultiplyAdd(_overlaps[k][a], _overlaps[l][a], sum);
        return sum;
    }

    private double Decay(StepAverages averages) => 1 - (_rate * _ridge) - (_rate * averages.Curvature);

    /// <summary>next[l] = a_k C_perp(k, l) + η Σ_{j&lt;k} M_R(k, j) C_perp(j, l): the rows j ≥ l as sums of rows, the columns j &lt; l as dot
    /// products (C is symmetric).</summary>
    private void MemoryInto(int k, StepAverages averages, double[] next)
    {
        var decay = Decay(averages);
        for (var l = 0; l <= k; l++) next[l] = decay * _correlations[k][l];
        var columns = ArrayPool<double>.Shared.Rent(k + 1);
        TriangleKernels.AddAndDotInto(_correlations, _rate, averages.MemoryKernel, next, columns);
        for (var l = 1; l <= k; l++) next[l] += _rate * columns[l];
        ArrayPool<double>.Shared.Return(columns);
    }
}

/// <summary>Sums and dot products over the rows of a two-time kernel, a triangle of which row j is about as long as j: the T³ part of a
/// march.</summary>
/// <remarks>Rows enter a sum one after the other, four to a pass over it; a dot product is that of <see cref="RowKernels"/>. So no tiling shows in
/// the bits.</remarks>
internal static class TriangleKernels
{
    private const int Tile = 4;

    /// <summary>sum[0..j) += (scale · factors[j]) · row_j[0..j) for every row j that has a factor, as far as columns [from, to) go.</summary>
    public static void AddInto(List<double[]> rows, double scale, ReadOnlySpan<double> factors, Span<double> sum, int from, int to)
    {
        var j = 0;
        for (; j + Tile <= factors.Length; j += Tile) AddTileInto(rows, j, 0, scale, factors, sum, from, to);
        for (; j < factors.Length; j++) AddRowInto(rows[j], scale * factors[j], sum, from, Math.Min(to, j));
    }

    /// <summary>dots[j] = row_j[0..j) · vector for every row j that has a place.</summary>
    public static void DotInto(List<double[]> rows, ReadOnlySpan<double> vector, Span<double> dots)
    {
        for (var j = 0; j < dots.Length; j++) dots[j] = RowKernels.Dot<double>(rows[j].AsSpan(0, j), vector[..j]);
    }

    /// <summary>
    /// sum[0..j] += (scale · vector[j]) · row_j[0..j] with the diagonal, for every row j with an entry in the vector, and dots[j] = vector ·
    /// row_j[0..j) for that and one more: the product of the vector with the symmetric matrix, in the two parts that a row of the lower triangle
    /// gives it.
    /// </summary>
    public static void AddAndDotInto(List<double[]> rows, double scale, ReadOnlySpan<double> vector, Span<double> sum, Span<double> dots)
    {
        var j = 0;
        for (; j + Tile <= vector.Length; j += Tile)
        {
            AddTileInto(rows, j, 1, scale, vector, sum, 0, sum.Length);
            for (var i = j; i < j + Tile; i++) dots[i] = RowKernels.Dot<double>(vector[..i], rows[i].AsSpan(0, i));
        }
        for (; j <= vector.Length; j++)
        {
            if (j < vector.Length) AddRowInto(rows[j], scale * vector[j], sum, 0, j + 1);
            dots[j] = RowKernels.Dot<double>(vector[..j], rows[j].AsSpan(0, j));
        }
    }

    /// <summary>Rows j to j + 3, of lengths j + more and on: the columns that all have together, then those that the later ones have
    /// beside.</summary>
    private static void AddTileInto(
        List<double[]> rows, int j, int more, double scale, ReadOnlySpan<double> factors, Span<double> sum, int from, int to)
    {
        ReadOnlySpan<double> scaled = [scale * factors[j], scale * factors[j + 1], scale * factors[j + 2], scale * factors[j + 3]];
        var common = Math.Min(to, j + more) - from;
        if (common > 0)
        {
            RowKernels.AddFourInto<double>(
                rows[j].AsSpan(from, common), rows[j + 1].AsSpan(from, common), rows[j + 2].AsSpan(from, common), rows[j + 3].AsSpan(from, common),
                scaled, sum.Slice(from, common));
        }
        for (var i = 1; i < Tile; i++) AddRowInto(rows[j + i], scaled[i], sum, Math.Max(from, j + more), Math.Min(to, j + more + i));
    }

    private static void AddRowInto(double[] row, double factor, Span<double> sum, int from, int to)
    {
        if (from < to) RowKernels.AddInto<double>(row.AsSpan(from, to - from), factor, sum[from..to]);
    }
}
