using System.Runtime.Intrinsics;

namespace Pipelines.Model.GaussianMixture.Dmft;

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
    private sealed record Column(double[] Value, ISampleHistory Basis);

    public InnovationTangents Fork() =>
        new(_problem, _layout, [.. _columns.Select(c => new Column((double[])c.Value.Clone(), c.Basis.Fork()))]);

    /// <summary>lanes[b] += the block's part of ⟨D_k R(k, b)⟩, folded to 8 lanes.</summary>
    public void AddCurvedInto(int block, ReadOnlySpan<double> curvature, Span<double> lanes)
    {
        Span<double> weighted = stackalloc double[Block];
        var weights = _layout.Weights.AsSpan(block * Block, Block);
        for (var i = 0; i < Block; i += HistoryKernels.Lanes)
            (Vector512.Create<double>(weights[i..]) * Vector512.Create(curvature[i..])).CopyTo(weighted[i..]);
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
        var feedback = Vector512.Create(-_problem.LearningRate * _problem.NoiseLevel);
        for (var b = 0; b < coordinates.Length; b++)
        {
            var value = _columns[b].Value.AsSpan(block * Block, Block);
            var (direct, kept) = (Vector512.Create(coordinates[b]), Vector512.Create(decay));
            for (var i = 0; i < Block; i += HistoryKernels.Lanes)
            {
                var r = Vector512.Create<double>(value[i..]);
                var tangent = Vector512.FusedMultiplyAdd(feedback, r, direct);
                Vector512.FusedMultiplyAdd(Vector512.Create(curvature[i..]), tangent, kept * r).CopyTo(value[i..]);
            }
            _columns[b].Basis.AddNearInto(block, memory[(b + 1)..], value);
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
        _columns.Add(new(new double[_layout.Padded], _layout.History()));
    }
}
