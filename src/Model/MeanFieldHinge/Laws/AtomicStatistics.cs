using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Losses;

namespace Pipelines.Model.MeanFieldHinge.Laws;

/// <summary>Finitely many values of |x_par| with weights: given projections, or spheres in one dimension.</summary>
/// <remarks>
/// The drive is a step function, so the clock is piecewise linear and stops at an atom. An atom within one part in 1e12 of the edge
/// counts as satisfied: the edge at such a stop carries the rounding of sinh and asinh.
/// </remarks>
internal sealed class AtomicStatistics : ProjectionStatistics
{
    private const double Tie = 1e-12;

    private const int Block = 256;

    private readonly double[] _atoms;
    private readonly double[] _weights;
    private readonly double[]? _across;
    private readonly double[] _weightBelow;
    private readonly double[] _driveBelow;
    private readonly double[] _driveAbove;
    private readonly double[]? _noiseBelow;

    // Weights are counted in units of 1/total: whole numbers for samples, whose sums are then exact.
    private AtomicStatistics((double Atom, double Weight, double Perpendicular)[] points, double total, bool hasLengths)
    {
        Array.Sort(points, (a, b) => a.Atom.CompareTo(b.Atom));
        _atoms = [.. points.Select(p => p.Atom)];
        _weights = [.. points.Select(p => p.Weight / total)];
        _across = hasLengths ? [.. points.Select(p => p.Perpendicular)] : null;
        _weightBelow = Cumulate(points, total, p => p.Weight);
        _driveBelow = Cumulate(points, total, p => p.Weight * p.Atom / 2);
        _driveAbove = Cumulate([.. points.Reverse()], total, p => p.Weight * p.Atom / 2);
        _noiseBelow = hasLengths ? Cumulate(points, total, p => p.Weight * p.Perpendicular / 2) : null;
        MeanSquareProjection = Cumulate(points, total, p => p.Weight * p.Atom * p.Atom)[^1];
        Kinks = [.. _atoms.Where(a => a > 0).Distinct().Reverse()];
    }

    public override double InitialDrive => _driveBelow[^1];

    public override double DensityAtOrigin => double.NaN;

    public override double MeanSquareProjection { get; }

    public override double LargestProjection => _atoms[^1];

    internal override double SaturationEdge => _atoms[^1];

    internal override ImmutableArray<double> Kinks { get; }

    internal static AtomicStatistics OfSamples(InputLaw.Samples law)
    {
        var points = new (double, double, double)[law.Projections.Length];
        for (var n = 0; n < points.Length; n++)
        {
            var projection = Math.Abs(law.Projections[n]);
            var square = law.Radii is { } radii ? Math.Max(0, (radii[n] - projection) * (radii[n] + projection)) : 0;
            points[n] = (projection, 1, square);
        }
        return new AtomicStatistics(points, points.Length, law.Radii is not null);
    }

    internal static AtomicStatistics OfPoints(ReadOnlySpan<double> atoms, ReadOnlySpan<double> weights)
    {
        var points = new (double, double, double)[atoms.Length];
        for (var k = 0; k < points.Length; k++) points[k] = (atoms[k], weights[k], 0);
        return new AtomicStatistics(points, total: 1, hasLengths: true);
    }

    public override double Drive(double edge) => _driveBelow[CountBelow(edge)];

    public override double UnsatisfiedFraction(double edge) => Math.Min(1, _weightBelow[CountBelow(edge)]);

    public override double NoiseSquare(double edge) => _noiseBelow is null ? double.NaN : _noiseBelow[CountBelow(edge)];

    /// <summary>The smallest |x_par| above 0; +inf where there is none.</summary>
    public double SmallestProjection => Kinks.IsEmpty ? double.PositiveInfinity : Kinks[^1];

    internal override double Mean(Moment moment, Func<double, double> of, double scale, ReadOnlySpan<double> kinks)
    {
        if (moment == Moment.Across && _across is null) return double.NaN;
        var sum = 0.0;
        for (var k = 0; k < _atoms.Length; k++)
        {
            var counted = moment switch { Moment.Distance => _atoms[k], Moment.Across => _across![k], _ => 1 };
            if (counted > 0) sum += _weights[k] * counted * of(_atoms[k]);
        }
        return sum;
    }

    /// <summary>E[|x_par| ψ(|x_par|/H)], many atoms at a time.</summary>
    public double MeanForce(MarginFunction function, double edge)
    {
        Span<double> losses = stackalloc double[Block], forces = stackalloc double[Block], margins = stackalloc double[Block];
        var sum = 0.0;
        for (var first = 0; first < _atoms.Length; first += Block)
        {
            var count = Math.Min(Block, _atoms.Length - first);
            for (var i = 0; i < count; i++) margins[i] = _atoms[first + i] / edge;
            function.EvaluateInto(margins[..count], 1, losses[..count], forces[..count]);
            for (var i = 0; i < count; i++) sum += _atoms[first + i] == 0 ? 0 : _weights[first + i] * _atoms[first + i] * forces[i];
        }
        return sum;
    }

    internal override StationaryPoint StationaryPointAt(double mislabelFraction)
    {
        foreach (var atom in Kinks)
        {
            if (Mislabelled(mislabelFraction, atom) <= 0) return new(atom, Depth: 1);
        }
        // Every projection is 0: nothing is ever learnt.
        return new(double.PositiveInfinity, Depth: 1);
    }

    internal override double MislabelledDrive(double mislabelFraction, StationaryPoint stationary, double excess) =>
        Math.Abs(excess) <= Tie ? 0 : Mislabelled(mislabelFraction, stationary.Edge * (1 + excess));

    // Above one quarter the satisfied atoms, summed from the largest, are the smaller number and carry the digits.
    private double Mislabelled(double mislabelFraction, double edge) => mislabelFraction < 0.25
        ? ((1 - mislabelFraction) * Drive(edge)) - (mislabelFraction * InitialDrive)
        : ((1 - (2 * mislabelFraction)) * InitialDrive) - ((1 - mislabelFraction) * _driveAbove[_atoms.Length - CountBelow(edge)]);

    private int CountBelow(double edge)
    {
        var limit = edge * (1 - Tie);
        var (low, high) = (0, _atoms.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_atoms[middle] < limit) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static double[] Cumulate<T>(T[] points, double total, Func<T, double> value)
    {
        var sums = new double[points.Length + 1];
        var sum = 0.0;
        for (var k = 0; k < points.Length; k++)
        {
            sum += value(points[k]);
            sums[k + 1] = sum / total;
        }
        return sums;
    }
}
