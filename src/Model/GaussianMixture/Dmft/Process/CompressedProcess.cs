using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>Sampled trajectories under full batch that remember their past as a few functions of time, and the order parameters with it.</summary>
/// <remarks>
/// Equation: the accumulated force Q_k = Σ_l G(k, l) F_l obeys Q_{k+1} = F_k + a_k Q_k + η Σ_{j&lt;k} M_R(k, j) Q_j, and g_k, what the start has
/// become, the same without F. With X_k = (√R g_k, η√(αΔ) Q) the correlation is C_perp(k, l) = ⟨X_k, X_l⟩. Gram and Schmidt take X_k into the basis
/// where more than a pivot of it is new: X_k = Σ_a L(k, a) e_a + rest, |rest|² = pivot ≤ tolerance · C_perp(k, k), and ω_k = Σ_a L(k, a) z_a. Of
/// the memory only v_a = Σ_j M_R(k, j) L(j, a) is left, which the derivatives along z_a give: <see cref="InnovationTangents"/>. Derivation and
/// bound: docs/explanation/decisions/0017-compressed-march.md. Cost of step k: S (r²/2 + 4 r) multiply-adds, whatever k. Determinism: as
/// <see cref="EffectiveProcess"/>. Mutable; a fork shares the basis.
/// </remarks>
internal sealed class CompressedProcess
{
    private const int Block = SampleLayout.BlockSize;
    private const int ExtendSums = 2;

    private readonly MixtureProblem _problem;
    private readonly SampleLayout _layout;
    private readonly PatternStep _step;
    private readonly InnovationTangents _tangents;
    private readonly double[] _accumulated;
    private readonly double[] _forces;
    private readonly double[] _curvatures;
    private double _startPart = 1;

    public CompressedProcess(MixtureProblem problem, DmftSampling sampling, RandomKey key)
    {
        _problem = problem;
        _layout = new SampleLayout(problem, sampling, key.Fork("noise"));
        _step = new PatternStep(problem, _layout);
        (Basis, _tangents) = (new InnovationBasis(problem, sampling, _layout), new InnovationTangents(problem, _layout));
        (_accumulated, _forces, _curvatures) = (new double[_layout.Padded], new double[_layout.Padded], new double[_layout.Padded]);
        Variance = problem.InitialVariance;
        using var team = new ThreadTeam(1);
        Basis.Project(_startPart, [], Variance, _accumulated, _tangents, team);
    }

    private CompressedProcess(CompressedProcess other)
    {
        (_problem, _layout, _step) = (other._problem, other._layout, other._step);
        (Basis, _tangents, _accumulated) = (other.Basis.Fork(), other._tangents.Fork(), (double[])other._accumulated.Clone());
        (_forces, _curvatures) = ((double[])other._forces.Clone(), (double[])other._curvatures.Clone());
        (_startPart, Variance) = (other._startPart, other.Variance);
    }

    /// <summary>The functions of time, and L(k, ·).</summary>
    public InnovationBasis Basis { get; }

    /// <summary>C_perp(k, k).</summary>
    public double Variance { get; private set; }

    /// <summary>|rest| / |X_k|: root mean square of what the memory of step k leaves out of the accumulated force, over √C_perp(k, k).</summary>
    public double NeglectedShare => Variance > 0 ? Math.Sqrt(Basis.Neglected / Variance) : 0;

    /// <summary>η√(αΔ) Q_k, sample by sample, times the root of its weight, after √R g_k: the inner product of two is C_perp.</summary>
    public double[] State() => [Math.Sqrt(_problem.InitialVariance) * _startPart, .. Weighted(_accumulated, Math.Sqrt(Basis.StateScale))];

    /// <summary>√(αΔ) F_k of the step just taken, times the root of the weight: the inner product of two is M_C.</summary>
    public double[] ForceState() => [.. Weighted(_forces, Math.Sqrt(_problem.SampleRatio * _problem.NoiseLevel))];

    public CompressedProcess Fork() => new(this);

    /// <summary>Averages of step k, and Σ_j M_R(k, j) L(j, a) for every a in place of the memory kernel.</summary>
    public StepAverages Step(double[] overlaps, ThreadTeam team)
    {
        var rank = Basis.Coordinates.Length;
        var width = _step.Sums + rank;
        var partials = new double[_layout.ChunkCount * width];
        team.Run(_layout.ChunkCount, chunk => StepChunk(chunk, overlaps, partials.AsSpan(chunk * width, width)));
        Chunks.Fold<double>(partials, _layout.ChunkCount);
        return _step.ToAverages(partials, _tangents.ToMemory(partials.AsSpan(_step.Sums, rank)));
    }

