using Pipelines.Model.Randomness;

namespace Pipelines.Model.Theories.GaussianMixture;

/// <summary>The normal numbers of a replicate: h0 of every sample, and one innovation a sample for every active column of the correlation.</summary>
/// <remarks>Every number is a function of key, column and sample alone, so no run depends on how long it is.</remarks>
internal sealed class SampleNoise
{
    private readonly SampleLayout _layout;
    private readonly RandomKey _key;
    private readonly double[] _signals;

    public SampleNoise(SampleLayout layout, int sobolDimensions, RandomKey key)
    {
        _ = sobolDimensions;
        (_layout, _key, _signals) = (layout, key, new double[layout.Samples]);
        for (var i = 0; i < layout.Strata.Length; i++) FillSignals(layout.Strata[i], key.Fork("signal").Fork(i));
    }

    /// <summary>h0 of a sample, increasing within a cluster.</summary>
    public double Signal(int sample) => _signals[sample];

    /// <summary>Innovations of active column <paramref name="column"/>: mirrored within pairs, 0 on the padding.</summary>
    public void FillInnovations(int column, Span<double> destination)
    {
        destination.Clear();
        for (var i = 0; i < _layout.Strata.Length; i++)
        {
            var stratum = _layout.Strata[i];
            var draws = new double[stratum.Count / _layout.UnitSize];
            Gaussian.FillInto(_key.Fork("innovation").Fork(i).Fork(column), 0, draws);
            Spread(draws, destination.Slice(stratum.Start, stratum.Count), -1);
        }
    }

    private void FillSignals(Stratum stratum, RandomKey key)
    {
        var draws = new double[stratum.Count / _layout.UnitSize];
        Gaussian.FillInto(key, 0, draws);
        Array.Sort(draws);
        Spread(draws, _signals.AsSpan(stratum.Start, stratum.Count), 1);
    }

    private void Spread(ReadOnlySpan<double> draws, Span<double> samples, double partner)
    {
        for (var unit = 0; unit < draws.Length; unit++)
        {
            samples[unit * _layout.UnitSize] = draws[unit];
            if (_layout.UnitSize == 2) samples[(unit * 2) + 1] = partner * draws[unit];
        }
    }
}
