using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>The masks of the sampled trajectories, drawn systematically: each has its exact law, and together they spread evenly.</summary>
/// <remarks>
/// Within a cluster (and, for persistent SGD, among the masks that are equal now) the samples are sorted by pre-activation, and number i becomes
/// active when ⌊(i+1) p + u⌋ &gt; ⌊i p + u⌋ with one uniform u: probability p for each of them. Partners of a pair share their mask, and are sorted
/// by
/// |r| + |r'|, which a mirrored run (r, r' → −r', −r) leaves as it is.
/// </remarks>
internal sealed class MaskComb
{
    private readonly SampleLayout _layout;
    private readonly MaskChain _chain;
    private readonly RandomKey _key;
    private readonly double[] _masks;
    private readonly double[] _keys;
    private readonly int[] _units, _scratch;
    private int _step;

    public MaskComb(MaskChain chain, SampleLayout layout, RandomKey key)
        : this(chain, layout, key, new double[layout.Padded], 0)
    {
        if (chain.IsFull)
        {
            _masks.AsSpan().Fill(1);
            return;
        }
        Observe(layout.Signals[0]);
        Redraw(chain.Fraction, chain.Fraction);
    }

    private MaskComb(MaskChain chain, SampleLayout layout, RandomKey key, double[] masks, int step)
    {
        (_chain, _layout, _key, _masks, _step) = (chain, layout, key, masks, step);
        var units = chain.IsFull ? 0 : layout.Samples / layout.UnitSize;
        (_keys, _units, _scratch) = (new double[chain.IsFull ? 0 : layout.Samples], new int[units], new int[units]);
    }

    /// <summary>0 or 1 of every sample at the current step.</summary>
    public ReadOnlySpan<double> Current => _masks;

    public MaskComb Fork() => new(_chain, _layout, _key, (double[])_masks.Clone(), _step);

    /// <summary>Takes the keys by which the samples are sorted for the next masks.</summary>
    public void Observe(ReadOnlySpan<double> preActivations)
    {
        for (var s = 0; s < _keys.Length; s += _layout.UnitSize)
            _keys[s] = _layout.UnitSize == 1 ? preActivations[s] : Math.Abs(preActivations[s]) + Math.Abs(preActivations[s + 1]);
    }

    /// <summary>Draws the masks of the next step, sorted by what was observed last.</summary>
    public void Advance()
    {
        _step++;
        if (!_chain.IsFull) Redraw(_chain.Activation, _chain.Persistence);
    }

    /// <summary>New masks: active with the one probability where inactive now, with the other where active; samples of equal probability
    /// mix.</summary>
    private void Redraw(double ifInactive, double ifActive)
    {
        for (var i = 0; i < _layout.Strata.Length; i++)
        {
            var stratum = _layout.Strata[i];
            if (ifInactive == ifActive)
            {
                Comb(Collect(stratum, null, _units), ifActive, Uniform(i, 0));
                continue;
            }
            var active = Collect(stratum, 1, _units);
            var inactive = Collect(stratum, 0, _units.AsSpan(active.Length));
            Comb(active, ifActive, Uniform(i, 1));
            Comb(inactive, ifInactive, Uniform(i, 0));
        }
    }

    private Span<int> Collect(Stratum stratum, double? mask, Span<int> units)
    {
        var count = 0;
        for (var s = stratum.Start; s < stratum.Start + stratum.Count; s += _layout.UnitSize)
        {
            if (mask is null || _masks[s] == mask) units[count++] = s;
        }
        return units[..count];
    }

    private void Comb(Span<int> units, double probability, double uniform)
    {
        StableOrder.Sort(_keys, units, _scratch);
        for (var i = 0; i < units.Length; i++)
        {
            var mask = Math.Floor(((i + 1) * probability) + uniform) - Math.Floor((i * probability) + uniform);
            _masks.AsSpan(units[i], _layout.UnitSize).Fill(mask);
        }
    }

    private double Uniform(int stratum, int group) =>
        UnitInterval.First(_key, (((ulong)_step * (ulong)_layout.Strata.Length) + (ulong)stratum) * 2 + (ulong)group);
}

/// <summary>Sorts indices by a real key, stably, in two counting passes over 22 bits of it.</summary>
/// <remarks>
/// Systematic sampling wants neighbours to be similar, not a perfect order: 22 bits of a single-precision key (13 of the mantissa) are plenty. Being
/// stable, the order of equal keys is the given one, and no library's sort decides a result.
/// </remarks>
internal static class StableOrder
{
    private const int Digits = 11;
    private const int Buckets = 1 << Digits;

    /// <summary>Reorders <paramref name="indices"/> so that keys[index] increases.</summary>
    public static void Sort(ReadOnlySpan<double> keys, Span<int> indices, Span<int> scratch)
    {
        Pass(keys, indices, scratch, 32 - (2 * Digits));
        Pass(keys, scratch[..indices.Length], indices, 32 - Digits);
    }

    private static void Pass(ReadOnlySpan<double> keys, ReadOnlySpan<int> source, Span<int> destination, int shift)
    {
        Span<int> starts = stackalloc int[Buckets + 1];
        starts.Clear();
        foreach (var index in source) starts[Digit(keys[index], shift) + 1]++;
        for (var bucket = 1; bucket <= Buckets; bucket++) starts[bucket] += starts[bucket - 1];
        foreach (var index in source) destination[starts[Digit(keys[index], shift)]++] = index;
    }

    /// <summary>Bits of a float in the order of its value: negative numbers complemented, the sign of the others set.</summary>
    private static int Digit(double key, int shift)
    {
        var bits = BitConverter.SingleToUInt32Bits((float)key);
        var ordered = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        return (int)(ordered >> shift) & (Buckets - 1);
    }
}
