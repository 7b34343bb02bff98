using System.Numerics;
using System.Runtime.Intrinsics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>Tangents seen through random probes: ψ_k = Σ_l T(k, l) e_l is one number a sample and step, and ⟨D_k ψ_k e_l⟩ = ⟨D_k T(k, l)⟩.</summary>
/// <remarks>
/// e_l of sample s is ρ_l H(l mod N, s mod N) σ(l div N, s): H the Hadamard matrix of size N, ρ a random sign a row, σ a random sign a sample (1 for
/// the first N rows). Signs of samples are recomputed, never stored. All averages of a step are one Walsh–Hadamard transform of D ψ folded to N
/// columns: O(S + N log N).
/// </remarks>
internal sealed class ProbeTangents : ITangents
{
    private const int Block = SampleLayout.BlockSize;

    private static readonly Vector512<ulong> LaneBits = Vector512.Create(1UL, 2, 4, 8, 16, 32, 64, 128);

    private readonly SampleLayout _layout;
    private readonly RandomKey _rowKey;
    private readonly RandomKey _sampleKey;
    private readonly int _size;
    private readonly double _feedback;
    private readonly double _scale;
    private readonly ISampleHistory _probes;
    private readonly double[] _recalled;
    private readonly List<double> _rowSigns;
    private ulong _rowBits;

    /// <param name="layout">Samples and weights.</param>
    /// <param name="size">N.</param>
    /// <param name="feedback">η √Δ.</param>
    /// <param name="scale">√Δ.</param>
    /// <param name="key">Names ρ and σ.</param>
    public ProbeTangents(SampleLayout layout, int size, double feedback, double scale, RandomKey key)
    {
        (_layout, _size, _feedback, _scale) = (layout, size, feedback, scale);
        (_rowKey, _sampleKey) = (key.Fork("row"), key.Fork("sample"));
        _probes = layout.MaskedHistory();
        (_recalled, _rowSigns) = (new double[layout.Padded], []);
    }

    private ProbeTangents(ProbeTangents other)
    {
        (_layout, _size, _feedback, _scale) = (other._layout, other._size, other._feedback, other._scale);
        (_rowKey, _sampleKey) = (other._rowKey, other._sampleKey);
        _probes = other._probes.Fork();
        (_recalled, _rowSigns) = ((double[])other._recalled.Clone(), [.. other._rowSigns]);
    }

    public ITangents Fork() => new ProbeTangents(this);

    public void BeginStep()
    {
        _probes.BeginRow();
        _rowSigns.Add((_rowKey.Block((ulong)_probes.Rows).X0 & 1) == 0 ? 1 : -1);
        _rowBits = WalshHadamard.RowBits(_probes.Rows & (_size - 1) & (Block - 1));
    }

    public void BeginRecall()
    {
    }

    public void RecallBlock(int block, ReadOnlySpan<double> response) =>
        _probes.CombineInto(block, response, _recalled.AsSpan(block * Block, Block));

    public void StepBlock(int block, ReadOnlySpan<double> curvature)
    {
        // What has been recalled is used once, and its place taken by the weighted D ψ that the step ends with.
        var recalled = _recalled.AsSpan(block * Block, Block);
        Span<double> row = stackalloc double[Block];
        var weights = _layout.Weights.AsSpan(block * Block, Block);
        var signs = OpenRowSigns(block);
        var (feedback, scale) = (Vector512.Create(-_feedback), Vector512.Create(_scale));
        for (var i = 0; i < Block; i += HistoryKernels.Lanes)
        {
            var value = feedback * Vector512.Create<double>(recalled[i..]);
            var d = Vector512.Create(curvature[i..]);
            (d * Vector512.FusedMultiplyAdd(scale, value, Flip(Vector512<double>.One, signs >> i))).CopyTo(row[i..]);
            (Vector512.Create<double>(weights[i..]) * (d * value)).CopyTo(recalled[i..]);
        }
        _probes.Keep(block, row);
    }

