using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.MeanFieldHinge.Training.Kernels;

/// <summary>The motion R of the inner weights across the direction, in one step, and an upper bound of how far it moves a pre-activation.</summary>
/// <remarks>
/// ‖R x‖ ≤ ‖R‖ ‖x‖ with the operator norm, and ‖R‖⁴ ≤ Σ_kl (RᵀR)_kl². Where the gradient is mostly noise this is a third of the Frobenius norm and
/// less, and examples stay certain as much longer. Cost: d²·M operations.
/// </remarks>
internal sealed class HingeResidual<T>(HingeLayout layout)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Tile = 4;

    private readonly AlignedBuffer<T> _rest = new(checked((layout.Depth + Tile - 1) / Tile * Tile * layout.PaddedUnits));

    /// <summary>R_ik of one input and one vector of units.</summary>
    public void Put(int input, int unit, Vector512<T> rest) => rest.StoreUnsafe(ref _rest.Span[(input * layout.PaddedUnits) + unit]);

    /// <summary>The Frobenius norm of RᵀR as it is computed: every entry is off by at most (M + 16) units of rounding of its factors'
    /// lengths.</summary>
    public double GramNorm()
    {
        var rest = _rest.Span;
        var length = layout.PaddedUnits;
        var square = 0.0;
        for (var k = 0; k < layout.Depth; k += Tile)
        {
            square += Square(ref rest[k * length], ref rest[k * length], length);
            for (var l = k + Tile; l < layout.Depth; l += Tile) square += 2 * Square(ref rest[k * length], ref rest[l * length], length);
        }
        return Math.Sqrt(square);
    }

    /// <summary>Sum of the squares of the inner products of four rows with four rows.</summary>
    private static double Square(ref T left, ref T right, int length)
    {
        Vector512<T> g00 = default, g01 = default, g02 = default, g03 = default, g10 = default, g11 = default, g12 = default, g13 = default;
        Vector512<T> g20 = default, g21 = default, g22 = default, g23 = default, g30 = default, g31 = default, g32 = default, g33 = default;
        for (var unit = 0; unit < length; unit += Vector512<T>.Count)
        {
            var (r0, r1) = (Load(ref right, unit), Load(ref right, unit + length));
            var (r2, r3) = (Load(ref right, unit + (2 * length)), Load(ref right, unit + (3 * length)));
            Accumulate(Load(ref left, unit), r0, r1, r2, r3, ref g00, ref g01, ref g02, ref g03);
            Accumulate(Load(ref left, unit + length), r0, r1, r2, r3, ref g10, ref g11, ref g12, ref g13);
            Accumulate(Load(ref left, unit + (2 * length)), r0, r1, r2, r3, ref g20, ref g21, ref g22, ref g23);
            Accumulate(Load(ref left, unit + (3 * length)), r0, r1, r2, r3, ref g30, ref g31, ref g32, ref g33);
        }
        return Squares(g00, g01, g02, g03) + Squares(g10, g11, g12, g13) + Squares(g20, g21, g22, g23) + Squares(g30, g31, g32, g33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Load(ref T row, int unit) => Vector512.LoadUnsafe(ref row, (nuint)unit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(
        Vector512<T> x, Vector512<T> r0, Vector512<T> r1, Vector512<T> r2, Vector512<T> r3,
        ref Vector512<T> g0, ref Vector512<T> g1, ref Vector512<T> g2, ref Vector512<T> g3)
    {
        g0 = Lanes.MultiplyAdd(x, r0, g0);
        g1 = Lanes.MultiplyAdd(x, r1, g1);
        g2 = Lanes.MultiplyAdd(x, r2, g2);
        g3 = Lanes.MultiplyAdd(x, r3, g3);
    }

    private static double Squares(Vector512<T> g0, Vector512<T> g1, Vector512<T> g2, Vector512<T> g3) =>
        Square(g0) + Square(g1) + Square(g2) + Square(g3);

    private static double Square(Vector512<T> lanes)
    {
        var sum = double.CreateTruncating(Lanes.Sum(lanes));
        return sum * sum;
    }
}
