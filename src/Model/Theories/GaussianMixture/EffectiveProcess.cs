using System.Buffers;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>Sampled trajectories of the effective single-pattern process, advanced one step at a time by rows of the order parameters.</summary>
/// <remarks>
/// Equation: h_k = ω_k − η √Δ Σ_{l&lt;k} G(k, l) F_l with ω ~ N(0, C_perp), r_k = m_k x0 + √Δ h_k (Mignacco et al. 2020, eq. 15 solved for h).
/// Cost of step k: S (2k + rank) multiply-adds and as much again for the probes, streamed block by block. Determinism: partial sums per chunk of 256
/// samples, folded in a fixed tree. Mutable; a fork shares all finished history.
/// </remarks>
internal sealed class EffectiveProcess : IAveragedProcess
{
    private const int Block = SampleLayout.BlockSize;
    private const int ScalarSums = 5;

    private readonly MixtureProblem _problem;
    private readonly PatternLoss _loss;
    private readonly SampleLayout _layout;
    private readonly CholeskyFactor _factor;
    private readonly SampleHistory _innovations;
    private readonly SampleHistory _forces;
    private readonly ITangents _tangents;
    private readonly MaskComb _masks;
    private readonly double[] _preActivations;

    public EffectiveProcess(MixtureProblem problem, MeanFieldSampling sampling, RandomKey key)
    {
        (_problem, _loss) = (problem, PatternLoss.Of(problem));
        _layout = new SampleLayout(problem, sampling, key.Fork("noise"));
        _factor = new CholeskyFactor(sampling.PivotTolerance);
        (_innovations, _forces) = (new SampleHistory(_layout.Blocks), new SampleHistory(_layout.Blocks));
        _tangents = sampling.Tangents.Match<ITangents>(
            probes: r => new ProbeTangents(_layout, r.Size, Feedback, Math.Sqrt(problem.NoiseLevel), key.Fork("probes")),
            exact: _ => new ExactTangents(_layout, Feedback, Math.Sqrt(problem.NoiseLevel)));
        _masks = new MaskComb(MaskChain.Of(problem), _layout, key.Fork("masks"));
        _preActivations = new double[_layout.Padded];
    }

    private EffectiveProcess(EffectiveProcess other)
    {
        (_problem, _loss, _layout) = (other._problem, other._loss, other._layout);
        (_factor, _innovations, _forces) = (other._factor.Fork(), other._innovations.Fork(), other._forces.Fork());
        (_tangents, _masks, _preActivations) = (other._tangents.Fork(), other._masks.Fork(), (double[])other._preActivations.Clone());
    }

    /// <summary>Active columns of the correlation so far.</summary>
    public int Rank => _factor.Rank;

    public SampleLayout Layout => _layout;

    private double Feedback => _problem.LearningRate * Math.Sqrt(_problem.NoiseLevel);

    public IAveragedProcess Fork() => new EffectiveProcess(this);

    /// <summary>F of one finished step, sample by sample.</summary>
    public double[] Forces(int step)
    {
        var forces = new double[_layout.Padded];
        for (var block = 0; block < _layout.Blocks; block++) _forces.Row(step, block).CopyTo(forces.AsSpan(block * Block));
        return forces;
    }

    /// <summary>Takes all trajectories through step k, the next in order.</summary>
    /// <param name="magnetization">m_k.</param>
    /// <param name="response">G(k, 0..k−1).</param>
    /// <param name="correlation">C_perp(k, 0..k).</param>
    /// <param name="threads">Thread budget.</param>
    public StepAverages Step(double magnetization, double[] response, double[] correlation, int threads)
    {
        var factors = AppendCorrelation(correlation);
        var width = response.Length + 1 + ScalarSums;
        var partials = new double[_layout.ChunkCount * width];
        _forces.BeginRow();
        _tangents.BeginStep();
        Chunks.Run(_layout.ChunkCount, threads, chunk =>
            RunChunk(chunk, magnetization, response, factors, partials.AsSpan(chunk * width, width)));
        Chunks.Fold<double>(partials, _layout.ChunkCount);
        _forces.CloseRow();
        var memory = _tangents.EndStep();
        _masks.Advance(_preActivations);
        return ToAverages(partials.AsSpan(0, width), memory);
    }

    private double[] AppendCorrelation(double[] correlation)
    {
        var rank = _factor.Rank;
        var factors = _factor.Append(correlation).ToArray();
        if (_factor.Rank == rank) return factors;
        var row = new double[_layout.Padded];
        _layout.Noise.FillInnovations(rank, row.AsSpan(0, _layout.Samples));
        _innovations.BeginRow();
        for (var block = 0; block < _layout.Blocks; block++) row.AsSpan(block * Block, Block).CopyTo(_innovations.OpenRow(block));
        _innovations.CloseRow();
        return factors;
    }

