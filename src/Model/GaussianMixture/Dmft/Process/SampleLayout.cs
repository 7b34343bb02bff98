using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>The trajectories of one replicate: what is fixed along each of them, in an order that serves variance reduction.</summary>
/// <remarks>
/// Samples are sorted by cluster, then by h0 along the first direction; partners of a pair are neighbours. The arrays are padded to whole blocks
/// with samples of weight 0.
/// Averages are Σ_s weight_s (·)_s with weight p/S_c, so any split over clusters is unbiased.
/// </remarks>
internal sealed class SampleLayout
{
    /// <summary>Samples a block: what one pass over the history keeps in registers.</summary>
    public const int BlockSize = 64;

    /// <summary>Blocks a chunk: the unit of partial sums and of threads.</summary>
    public const int BlocksPerChunk = 4;

    private readonly bool _isSingle;

    public SampleLayout(MixtureProblem problem, DmftSampling sampling, RandomKey key)
    {
        (UnitSize, _isSingle) = (sampling.MirrorPairs ? 2 : 1, sampling.SinglePrecision);
        Samples = sampling.Samples;
        Strata = Stratum.Split(problem, sampling.Samples, UnitSize);
        Blocks = Chunks.Count(Samples, BlockSize);
        (Weights, Labels) = (new double[Padded], new double[Padded]);
        Signals = [.. Enumerable.Range(0, problem.Mixture.Directions).Select(_ => new double[Padded])];
        Labels.AsSpan().Fill(1);
        Scales = problem.Mixture.Components.All(c => problem.NoiseOf(c) == problem.NoiseLevel) ? null : new double[Padded];
        Noise = new SampleNoise(this, sampling.SobolDimensions, key);
        foreach (var stratum in Strata)
        {
            Weights.AsSpan(stratum.Start, stratum.Count).Fill(stratum.Probability / stratum.Count);
            Labels.AsSpan(stratum.Start, stratum.Count).Fill(stratum.Label);
            var scale = Math.Sqrt(stratum.NoiseLevel / problem.NoiseLevel);
            Scales?.AsSpan(stratum.Start, stratum.Count).Fill(scale);
            for (var a = 0; a < Signals.Length; a++)
            {
                for (var s = stratum.Start; s < stratum.Start + stratum.Count; s++)
                    Signals[a][s] = Math.FusedMultiplyAdd(Math.Sqrt(problem.NoiseLevel), Noise.Signal(a, s), stratum.Centre[a] / scale);
            }
        }
    }

    public Stratum[] Strata { get; }

    public int Samples { get; }

    /// <summary>1, or 2 when samples come in mirror pairs.</summary>
    public int UnitSize { get; }

    public int Blocks { get; }

    public int ChunkCount => Chunks.Count(Blocks, BlocksPerChunk);

    public int Padded => Blocks * BlockSize;

    /// <summary>First and, exclusive, last block of a chunk.</summary>
    public (int First, int End) BlocksOf(int chunk) => (chunk * BlocksPerChunk, Math.Min(Blocks, (chunk + 1) * BlocksPerChunk));

    public double[] Weights { get; }

    public double[] Labels { get; }

    /// <summary>√ν, the root of the cluster's noise level over that of the problem; null where it is 1 everywhere.</summary>
    public double[]? Scales { get; }

    /// <summary>x0 = c/√ν + √Δ h0, one array a direction.</summary>
    public double[][] Signals { get; }

    public SampleNoise Noise { get; }

    /// <summary>An empty history of these samples.</summary>
    public INearHistory History() => _isSingle ? new SampleHistory<float>(Blocks) : new SampleHistory<double>(Blocks);

    /// <summary>An empty history of what a mask multiplies.</summary>
    public ISampleHistory MaskedHistory() => _isSingle ? new MaskedHistory<float>(Blocks) : new MaskedHistory<double>(Blocks);
}

/// <summary>The normal numbers of a replicate: h0 of every sample and direction, and one innovation a sample for every active column of the
/// correlation.</summary>
/// <remarks>
/// h0 and the first innovations of a cluster are coordinates of one scrambled Sobol sequence: smooth averages over the few directions that matter
/// then have hundreds of times less variance (full batch), and each sample still has exactly its normal law. Later innovations are plain normal
/// numbers. Every number is a function of key, column and sample alone, so no run depends on how long it is.
/// </remarks>
internal sealed class SampleNoise
{
    private readonly SampleLayout _layout;
    private readonly RandomKey _key;
    private readonly Sobol?[] _points;
    private readonly int[][] _ranks;
    private readonly double[][] _signals;

    /// <param name="layout">Its strata, unit size and number of directions are all that is used.</param>
    /// <param name="sobolDimensions">Coordinates taken from the sequence, h0 first; 0 for none.</param>
    /// <param name="key">Names the numbers.</param>
    public SampleNoise(SampleLayout layout, int sobolDimensions, RandomKey key)
    {
        (_layout, _key) = (layout, key);
        _signals = [.. layout.Signals.Select(_ => new double[layout.Samples])];
        _points = [.. layout.Strata.Select((_, i) => sobolDimensions == 0 ? null : new Sobol(sobolDimensions, key.Fork("points").Fork(i)))];
        _ranks = [.. layout.Strata.Select(s => Enumerable.Range(0, s.Count / layout.UnitSize).ToArray())];
        for (var i = 0; i < layout.Strata.Length; i++)
        {
            var draws = Draw(i, 0);
            Array.Sort(draws, _ranks[i]);
            Spread(draws, Samples(i, _signals[0]), 1);
            for (var a = 1; a < _signals.Length; a++) Spread(InOrder(i, a), Samples(i, _signals[a]), 1);
        }
    }

    /// <summary>h0 of a sample along a direction; along the first it increases within a cluster.</summary>
    public double Signal(int direction, int sample) => _signals[direction][sample];

    /// <summary>Innovations of active column <paramref name="column"/>: opposite within pairs.</summary>
    /// <param name="column">From 0.</param>
    /// <param name="destination">One number a sample.</param>
    public void FillInnovations(int column, Span<double> destination)
    {
        for (var i = 0; i < _layout.Strata.Length; i++) Spread(InOrder(i, column + _signals.Length), Samples(i, destination), -1);
    }

    /// <summary>A coordinate of every point of a cluster, in the order of the samples.</summary>
    private double[] InOrder(int stratum, int coordinate)
    {
        var draws = Draw(stratum, coordinate);
        return [.. _ranks[stratum].Select(point => draws[point])];
    }

    /// <summary>Coordinate <paramref name="coordinate"/> of every point of a cluster, in the order of the sequence.</summary>
    private double[] Draw(int stratum, int coordinate)
    {
        var draws = new double[_ranks[stratum].Length];
        if (_points[stratum] is { } points && coordinate < points.Dimensions) points.FillNormalsInto(coordinate, 0, draws);
        else Gaussian.FillInto(_key.Fork("plain").Fork(stratum).Fork(coordinate), 0, draws);
        return draws;
    }

    private Span<double> Samples(int stratum, Span<double> all) => all.Slice(_layout.Strata[stratum].Start, _layout.Strata[stratum].Count);

    private void Spread(ReadOnlySpan<double> draws, Span<double> samples, double partner)
    {
        for (var unit = 0; unit < draws.Length; unit++)
        {
            samples[unit * _layout.UnitSize] = draws[unit];
            if (_layout.UnitSize == 2) samples[(unit * 2) + 1] = partner * draws[unit];
        }
    }
}
