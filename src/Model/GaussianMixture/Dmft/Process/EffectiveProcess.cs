using System.Buffers;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>Sampled trajectories of the effective single-pattern process, advanced one step at a time by rows of the order parameters.</summary>
/// <remarks>
/// Equation: h_k = ω_k − η √Δ Σ_{l&lt;k} G(k, l) F_l with ω ~ N(0, C_perp), r_k = m_k·x0 + √Δ h_k (Mignacco et al. 2020, eq. 15 solved for h).
/// Cost of step k: S (3k + rank) multiply-adds, for which the histories of F and of the probes are read once, block by block, at the end of step k −
/// 1. Determinism: partial sums per chunk of 256 samples, folded in a fixed tree. Mutable; a fork shares all finished history.
/// </remarks>
internal sealed class EffectiveProcess : IAveragedProcess
{
    private const int Block = SampleLayout.BlockSize;

    private readonly MixtureProblem _problem;
    private readonly SampleLayout _layout;
    private readonly PatternStep _step;
    private readonly CholeskyFactor _factor;
    private readonly ISampleHistory _innovations;
    private readonly ISampleHistory _forces;
    private readonly ITangents _tangents;
    private readonly MaskComb _masks;
    private readonly double[] _fields;

    /// <summary>The innovations that the next active column will need, drawn or to be drawn.</summary>
    private readonly double[] _innovation;
    private bool _isDrawn;

    public EffectiveProcess(MixtureProblem problem, DmftSampling sampling, RandomKey key)
    {
        _problem = problem;
        _layout = new SampleLayout(problem, sampling, key.Fork("noise"));
        _step = new PatternStep(problem, _layout);
        _factor = new CholeskyFactor(sampling.PivotTolerance);
        (_innovations, _forces) = (_layout.History(), _layout.MaskedHistory());
        _tangents = sampling.Tangents.Match<ITangents>(
            probes: r => new ProbeTangents(_layout, r.Size, _step.Feedback, Math.Sqrt(problem.NoiseLevel), key.Fork("probes")),
            exact: _ => new ExactTangents(_layout, _step.Feedback, Math.Sqrt(problem.NoiseLevel)));
        _masks = new MaskComb(MaskChain.Of(problem), _layout, key.Fork("masks"));
        (_fields, _innovation) = (new double[_layout.Padded], new double[_layout.Padded]);
    }

    private EffectiveProcess(EffectiveProcess other)
    {
        (_problem, _layout, _step) = (other._problem, other._layout, other._step);
        (_factor, _innovations, _forces) = (other._factor.Fork(), other._innovations.Fork(), other._forces.Fork());
        (_tangents, _masks) = (other._tangents.Fork(), other._masks.Fork());
        (_fields, _innovation) = ((double[])other._fields.Clone(), new double[_layout.Padded]);
    }

    /// <summary>Active columns of the correlation so far.</summary>
    public int Rank => _factor.Rank;

    public SampleLayout Layout => _layout;

    public IAveragedProcess Fork() => new EffectiveProcess(this);

    /// <summary>F of one finished step, sample by sample.</summary>
    public double[] Forces(int step)
    {
        var forces = new double[_layout.Padded];
        for (var block = 0; block < _layout.Blocks; block++) _forces.Read(step, block, forces.AsSpan(block * Block, Block));
        return forces;
    }

    public StepAverages Step(double[] overlaps, double[] correlation, ThreadTeam team)
    {
        var rank = _factor.Rank;
        var factors = _factor.Append(correlation).ToArray();
        var isNew = _factor.Rank > rank;
        if (isNew)
        {
            DrawInnovation(rank);
            _innovations.BeginRow();
        }
        var width = _step.Sums;
        var partials = new double[_layout.ChunkCount * width];
        _forces.BeginRow();
        _tangents.BeginStep();
        team.Run(_layout.ChunkCount, chunk =>
        {
            var sums = partials.AsSpan(chunk * width, width);
            var (first, end) = _layout.BlocksOf(chunk);
            for (var block = first; block < end; block++)
            {
                if (isNew) _innovations.Keep(block, _innovation.AsSpan(block * Block, Block));
                StepBlock(block, overlaps, factors, sums);
            }
        });
        Chunks.Fold<double>(partials, _layout.ChunkCount);
        if (isNew) _innovations.CloseRow();
        _isDrawn &= !isNew;
        _forces.CloseRow();
        var memory = _tangents.EndStep();
        _masks.Observe(_fields);
        return ToAverages(partials, memory);
    }

