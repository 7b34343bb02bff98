using System.Buffers;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>Sampled trajectories under full batch that remember their past as a few functions of time, and the order parameters with it.</summary>
/// <remarks>
/// Equation: the accumulated force Q_k = Σ_l G(k, l) F_l obeys Q_{k+1} = F_k + a_k Q_k + η Σ_{j&lt;k} M_R(k, j) Q_j, and g_k, what the start has
/// become, the same without F. With X_k = (√R g_k, η√(αΔ) Q) the correlation is C_perp(k, l) = ⟨X_k, X_l⟩. Gram and Schmidt take X_k into the basis
/// where more than a pivot of it is new: X_k = Σ_a L(k, a) e_a + rest, |rest|² = pivot ≤ tolerance · C_perp(k, k), and ω_k = Σ_a L(k, a) z_a. Of
/// the memory only v_a = Σ_j M_R(k, j) L(j, a) is left, which the derivatives along z_a give: <see cref="InnovationTangents"/>. Derivation and
/// bound: docs/decisions/0016-compressed-march.md. Cost of step k: S (r²/2 + 4 r) multiply-adds, whatever k. Determinism: as
/// <see cref="EffectiveProcess"/>. Mutable; a fork shares the basis.
/// </remarks>
internal sealed class CompressedProcess
{
    private const int Block = SampleLayout.BlockSize;
    private const int ExtendSums = 2;

    /// <summary>Above and below this share of new tangents the tolerance of what comes is lowered and raised.</summary>
    private const double MostTangents = 1e-3;
    private const double LeastTangents = 2e-4;

    /// <summary>Lowest tolerance over that of the sampling: parts that are new to 1e-12 of the square are still a thousand times
    /// rounding.</summary>
    private const double FinestTolerance = 1e-5;

    private readonly MixtureProblem _problem;
    private readonly double _loosest;
    private readonly SampleLayout _layout;
    private readonly PatternStep _step;
    private readonly ISampleHistory _innovations;
    private readonly ISampleHistory _basis;
    private readonly InnovationTangents _tangents;
    private readonly List<double> _startBasis;
    private readonly double[] _accumulated;
    private readonly double[] _forces;
    private readonly double[] _curvatures;
    private double _startPart = 1;
    private double _neglected;
    private double _tolerance;

    public CompressedProcess(MixtureProblem problem, DmftSampling sampling, RandomKey key)
    {
        (_problem, _loosest, _tolerance) = (problem, sampling.PivotTolerance, sampling.PivotTolerance * FinestTolerance);
        _layout = new SampleLayout(problem, sampling, key.Fork("noise"));
        _step = new PatternStep(problem, _layout);
        (_innovations, _basis, _startBasis) = (_layout.History(), _layout.History(), []);
        _tangents = new InnovationTangents(problem, _layout);
        (_accumulated, _forces, _curvatures) = (new double[_layout.Padded], new double[_layout.Padded], new double[_layout.Padded]);
        Variance = problem.InitialVariance;
        using var team = new ThreadTeam(1);
        Admit(team);
    }

    private CompressedProcess(CompressedProcess other)
    {
        (_problem, _loosest, _layout, _step) = (other._problem, other._loosest, other._layout, other._step);
        (_innovations, _basis, _startBasis) = (other._innovations.Fork(), other._basis.Fork(), [.. other._startBasis]);
        (_tangents, _accumulated) = (other._tangents.Fork(), (double[])other._accumulated.Clone());
        (_forces, _curvatures) = ((double[])other._forces.Clone(), (double[])other._curvatures.Clone());
        (_startPart, _neglected, _tolerance, NeglectedTangents) = (other._startPart, other._neglected, other._tolerance, other.NeglectedTangents);
        (Coordinates, Variance) = (other.Coordinates, other.Variance);
    }

    /// <summary>L(k, ·): the coordinates of X_k, one a function of the basis. Never changed in place.</summary>
    public double[] Coordinates { get; private set; } = [];

    /// <summary>C_perp(k, k).</summary>
    public double Variance { get; private set; }