    public double[] EndStep()
    {
        var averages = new double[_probes.Rows];
        var columns = new double[_size];
        for (var first = 0; first < averages.Length; first += _size)
        {
            Array.Clear(columns);
            for (var block = 0; block < _layout.Blocks; block++) FoldInto(block, GenerationSigns(first / _size, block), columns);
            WalshHadamard.Transform(columns);
            for (var l = first; l < Math.Min(averages.Length, first + _size); l++) averages[l] = _rowSigns[l] * columns[l - first];
        }
        _probes.CloseRow();
        return averages;
    }

    private void FoldInto(int block, ulong signs, Span<double> columns)
    {
        for (var i = 0; i < Block; i += HistoryKernels.Lanes)
        {
            var sample = (block * Block) + i;
            var target = columns.Slice(sample & (_size - 1), HistoryKernels.Lanes);
            (Vector512.Create<double>(target) + Flip(Vector512.Create(_recalled.AsSpan(sample)), signs >> i)).CopyTo(target);
        }
    }

    /// <summary>Changes the sign of the lanes whose bit is set.</summary>
    private static Vector512<double> Flip(Vector512<double> values, ulong bits)
    {
        var set = Vector512.Equals(Vector512.Create(bits) & LaneBits, LaneBits).AsDouble();
        return Vector512.ConditionalSelect(set, -values, values);
    }

    /// <summary>Bit i is set when e_k of the open step k and of sample i of the block is −1.</summary>
    private ulong OpenRowSigns(int block)
    {
        var l = _probes.Rows;
        var signs = _rowSigns[l] > 0 ? 0UL : ulong.MaxValue;
        if ((BitOperations.PopCount((uint)(l & (_size - 1) & (block * Block))) & 1) != 0) signs = ~signs;
        return signs ^ _rowBits ^ GenerationSigns(l / _size, block);
    }

    private ulong GenerationSigns(int generation, int block)
    {
        if (generation == 0) return 0;
        var (x0, x1, _, _) = _sampleKey.Block((ulong)generation << 32 | (uint)block);
        return (ulong)x1 << 32 | x0;
    }
}

/// <summary>The Hadamard matrix of Sylvester's construction, H(l, c) = (−1)^{popcount(l and c)}, and products with it.</summary>
internal static class WalshHadamard
{
    private static readonly int Width = Vector512<double>.Count;

    /// <summary>values ← H values, in place, by log2(N) butterflies; the length is a power of two of at least 8.</summary>
    public static void Transform(Span<double> values)
    {
        for (var i = 0; i < values.Length; i += Width) TransformEight(Vector512.Create<double>(values[i..])).CopyTo(values[i..]);
        for (var half = Width; half < values.Length; half *= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
            {
                for (var i = start; i < start + half; i += Width)
                {
                    var (a, b) = (Vector512.Create<double>(values[i..]), Vector512.Create<double>(values[(i + half)..]));
                    (a + b).CopyTo(values[i..]);
                    (a - b).CopyTo(values[(i + half)..]);
                }
            }
        }
    }

    /// <summary>Butterflies over distances 1, 2 and 4: every lane takes its partner's value plus its own, which the upper of the two
    /// negates.</summary>
    private static Vector512<double> TransformEight(Vector512<double> v)
    {
        v = Vector512.Shuffle(v, Vector512.Create(1L, 0, 3, 2, 5, 4, 7, 6)) + (v * Vector512.Create(1.0, -1, 1, -1, 1, -1, 1, -1));
        v = Vector512.Shuffle(v, Vector512.Create(2L, 3, 0, 1, 6, 7, 4, 5)) + (v * Vector512.Create(1.0, 1, -1, -1, 1, 1, -1, -1));
        return Vector512.Shuffle(v, Vector512.Create(4L, 5, 6, 7, 0, 1, 2, 3)) + (v * Vector512.Create(1.0, 1, 1, 1, -1, -1, -1, -1));
    }

    /// <summary>Bit c is set when H(l, c) = −1, for c = 0..63 and l below 64.</summary>
    public static ulong RowBits(int l)
    {
        var bits = 0UL;
        for (var column = 0; column < 64; column++) bits |= (ulong)(BitOperations.PopCount((uint)(l & column)) & 1) << column;
        return bits;
    }
}
