using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>Orthonormal functions of time along which a compressed march describes its past, each with the innovation that it brings.</summary>
/// <remarks>Equation: X_k = Σ_a L(k, a) e_a + rest with X_k = (√R g_k, η√(αΔ) Q_k); e_a is kept as its share γ_a of g and q_a of Q. ω_k = Σ_a L(k, a)
/// z_a. Mutable; a fork shares the functions.</remarks>
internal sealed class InnovationBasis
{
    private const int Block = SampleLayout.BlockSize;

    /// <summary>Above and below this share of new tangents the tolerance of what comes is lowered and raised.</summary>
    private const double MostTangents = 1e-3;
    private const double LeastTangents = 2e-4;

    /// <summary>Lowest tolerance over that of the sampling: of a part that is new to 1e-12 of the square, rounding is a ten-thousandth at
    /// most.</summary>
    private const double FinestTolerance = 1e-5;

    private readonly MixtureProblem _problem;
    private readonly SampleLayout _layout;
    private readonly double _loosest;
    private readonly INearHistory _innovations;
    private readonly INearHistory _functions;
    private readonly List<double> _starts;
    private double _tolerance;

    public InnovationBasis(MixtureProblem problem, DmftSampling sampling, SampleLayout layout)
    {
        (_problem, _layout, _loosest, _tolerance) = (problem, layout, sampling.PivotTolerance, sampling.PivotTolerance * FinestTolerance);
        (_innovations, _functions, _starts) = (layout.History(), layout.History(), []);
    }

    private InnovationBasis(InnovationBasis other)
    {
        (_problem, _layout, _loosest, _tolerance) = (other._problem, other._layout, other._loosest, other._tolerance);
        (_innovations, _functions, _starts) = (other._innovations.Fork(), other._functions.Fork(), [.. other._starts]);
        (Coordinates, Neglected, NeglectedTangents) = (other.Coordinates, other.Neglected, other.NeglectedTangents);
    }

    /// <summary>L(k, ·), one a function. Never changed in place.</summary>
    public double[] Coordinates { get; private set; } = [];

    /// <summary>|rest|² of X_k, a part of C_perp(k, k).</summary>
    public double Neglected { get; private set; }

    /// <summary>ηΔ times the root mean square of what was new of all tangents together at the last step that was taken in, just before it was, over
    /// √C_perp; 0 where the step before it was taken in, too.</summary>
    public double NeglectedTangents { get; private set; }

    /// <summary>η² α Δ: ⟨X_k, X_l⟩ = R g_k g_l + η²αΔ ⟨Q_k Q_l⟩.</summary>
    public double StateScale => _problem.LearningRate * _problem.LearningRate * _problem.SampleRatio * _problem.NoiseLevel;

    public InnovationBasis Fork() => new(this);

    /// <summary>ω_k of a block.</summary>
    public void OmegaInto(int block, Span<double> omega)
    {
        omega.Clear();
        _innovations.AddNearInto(block, Coordinates, omega);
    }

    /// <summary>sum += Σ_a factors[a] · q_a of a block.</summary>
    public void AddInto(int block, ReadOnlySpan<double> factors, Span<double> sum) => _functions.AddNearInto(block, factors, sum);

    /// <summary>lanes[a] += q_a ∘ weighted of a block.</summary>
    public void DotInto(int block, ReadOnlySpan<double> weighted, Span<double> lanes) => _functions.DotInto(block, weighted, lanes);

    /// <summary>Σ_a factors[a] · γ_a.</summary>
    public double StartOf(ReadOnlySpan<double> factors)
    {
        var sum = 0.0;
        for (var a = 0; a < factors.Length; a++) sum = Math.FusedMultiplyAdd(factors[a], _starts[a], sum);
        return sum;
    }

    /// <summary>Finds the coordinates of X_k, and takes it into the basis if more of it is new than the tolerance.</summary>
    /// <param name="start">g_k.</param>
    /// <param name="products">⟨Q_k q_a⟩ for every a.</param>
    /// <param name="variance">C_perp(k, k).</param>
    /// <param name="accumulated">Q_k.</param>
    /// <param name="tangents">What is new of them goes the same way.</param>
    /// <param name="team">Threads.</param>
    public void Project(
        double start, ReadOnlySpan<double> products, double variance, double[] accumulated, InnovationTangents tangents, ThreadTeam team)
    {
        Coordinates = InnerProducts(start, products);
        var newest = Math.Max(0, variance - RowKernels.Dot<double>(Coordinates, Coordinates));
        if (!(newest > _tolerance * variance))
        {
            Neglected = newest;
            return;
        }
        // Twice is enough: what the first turn leaves along the basis by rounding, the second takes out. The length is that of the new part itself.
        var (_, more) = RestOf(start, accumulated, team);
        Coordinates = [.. Coordinates.Zip(more, (l, correction) => l + correction)];
        var pivot = Math.Sqrt(RestOf(start, accumulated, team).Square);
        var part = start - StartOf(Coordinates);
        Control(pivot * _problem.LearningRate * _problem.NoiseLevel * Math.Sqrt(TakeIn(pivot, accumulated, tangents, team) / variance));
        _starts.Add(part / pivot);
        (Coordinates, Neglected) = ([.. Coordinates, pivot], 0);
    }

