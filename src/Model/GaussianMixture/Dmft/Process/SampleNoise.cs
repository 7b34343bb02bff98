using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

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