    /// <summary>Takes Q, g and the tangents to step k + 1, and what is new of them into the basis.</summary>
    /// <param name="averages">What <see cref="Step"/> gave.</param>
    /// <param name="team">Threads.</param>
    /// <returns>C_perp(k+1, k).</returns>
    public double Extend(StepAverages averages, ThreadTeam team)
    {
        var (rate, rank) = (_problem.LearningRate, Basis.Coordinates.Length);
        var decay = 1 - (rate * _problem.Ridge) - (rate * averages.Curvature);
        double[] memory = [.. averages.MemoryKernel.Select(v => rate * v)];
        var width = ExtendSums + rank;
        var partials = new double[_layout.ChunkCount * width];
        team.Run(_layout.ChunkCount, chunk => ExtendChunk(chunk, decay, memory, partials.AsSpan(chunk * width, width)));
        Chunks.Fold<double>(partials, _layout.ChunkCount);
        var start = (decay * _startPart) + Basis.StartOf(memory);
        var (variance, scale) = (_problem.InitialVariance, Basis.StateScale);
        var covariance = (variance * start * _startPart) + (scale * partials[1]);
        (_startPart, Variance) = (start, (variance * start * start) + (scale * partials[0]));
        Basis.Project(start, partials.AsSpan(ExtendSums, rank), Variance, _accumulated, _tangents, team);
        return covariance;
    }

    private void StepChunk(int chunk, double[] overlaps, Span<double> sums)
    {
        var lanes = Basis.RentLanes(out var rented);
        var (first, end) = _layout.BlocksOf(chunk);
        for (var block = first; block < end; block++) StepBlock(block, overlaps, sums, lanes);
        HistoryKernels.FoldAndReturn(rented, sums[_step.Sums..]);
    }

    private void StepBlock(int block, double[] overlaps, Span<double> sums, Span<double> lanes)
    {
        Span<double> omega = stackalloc double[Block], margins = stackalloc double[Block];
        Span<double> value = stackalloc double[Block], fields = stackalloc double[Block];
        var force = _forces.AsSpan(block * Block, Block);
        var curvature = _curvatures.AsSpan(block * Block, Block);
        Basis.OmegaInto(block, omega);
        _accumulated.AsSpan(block * Block, Block).CopyTo(fields);
        _step.EvaluateInto(block, overlaps, omega, fields, margins, value, force, curvature);
        _step.AddInto(block, fields, margins, value, force, curvature, sums);
        _tangents.AddCurvedInto(block, curvature, lanes);
    }

    private void ExtendChunk(int chunk, double decay, double[] memory, Span<double> sums)
    {
        Span<double> next = stackalloc double[Block], weighted = stackalloc double[Block];
        var lanes = Basis.RentLanes(out var rented);
        var (first, end) = _layout.BlocksOf(chunk);
        for (var block = first; block < end; block++)
        {
            var old = _accumulated.AsSpan(block * Block, Block);
            var force = _forces.AsSpan(block * Block, Block);
            NextInto(old, force, decay, next);
            Basis.AddInto(block, memory, next);
            HistoryKernels.WeightInto(_layout.Weights.AsSpan(block * Block, Block), next, weighted);
            Basis.DotInto(block, weighted, lanes);
            sums[0] += RowKernels.Dot<double>(weighted, next);
            sums[1] += RowKernels.Dot<double>(weighted, old);
            next.CopyTo(old);
            _tangents.ExtendBlock(block, _curvatures.AsSpan(block * Block, Block), Basis.Coordinates, decay, memory);
        }
        HistoryKernels.FoldAndReturn(rented, sums[ExtendSums..]);
    }

    /// <summary>F + a Q.</summary>
    private static void NextInto(ReadOnlySpan<double> old, ReadOnlySpan<double> force, double decay, Span<double> next)
    {
        var kept = Vector512.Create(decay);
        for (var i = 0; i < Block; i += HistoryKernels.Lanes)
            Vector512.FusedMultiplyAdd(kept, Vector512.Create(old[i..]), Vector512.Create(force[i..])).CopyTo(next[i..]);
    }

    private IEnumerable<double> Weighted(double[] samples, double scale) =>
        samples.Select((x, s) => scale * Math.Sqrt(_layout.Weights[s]) * x);
}