    private void RunChunk(int chunk, double magnetization, double[] response, double[] factors, Span<double> sums)
    {
        var rented = ArrayPool<double>.Shared.Rent((response.Length + 1) * HistoryKernels.Lanes);
        var lanes = rented.AsSpan(0, (response.Length + 1) * HistoryKernels.Lanes);
        lanes.Clear();
        var last = Math.Min(_layout.Blocks, (chunk + 1) * SampleLayout.BlocksPerChunk);
        for (var block = chunk * SampleLayout.BlocksPerChunk; block < last; block++)
            RunBlock(block, magnetization, response, factors, lanes, sums[..ScalarSums]);
        for (var l = 0; l <= response.Length; l++) sums[ScalarSums + l] = HistoryKernels.Fold(lanes.Slice(l * HistoryKernels.Lanes, HistoryKernels.Lanes));
        ArrayPool<double>.Shared.Return(rented);
    }

    private void RunBlock(int block, double magnetization, double[] response, double[] factors, Span<double> lanes, Span<double> sums)
    {
        Span<double> omega = stackalloc double[Block], memory = stackalloc double[Block];
        Span<double> value = stackalloc double[Block], curvature = stackalloc double[Block];
        var samples = block * Block;
        var preActivations = _preActivations.AsSpan(samples, Block);
        HistoryKernels.CombineInto(_innovations, block, factors, omega);
        HistoryKernels.CombineInto(_forces, block, response, memory);
        var scale = Math.Sqrt(_problem.NoiseLevel);
        for (var i = 0; i < Block; i++)
        {
            var field = Math.FusedMultiplyAdd(-Feedback, memory[i], omega[i]);
            preActivations[i] = Math.FusedMultiplyAdd(magnetization, _layout.Signals[samples + i], scale * field);
        }
        var force = _forces.OpenRow(block);
        _loss.EvaluateInto(_layout.Labels.AsSpan(samples, Block), preActivations, value, force, curvature);
        ApplyMasks(_masks.Current.Slice(samples, Block), force, curvature);
        _tangents.StepBlock(block, response, curvature);
        AddAverages(samples, preActivations, value, force, curvature, sums);

        var weighted = memory;
        for (var i = 0; i < Block; i++) weighted[i] = _layout.Weights[samples + i] * force[i];
        HistoryKernels.DotInto(_forces, block, weighted, lanes);
        AddLanes(weighted, force, lanes[^HistoryKernels.Lanes..]);
    }

    private static void ApplyMasks(ReadOnlySpan<double> masks, Span<double> force, Span<double> curvature)
    {
        for (var i = 0; i < masks.Length; i++)
        {
            force[i] *= masks[i];
            curvature[i] *= masks[i];
        }
    }

    private void AddAverages(
        int first, ReadOnlySpan<double> r, ReadOnlySpan<double> value, ReadOnlySpan<double> force, ReadOnlySpan<double> curvature, Span<double> sums)
    {
        Span<double> lanes = stackalloc double[ScalarSums * HistoryKernels.Lanes];
        lanes.Clear();
        for (var i = 0; i < Block; i++)
        {
            var (weight, lane) = (_layout.Weights[first + i], i % HistoryKernels.Lanes);
            lanes[lane] += weight * (force[i] * _layout.Signals[first + i]);
            lanes[HistoryKernels.Lanes + lane] += weight * curvature[i];
            lanes[(2 * HistoryKernels.Lanes) + lane] += weight * value[i];
            lanes[(3 * HistoryKernels.Lanes) + lane] += _loss.IsCorrect(_layout.Labels[first + i], r[i]) ? weight : 0;
            lanes[(4 * HistoryKernels.Lanes) + lane] += weight * (force[i] * r[i]);
        }
        for (var i = 0; i < ScalarSums; i++) sums[i] += HistoryKernels.Fold(lanes.Slice(i * HistoryKernels.Lanes, HistoryKernels.Lanes));
    }

    private static void AddLanes(ReadOnlySpan<double> weighted, ReadOnlySpan<double> force, Span<double> lanes)
    {
        for (var i = 0; i < Block; i++)
            lanes[i % HistoryKernels.Lanes] = Math.FusedMultiplyAdd(weighted[i], force[i], lanes[i % HistoryKernels.Lanes]);
    }

    private StepAverages ToAverages(ReadOnlySpan<double> sums, double[] memory)
    {
        var (alpha, delta) = (_problem.SampleRatio, _problem.NoiseLevel);
        var noise = sums[ScalarSums..].ToArray();
        for (var l = 0; l < noise.Length; l++) noise[l] *= alpha * delta;
        for (var l = 0; l < memory.Length; l++) memory[l] *= -alpha * delta * Math.Sqrt(delta);
        return new(alpha * sums[0], alpha * delta * sums[1], noise, memory, alpha * sums[2], sums[3], alpha * sums[4]);
    }
}