    /// <summary>|rest| / |X_k|: root mean square of what the memory of step k leaves out of the accumulated force, over √C_perp(k, k).</summary>
    public double NeglectedShare => Variance > 0 ? Math.Sqrt(_neglected / Variance) : 0;

    /// <summary>The same of all derivatives along innovations, at the last step that was taken into the basis after some that were not, just
    /// before it was; 0 where every step is taken in.</summary>
    public double NeglectedTangents { get; private set; }

    /// <summary>η√(αΔ) Q_k, sample by sample, times the root of its weight, after √R g_k: the inner product of two is C_perp.</summary>
    public double[] State()
    {
        return [Math.Sqrt(_problem.InitialVariance) * _startPart, .. Weighted(_accumulated, Math.Sqrt(StateScale))];
    }

    /// <summary>√(αΔ) F_k of the step just taken, times the root of the weight: the inner product of two is M_C.</summary>
    public double[] ForceState() => [.. Weighted(_forces, Math.Sqrt(_problem.SampleRatio * _problem.NoiseLevel))];

    /// <summary>η² α Δ.</summary>
    private double StateScale => _problem.LearningRate * _problem.LearningRate * _problem.SampleRatio * _problem.NoiseLevel;

    public CompressedProcess Fork() => new(this);

    /// <summary>Averages of step k, and Σ_j M_R(k, j) L(j, a) for every a in place of the memory kernel.</summary>
    public StepAverages Step(double magnetization, ThreadTeam team)
    {
        var rank = Coordinates.Length;
        var width = PatternStep.Sums + rank;
        var partials = new double[_layout.ChunkCount * width];
        team.Run(_layout.ChunkCount, chunk => StepChunk(chunk, magnetization, partials.AsSpan(chunk * width, width)));
        Chunks.Fold<double>(partials, _layout.ChunkCount);
        return _step.ToAverages(partials, _tangents.ToMemory(partials.AsSpan(PatternStep.Sums, rank)));
    }

    /// <summary>Takes Q, g and the tangents to step k + 1, and what is new of them into the basis.</summary>
    /// <param name="averages">What <see cref="Step"/> gave.</param>
    /// <param name="team">Threads.</param>
    /// <returns>C_perp(k+1, k).</returns>
    public double Extend(StepAverages averages, ThreadTeam team)
    {
        var (rate, rank) = (_problem.LearningRate, Coordinates.Length);
        var decay = 1 - (rate * _problem.Ridge) - (rate * averages.Curvature);
        double[] memory = [.. averages.MemoryKernel.Select(v => rate * v)];
        var width = ExtendSums + rank;
        var partials = new double[_layout.ChunkCount * width];
        team.Run(_layout.ChunkCount, chunk => ExtendChunk(chunk, decay, memory, partials.AsSpan(chunk * width, width)));
        Chunks.Fold<double>(partials, _layout.ChunkCount);
        var start = decay * _startPart;
        for (var a = 0; a < rank; a++) start = Math.FusedMultiplyAdd(memory[a], _startBasis[a], start);
        var (variance, scale) = (_problem.InitialVariance, StateScale);
        var covariance = (variance * start * _startPart) + (scale * partials[1]);
        Variance = (variance * start * start) + (scale * partials[0]);
        Coordinates = [.. _startBasis.Select((part, a) => (variance * start * part) + (scale * partials[ExtendSums + a]))];
        _startPart = start;
        Admit(team);
        return covariance;
    }

    /// <summary>Takes X_k into the basis if more of it is new than the tolerance.</summary>
    private void Admit(ThreadTeam team)
    {
        var newest = Math.Max(0, Variance - RowKernels.Dot<double>(Coordinates, Coordinates));
        if (!(newest > _tolerance * Variance))
        {
            _neglected = newest;
            return;
        }
        // Twice is enough: what the first turn leaves along the basis by rounding, the second takes out.
        var rest = Rest(team);
        Coordinates = [.. Coordinates.Zip(rest.AsSpan(1).ToArray(), (l, more) => l + more)];
        var pivot = Math.Sqrt(Rest(team)[0]);
        var part = StartRest();
        var tangents = pivot * _problem.LearningRate * _problem.NoiseLevel * Math.Sqrt(TakeIn(pivot, team) / Variance);
        _startBasis.Add(part / pivot);
        Control(tangents);
        (Coordinates, _neglected) = ([.. Coordinates, pivot], 0);
    }