    /// <summary>(value − Σ_a coordinates[a] · row_a) / pivot.</summary>
    public static void NewPartInto(
        INearHistory rows, int block, ReadOnlySpan<double> value, ReadOnlySpan<double> coordinates, double pivot, Span<double> row)
    {
        row.Clear();
        rows.AddNearInto(block, coordinates, row);
        for (var i = 0; i < Block; i++) row[i] = (value[i] - row[i]) / pivot;
    }

    /// <summary>Eight zeros a function.</summary>
    public Span<double> RentLanes(out double[] rented) => HistoryKernels.RentLanes(Coordinates.Length, out rented);

    private double[] InnerProducts(double start, ReadOnlySpan<double> products)
    {
        var result = new double[_starts.Count];
        for (var a = 0; a < result.Length; a++) result[a] = (_problem.InitialVariance * start * _starts[a]) + (StateScale * products[a]);
        return result;
    }

    /// <summary>Asks for more of the next steps where the tangents have more that is new than may be left out, and for less where they have
    /// little. Where the step before was taken in, nothing was left out.</summary>
    private void Control(double tangents)
    {
        NeglectedTangents = Neglected > 0 ? tangents : 0;
        if (NeglectedTangents > MostTangents) _tolerance = Math.Max(_tolerance / 10, _loosest * FinestTolerance);
        else if (NeglectedTangents < LeastTangents && Neglected > 0) _tolerance = Math.Min(_tolerance * 10, _loosest);
    }

    /// <summary>The square of X_k − Σ_a L(k, a) e_a, and its inner products with the basis.</summary>
    private (double Square, double[] Products) RestOf(double start, double[] accumulated, ThreadTeam team)
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
                NewPartInto(_functions, block, accumulated.AsSpan(block * Block, Block), Coordinates, 1, row);
                HistoryKernels.WeightInto(_layout.Weights.AsSpan(block * Block, Block), row, weighted);
                _functions.DotInto(block, weighted, lanes);
                sums[0] += RowKernels.Dot<double>(weighted, row);
            }
            HistoryKernels.FoldAndReturn(rented, sums[1..]);
        });
        Chunks.Fold<double>(partials, _layout.ChunkCount);
        var part = start - StartOf(Coordinates);
        return ((_problem.InitialVariance * part * part) + (StateScale * partials[0]), InnerProducts(part, partials.AsSpan(1, width - 1)));
    }

    /// <summary>Draws the innovation, and takes what is new of Q and of the tangents into the basis.</summary>
    /// <returns>Σ_b ⟨x(a, b)²⟩ of the new function a.</returns>
    private double TakeIn(double pivot, double[] accumulated, InnovationTangents tangents, ThreadTeam team)
    {
        var (innovations, partials) = (new double[_layout.Padded], new double[_layout.ChunkCount]);
        _layout.Noise.FillInnovations(Coordinates.Length, innovations.AsSpan(0, _layout.Samples));
        _innovations.BeginRow();
        _functions.BeginRow();
        tangents.BeginAdmission();
        team.Run(_layout.ChunkCount, chunk =>
        {
            Span<double> row = stackalloc double[Block];
            var (first, end) = _layout.BlocksOf(chunk);
            for (var block = first; block < end; block++)
            {
                _innovations.Keep(block, innovations.AsSpan(block * Block, Block));
                NewPartInto(_functions, block, accumulated.AsSpan(block * Block, Block), Coordinates, pivot, row);
                _functions.Keep(block, row);
                partials[chunk] += tangents.AdmitBlock(block, Coordinates, pivot);
            }
        });
        Chunks.Fold<double>(partials, partials.Length);
        _innovations.CloseRow();
        _functions.CloseRow();
        tangents.EndAdmission();
        return partials[0];
    }
}
