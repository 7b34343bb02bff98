using System.Numerics;
using System.Runtime.Intrinsics;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>The parameter update of one hinge training step, both factors taken from the old parameters.</summary>
internal static class HingeUpdate
{
    /// <summary>a_i ← a_i + c w_i·G_i and w_i ← w_i + c a_i G_i (Pellegrini and Biroli 2020, arXiv 2006.11209, eqs. 3 and 7).</summary>
    /// <param name="current">Parameters before the step.</param>
    /// <param name="gradient">G_i = Σ_n u_n y_n step(w_i·x_n) x_n in panels.</param>
    /// <param name="rate">c, learning rate over (output scale × examples × M × √d).</param>
    /// <param name="next">Receives the parameters after the step.</param>
    /// <returns>False when a new parameter is not finite.</returns>
    public static bool Step<T>(HingeWeights<T> current, ReadOnlySpan<T> gradient, T rate, HingeWeights<T> next)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var lane = Vector512<T>.Count;
        var layout = current.Layout;
        var check = Vector512<T>.Zero;
        for (var unit = 0; unit < layout.PaddedUnits; unit += lane)
        {
            var panel = unit / layout.Width;
            var column = unit % layout.Width;
            var old = current.Panel(panel)[column..];
            var fresh = next.Panel(panel)[column..];
            var slope = gradient.Slice(panel * layout.PanelLength, layout.PanelLength)[column..];
            var outer = Vector512.LoadUnsafe(ref current.Outer[unit]);
            var factor = outer * rate;
            var product = Vector512<T>.Zero;
            for (var i = 0; i < layout.Depth * layout.Width; i += layout.Width)
            {
                var w = Vector512.LoadUnsafe(ref old[i]);
                var g = Vector512.LoadUnsafe(in slope[i]);
                product = Lanes.MultiplyAdd(w, g, product);
                var moved = Lanes.MultiplyAdd(factor, g, w);
                check = Lanes.MultiplyAdd(moved, Vector512<T>.Zero, check);
                moved.StoreUnsafe(ref fresh[i]);
            }
            var stepped = Lanes.MultiplyAdd(Vector512.Create(rate), product, outer);
            check = Lanes.MultiplyAdd(stepped, Vector512<T>.Zero, check);
            stepped.StoreUnsafe(ref next.Outer[unit]);
        }
        return Vector512.EqualsAll(check, Vector512<T>.Zero);
    }
}