    /// <summary>Asks for more of the next steps where the tangents have more that is new than may be left out, and for less where they have
    /// little. Where the step before was taken in, nothing was left out.</summary>
    private void Control(double tangents)
    {
        NeglectedTangents = _neglected > 0 ? tangents : 0;
        if (NeglectedTangents > MostTangents) _tolerance = Math.Max(_tolerance / 10, _loosest * FinestTolerance);
        else if (NeglectedTangents < LeastTangents && _neglected > 0) _tolerance = Math.Min(_tolerance * 10, _loosest);
    }

    /// <summary>The square of X_k − Σ_a L(k, a) e_a, then its inner products with the basis.</summary>
    private double[] Rest(ThreadTeam team)
    {
        var width = 1 + Coordinates.Length;
        var partials = new double[_layout.ChunkCount * width];
        team.Run(_layout.ChunkCount, chunk =>
        {
            Span<double> row = stackalloc double[Block], weighted = stackalloc double[Block];
            var sums = partials.AsSpan(chunk * width, width);
            var lanes = RentLanes(out var rented);
            var (first, end) = _layout.BlocksOf(chunk);
            for (var block = first; block < end; block++)
            {
                NewPartInto(_basis, block, _accumulated.AsSpan(block * Block, Block), Coordinates, 1, row);
                WeightInto(_layout.Weights.AsSpan(block * Block, Block), row, weighted);
                _basis.DotInto(block, weighted, lanes);
                sums[0] += RowKernels.Dot<double>(weighted, row);
            }
            FoldAndReturn(rented, sums[1..]);
        });
        Chunks.Fold<double>(partials, _layout.ChunkCount);
        var part = StartRest();
        return
        [
            (_problem.InitialVariance * part * part) + (StateScale * partials[0]),
            .. _startBasis.Select((own, a) => (_problem.InitialVariance * part * own) + (StateScale * partials[1 + a])),
        ];
    }

    /// <summary>g_k − Σ_a L(k, a) γ_a.</summary>
    private double StartRest() => _startPart - Coordinates.Zip(_startBasis, (l, own) => l * own).Sum();

    /// <summary>Draws the innovation, and takes what is new of Q and of the tangents into the basis.</summary>
    /// <returns>Σ_b ⟨x(a, b)²⟩ of the new function a.</returns>
    private double TakeIn(double pivot, ThreadTeam team)
    {
        var (innovations, partials) = (new double[_layout.Padded], new double[_layout.ChunkCount]);
        _layout.Noise.FillInnovations(Coordinates.Length, innovations.AsSpan(0, _layout.Samples));
        _innovations.BeginRow();
        _basis.BeginRow();
        _tangents.BeginAdmission();
        team.Run(_layout.ChunkCount, chunk =>
        {
            Span<double> row = stackalloc double[Block];
            var (first, end) = _layout.BlocksOf(chunk);
            for (var block = first; block < end; block++)
            {
                _innovations.Keep(block, innovations.AsSpan(block * Block, Block));
                NewPartInto(_basis, block, _accumulated.AsSpan(block * Block, Block), Coordinates, pivot, row);
                _basis.Keep(block, row);
                partials[chunk] += _tangents.AdmitBlock(block, Coordinates, pivot);
            }
        });
        Chunks.Fold<double>(partials, partials.Length);
        _innovations.CloseRow();
        _basis.CloseRow();
        _tangents.EndAdmission();
        return partials[0];
    }

    /// <summary>(value − Σ_a coordinates[a] · row_a) / pivot.</summary>
    internal static void NewPartInto(
        ISampleHistory basis, int block, ReadOnlySpan<double> value, ReadOnlySpan<double> coordinates, double pivot, Span<double> row)
    {
        basis.CombineInto(block, coordinates, row);
        for (var i = 0; i < Block; i++) row[i] = (value[i] - row[i]) / pivot;
    }

