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
    public ISampleHistory History() => _isSingle ? new SampleHistory<float>(Blocks) : new SampleHistory<double>(Blocks);
}
