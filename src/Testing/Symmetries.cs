using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using static Pipelines.Testing.Entries;

namespace Pipelines.Testing;

/// <summary>Comparisons that any system can make of what it draws and computes.</summary>
public static class Symmetries
{
    /// <summary>Inputs of a law that is cylindrically symmetric: around an axis every direction is like any other.</summary>
    /// <remarks>
    /// With u = x/|x| and unit vectors e across the axis: E u_e² = E |u_perp|²/(d - 1), E u_e = 0, E u_par u_e = 0, for every coordinate axis (its
    /// part
    /// across) and two random directions. Each mean over the rows has its standard error; u is bounded, so that heavy tails of |x| spoil nothing.
    /// In one and
    /// two dimensions little or nothing is left to compare.
    /// </remarks>
    /// <param name="comparison">Takes the comparisons.</param>
    /// <param name="inputs">One input a row, independent.</param>
    /// <param name="axis">The axis, of length 1.</param>
    /// <param name="key">Draws the random directions.</param>
    public static void Cylinder(Comparison comparison, DenseMatrix<double> inputs, DenseVector<double> axis, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(axis);
        var d = inputs.Columns;
        var rows = Enumerable.Range(0, inputs.Rows).Select(n => inputs.Row(n).ToArray()).Where(x => x.Any(v => v != 0)).Select(Unit).ToArray();
        var along = rows.Select(u => Dot(u, axis.Span)).ToArray();
        for (var k = 0; k < d + 2; k++)
        {
            var e = new double[d];
            if (k < d) e[k] = 1;
            else Gaussian.FillInto(key.Fork(k), 0, e);
            var part = Dot(e, axis.Span);
            for (var i = 0; i < d; i++) e[i] -= part * axis[i];
            if (Dot(e, e) < 1e-6) continue;
            e = Unit(e);
            var across = rows.Select(u => Dot(u, e)).ToArray();
            var name = k < d ? $"direction {k + 1}" : "a random direction";
            Mean(comparison, $"mean square along {name} less that of the others", 0,
                [.. across.Zip(along, (c, a) => (c * c) - ((1 - (a * a)) / (d - 1)))], 1e-12);
            Mean(comparison, $"mean along {name}", 0, across, 1e-12);
            Mean(comparison, $"correlation of {name} with the axis", 0, [.. across.Zip(along, (c, a) => c * a)], 1e-12);
        }
    }

    /// <summary>A mean of independent numbers against its exact value, within seven of its standard errors.</summary>
    /// <remarks>The standard error is that of the sample, and at least that of numbers which deviate once; with fewer than 30 numbers it says
    /// nothing.</remarks>
    public static void Mean(Comparison comparison, string what, double expected, ReadOnlySpan<double> values, double floor)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (values.Length < 30) return;
        var (mean, squares, largest) = (0.0, 0.0, 0.0);
        foreach (var value in values) mean += value / values.Length;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
            largest = Math.Max(largest, Math.Abs(value - expected));
        }
        var error = Math.Sqrt(squares / (values.Length - 1.0) / values.Length) + (largest / values.Length);
        comparison.Sampled(what, expected, mean, error, floor);
    }

    /// <summary>Numbers that never fall.</summary>
    public static void Rises(Comparison comparison, string what, ReadOnlySpan<double> values, double slack)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        for (var i = 1; i < values.Length; i++) comparison.AtMost(what, values[i - 1], values[i], slack);
    }

    /// <summary>The order of a method: from h to h/2 and to h/4 the error falls by about 2^order, and the second time closer to it.</summary>
    /// <remarks>With e = a h^p + b h^(p+1) the distance to p halves; seven tenths and 0.1 are allowed. Where a is small, the first distance is
    /// large.</remarks>
    /// <param name="comparison">Takes the comparisons.</param>
    /// <param name="what">The method.</param>
    /// <param name="order">Its order.</param>
    /// <param name="errors">Signed errors at h, h/2 and h/4.</param>
    /// <param name="rounding">Errors below it say nothing.</param>
    public static void Order(Comparison comparison, string what, int order, (double Coarse, double Fine, double Finest) errors, double rounding)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (Math.Abs(errors.Finest) < rounding) return;
        var (first, second) = (Math.Log2(Math.Abs(errors.Coarse / errors.Fine)), Math.Log2(Math.Abs(errors.Fine / errors.Finest)));
        comparison.Near($"{what}: order", order, second, 0, 0.1 + (0.7 * Math.Abs(first - order)));
    }

    /// <summary>A symmetric matrix without negative eigenvalues, up to rounding: its Cholesky factor exists once a little is added.</summary>
    /// <remarks>Beside a pivot of zero all entries are zero.</remarks>
    /// <param name="comparison">Takes the comparison.</param>
    /// <param name="what">The matrix.</param>
    /// <param name="size">Its rows.</param>
    /// <param name="entry">Its entries.</param>
    /// <param name="relative">What is added to the diagonal, over its largest entry.</param>
    public static void PositiveSemiDefinite(Comparison comparison, string what, int size, Func<int, int, double> entry, double relative)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(entry);
        var added = relative * Enumerable.Range(0, size).Max(i => Math.Abs(entry(i, i)));
        var (factor, least) = (new double[size, size], 0.0);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = entry(i, j) + (i == j ? added : 0);
                for (var k = 0; k < j; k++) rest -= factor[i, k] * factor[j, k];
                if (i == j) (least, factor[i, i]) = (Math.Min(least, rest), Math.Sqrt(Math.Max(rest, 0)));
                else if (factor[j, j] > 0) factor[i, j] = rest / factor[j, j];
                else least = Math.Min(least, -Math.Abs(rest));
            }
        }
        comparison.AtMost($"{what}: negative pivot", -least, 0);
    }

    private static double[] Unit(double[] vector)
    {
        var length = Math.Sqrt(Dot(vector, vector));
        return [.. vector.Select(v => v / length)];
    }
}