    private void StepChunk(int chunk, double magnetization, Span<double> sums)
    {
        var lanes = RentLanes(out var rented);
        var (first, end) = _layout.BlocksOf(chunk);
        for (var block = first; block < end; block++) StepBlock(block, magnetization, sums, lanes);
        FoldAndReturn(rented, sums[PatternStep.Sums..]);
    }

    private void StepBlock(int block, double magnetization, Span<double> sums, Span<double> lanes)
    {
        Span<double> omega = stackalloc double[Block], margins = stackalloc double[Block];
        Span<double> value = stackalloc double[Block], fields = stackalloc double[Block];
        var force = _forces.AsSpan(block * Block, Block);
        var curvature = _curvatures.AsSpan(block * Block, Block);
        omega.Clear();
        _innovations.AddNearInto(block, Coordinates, omega);
        _accumulated.AsSpan(block * Block, Block).CopyTo(fields);
        _step.EvaluateInto(block, magnetization, omega, fields, margins, value, force, curvature);
        _step.AddInto(block, fields, margins, value, force, curvature, sums);
        _tangents.AddCurvedInto(block, curvature, lanes);
    }

    private void ExtendChunk(int chunk, double decay, double[] memory, Span<double> sums)
    {
        Span<double> next = stackalloc double[Block], weighted = stackalloc double[Block];
        var lanes = RentLanes(out var rented);
        var (first, end) = _layout.BlocksOf(chunk);
        for (var block = first; block < end; block++)
        {
            var old = _accumulated.AsSpan(block * Block, Block);
            var force = _forces.AsSpan(block * Block, Block);
            NextInto(old, force, decay, next);
            _basis.AddNearInto(block, memory, next);
            WeightInto(_layout.Weights.AsSpan(block * Block, Block), next, weighted);
            _basis.DotInto(block, weighted, lanes);
            sums[0] += RowKernels.Dot<double>(weighted, next);
            sums[1] += RowKernels.Dot<double>(weighted, old);
            next.CopyTo(old);
            _tangents.ExtendBlock(block, _curvatures.AsSpan(block * Block, Block), Coordinates, decay, memory);
        }
        FoldAndReturn(rented, sums[ExtendSums..]);
    }

    /// <summary>F + a Q.</summary>
    private static void NextInto(ReadOnlySpan<double> old, ReadOnlySpan<double> force, double decay, Span<double> next)
    {
        var kept = Vector512.Create(decay);
        for (var i = 0; i < Block; i += HistoryKernels.Lanes)
            Vector512.FusedMultiplyAdd(kept, Vector512.Create(old[i..]), Vector512.Create(force[i..])).CopyTo(next[i..]);
    }

    private static void WeightInto(ReadOnlySpan<double> weights, ReadOnlySpan<double> values, Span<double> weighted)
    {
        for (var i = 0; i < Block; i += HistoryKernels.Lanes)
            (Vector512.Create(weights[i..]) * Vector512.Create(values[i..])).CopyTo(weighted[i..]);
    }

    /// <summary>Eight zeros a function of the basis.</summary>
    private Span<double> RentLanes(out double[] rented)
    {
        var length = Coordinates.Length * HistoryKernels.Lanes;
        rented = ArrayPool<double>.Shared.Rent(length);
        rented.AsSpan(0, length).Clear();
        return rented.AsSpan(0, length);
    }

    private static void FoldAndReturn(double[] lanes, Span<double> sums)
    {
        for (var a = 0; a < sums.Length; a++) sums[a] = Lanes.Sum(Vector512.Create<double>(lanes.AsSpan(a * HistoryKernels.Lanes)));
        ArrayPool<double>.Shared.Return(lanes);
    }

    private IEnumerable<double> Weighted(double[] samples, double scale) =>
        samples.Select((x, s) => scale * Math.Sqrt(_layout.Weights[s]) * x);
}
