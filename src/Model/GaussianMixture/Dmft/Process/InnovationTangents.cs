using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>What a trajectory's accumulated force owes to each innovation, and so the memory kernel, as a few functions of time see it.</summary>
/// <remarks>
/// Equation: with y(k, b) = ∂h_k/∂z_b = L(k, b) − ηΔ R(k, b), R(k, b) = Σ_l G(k, l) D_l y(l, b) obeys R(k+1, b) = D_k y(k, b) + a_k R(k, b) + η Σ_j
/// M_R(k, j) R(j, b), and Σ_j M_R(k, j) L(j, b) = α η Δ² ⟨D_k R(k, b)⟩. Nothing is drawn. R(·, b) is kept along the basis of the process:
/// R(j, b) = Σ_{a&gt;b} L(j, a) x(a, b), for R(j, b) is zero until z_b is there.
/// </remarks>
internal sealed class InnovationTangents
{
    private const int Block = SampleLayout.BlockSize;

    private readonly MixtureProblem _problem;
    private readonly SampleLayout _layout;
    private readonly List<Column> _columns;

    public InnovationTangents(MixtureProblem problem, SampleLayout layout)
        : this(problem, layout, [])
    {
    }

    private InnovationTangents(MixtureProblem problem, SampleLayout layout, List<Column> columns) =>
        (_problem, _layout, _columns) = (problem, layout, columns);

    /// <param name="Value">R(k, b) of every sample.</param>
    /// <param name="Basis">x(a, b) for a = b + 1 and on.</param>
    private sealed record Column(double[] Value, SampleHistory<double> Basis);

    public InnovationTangents Fork() =>
        new(_problem, _layout, [.. _columns.Select(c => new Column((double[])c.Value.Clone(), (SampleHistory<double>)c.Basis.Fork()))]);

    /// <summary>lanes[b] += the block's part of ⟨D_k R(k, b)⟩, folded to 8 lanes.</summary>
    public void AddCurvedInto(int block, ReadOnlySpan<double> curvature, Span<double> lanes)
    {
        Span<double> weighted = stackalloc double[Block];
        HistoryKernels.WeightInto(_layout.Weights.AsSpan(block * Block, Block), curvature, weighted);
        for (var b = 0; b < _columns.Count; b++)
        {
            HistoryKernels.DotRowInto<double>(
                _columns[b].Value.AsSpan(block * Block, Block), weighted, lanes.Slice(b * HistoryKernels.Lanes, HistoryKernels.Lanes));
        }
    }

    /// <summary>Σ_j M_R(k, j) L(j, b) from ⟨D_k R(k, b)⟩.</summary>
    public double[] ToMemory(ReadOnlySpan<double> curved)
    {
        var memory = new double[curved.Length];
        var scale = _problem.SampleRatio * _problem.LearningRate * _problem.NoiseLevel * _problem.NoiseLevel;
        for (var b = 0; b < memory.Length; b++) memory[b] = scale * curved[b];
        return memory;
    }

    /// <summary>R(k + 1, ·) of a block in place of R(k, ·).</summary>
    /// <param name="block">Which samples.</param>
    /// <param name="curvature">D_k.</param>
    /// <param name="coordinates">L(k, ·).</param>
    /// <param name="decay">a_k.</param>
    /// <param name="memory">η Σ_j M_R(k, j) L(j, ·).</param>
    public void ExtendBlock(int block, ReadOnlySpan<double> curvature, ReadOnlySpan<double> coordinates, double decay, ReadOnlySpan<double> memory)
    {
        const int Page = HistoryKernels.RowsPerPage;
        for (var b = 0; b < coordinates.Length; b++)
        {
            var basis = _columns[b].Basis;
            var value = _columns[b].Value.AsSpan(block * Block, Block);
            var factors = memory[(b + 1)..];
            var near = factors[..Math.Min(Page, factors.Length)];
            ExtendInto(near.IsEmpty ? [] : basis.PageFrom(0, block), near, curvature, coordinates[b], decay, value);
            for (var first = Page; first < factors.Length; first += Page)
                HistoryKernels.AddNearRowsInto(basis.PageFrom(first, block), factors.Slice(first, Math.Min(Page, factors.Length - first)), value);
        }
    }

    /// <summary>Makes room for another function of the basis, and for the innovation that comes with it.</summary>
    public void BeginAdmission()
    {
        foreach (var column in _columns) column.Basis.BeginRow();
    }

    /// <summary>Takes what is new of R(k, ·) of a block into the basis.</summary>
    /// <param name="block">Which samples.</param>
    /// <param name="coordinates">L(k, ·) along the functions that are there.</param>
    /// <param name="pivot">L(k, a) along the new one.</param>
    /// <returns>The block's part of Σ_b ⟨x(a, b)²⟩.</returns>
    public double AdmitBlock(int block, ReadOnlySpan<double> coordinates, double pivot)
    {
        Span<double> row = stackalloc double[Block];
        var sum = 0.0;
        for (var b = 0; b < _columns.Count; b++)
        {
            var column = _columns[b];
            InnovationBasis.NewPartInto(column.Basis, block, column.Value.AsSpan(block * Block, Block), coordinates[(b + 1)..], pivot, row);
            column.Basis.Keep(block, row);
            for (var i = 0; i < Block; i++) sum += _layout.Weights[(block * Block) + i] * row[i] * row[i];
        }
        return sum;
    }

    public void EndAdmission()
    {
        foreach (var column in _columns) column.Basis.CloseRow();
        _columns.Add(new(new double[_layout.Padded], new SampleHistory<double>(_layout.Blocks)));
    }

    /// <summary>value = D (direct − ηΔ value) + decay value + Σ_l factors[l] · row_l: as <see cref="HistoryKernels.AddNearRowsInto"/>, but for what
    /// the sums begin with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ExtendInto(
        ReadOnlySpan<double> rows, ReadOnlySpan<double> factors, ReadOnlySpan<double> curvature, double direct, double decay, Span<double> value)
    {
        const int Lanes = HistoryKernels.Lanes;
        var (own, feedback) = (Vector512.Create(direct), Vector512.Create(-_problem.LearningRate * _problem.NoiseLevel));
        var kept = Vector512.Create(decay);
        for (var half = 0; half < Block; half += Block / 2)
        {
            var s0 = Begin(curvature, value, half);
            var s1 = Begin(curvature, value, half + Lanes);
            var s2 = Begin(curvature, value, half + (2 * Lanes));
            var s3 = Begin(curvature, value, half + (3 * Lanes));
            for (var l = 0; l < factors.Length; l++)
            {
                ref var row = ref MemoryMarshal.GetReference(rows.Slice((l * Block) + half, Block / 2));
                var factor = Vector512.Create(factors[l]);
                s0 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref row), s0);
                s1 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref row, Lanes), s1);
                s2 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref row, 2 * Lanes), s2);
                s3 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref row, 3 * Lanes), s3);
            }
            s0.CopyTo(value[half..]);
            s1.CopyTo(value[(half + Lanes)..]);
            s2.CopyTo(value[(half + (2 * Lanes))..]);
            s3.CopyTo(value[(half + (3 * Lanes))..]);
        }

        Vector512<double> Begin(ReadOnlySpan<double> d, ReadOnlySpan<double> old, int at)
        {
            var r = Vector512.Create(old[at..]);
            return Vector512.FusedMultiplyAdd(Vector512.Create(d[at..]), Vector512.FusedMultiplyAdd(feedback, r, own), kept * r);
        }
    }
}