    public double[] Recall(double[] response, ThreadTeam team)
    {
        var width = response.Length;
        var partials = ArrayPool<double>.Shared.Rent(_layout.ChunkCount * width);
        _tangents.BeginRecall();
        // What the next step draws depends on nothing that the recall makes, so one thread draws it meanwhile.
        var draws = new Action[] { _masks.Advance, () => DrawInnovation(_factor.Rank) };
        team.Run(draws.Length + _layout.ChunkCount, index =>
        {
            var chunk = index - draws.Length;
            if (chunk < 0) draws[index]();
            else RecallChunk(chunk, response, partials.AsSpan(chunk * width, width));
        });
        Chunks.Fold(partials.AsSpan(0, _layout.ChunkCount * width), _layout.ChunkCount);
        var noise = new double[width];
        for (var l = 0; l < width; l++) noise[l] = partials[l] * (_problem.SampleRatio * _problem.NoiseLevel);
        ArrayPool<double>.Shared.Return(partials);
        return noise;
    }

    private void DrawInnovation(int column)
    {
        if (!_isDrawn) _layout.Noise.FillInnovations(column, _innovation.AsSpan(0, _layout.Samples));
        _isDrawn = true;
    }

    private void StepBlock(int block, double[] overlaps, double[] factors, Span<double> sums)
    {
        Span<double> omega = stackalloc double[Block], margins = stackalloc double[Block];
        Span<double> value = stackalloc double[Block], force = stackalloc double[Block], curvature = stackalloc double[Block];
        var samples = block * Block;
        // Σ G F of the past before, r after.
        var preActivations = _fields.AsSpan(samples, Block);
        _innovations.CombineInto(block, factors, omega);
        _step.EvaluateInto(block, overlaps, omega, preActivations, margins, value, force, curvature);
        var masks = _masks.Current.Slice(samples, Block);
        HistoryKernels.WeightInto(masks, force, force);
        HistoryKernels.WeightInto(masks, curvature, curvature);
        _forces.Keep(block, force);
        _tangents.StepBlock(block, curvature);
        _step.AddInto(block, preActivations, margins, value, force, curvature, sums);
    }

    /// <summary>Σ_l G(k+1, l) F_l of the samples of a chunk, and their part of ⟨F_k F_l⟩, from one reading of their forces.</summary>
    private void RecallChunk(int chunk, double[] response, Span<double> products)
    {
        var lanes = HistoryKernels.RentLanes(response.Length, out var rented);
        Span<double> weighted = stackalloc double[Block];
        var (first, end) = _layout.BlocksOf(chunk);
        for (var block = first; block < end; block++)
        {
            var samples = block * Block;
            _forces.Read(response.Length - 1, block, weighted);
            HistoryKernels.WeightInto(_layout.Weights.AsSpan(samples, Block), weighted, weighted);
            _forces.CombineAndDotInto(block, response, weighted, _fields.AsSpan(samples, Block), lanes);
            _tangents.RecallBlock(block, response);
        }
        HistoryKernels.FoldAndReturn(rented, products);
    }

    private StepAverages ToAverages(ReadOnlySpan<double> sums, double[] memory)
    {
        var (alpha, delta) = (_problem.SampleRatio, _problem.NoiseLevel);
        for (var l = 0; l < memory.Length; l++) memory[l] *= -alpha * delta * Math.Sqrt(delta);
        return _step.ToAverages(sums, memory);
    }
}
