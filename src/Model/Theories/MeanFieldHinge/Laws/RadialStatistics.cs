using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Theories.MeanFieldHinge.Laws;

/// <summary>A mixture of spheres in two or more dimensions (one sphere included).</summary>
/// <remarks>
/// With q = min(1, H/r): I = c_d E_r[r (1 - (1-q²)^((d-1)/2))], f^U = E_r[I_{q²}(1/2, (d-1)/2)], J² = (d-1)/(2d) E_r[r² I_{q²}(1/2, (d+1)/2)],
/// c_d = Γ(d/2)/(2 sqrt π Γ((d+1)/2)). In one dimension x_par = ±r has no density: see <see cref="AtomicStatistics"/>.
/// </remarks>
internal sealed class RadialStatistics : ProjectionStatistics
{
    private readonly double[] _radii;
    private readonly double[] _weights;
    private readonly double _dimension;
    private readonly double _exponent;
    private readonly double _unitDrive;

    internal RadialStatistics(ReadOnlySpan<double> radii, ReadOnlySpan<double> weights, double dimension)
    {
        (_radii, _weights) = (radii.ToArray(), weights.ToArray());
        (_dimension, _exponent) = (dimension, (dimension - 1) / 2);
        _unitDrive = Special.GammaHalfRatio(dimension / 2) / (2 * Math.Sqrt(Math.PI));
        Array.Sort(_radii, _weights);
        Kinks = [.. _radii.Distinct().Reverse()];
        var (mean, inverse) = (0.0, 0.0);
        for (var k = 0; k < _radii.Length; k++)
        {
            mean += _weights[k] * _radii[k];
            inverse += _weights[k] / _radii[k];
        }
        InitialDrive = _unitDrive * mean;
        // Γ(d/2)/(sqrt π Γ((d-1)/2)).
        DensityAtOrigin = inverse / (Math.Sqrt(Math.PI) * Special.GammaHalfRatio(_exponent));
    }

    public override double InitialDrive { get; }

    public override double DensityAtOrigin { get; }

    // (1-q²)^((d-1)/2) = 1e-17 on the largest sphere.
    internal override double SaturationEdge => _radii[^1] * Math.Sqrt(-Elementary.Expm1(-39.2 / _exponent));

    internal override ImmutableArray<double> Kinks { get; }

    internal static ProjectionStatistics Create(ReadOnlySpan<double> radii, ReadOnlySpan<double> weights, int inputDimension) =>
        inputDimension == 1 ? AtomicStatistics.OfPoints(radii, weights) : new RadialStatistics(radii, weights, inputDimension);

    public override double Drive(double edge)
    {
        var sum = 0.0;
        for (var k = 0; k < _radii.Length; k++)
        {
            var q = Math.Min(1, edge / _radii[k]);
            sum -= _weights[k] * _radii[k] * Elementary.Expm1(_exponent * Elementary.Log1p(-q * q));
        }
        return _unitDrive * sum;
    }

    public override double UnsatisfiedFraction(double edge)
    {
        var sum = 0.0;
        for (var k = 0; k < _radii.Length; k++) sum += _weights[k] * Special.BetaOfSquare(_exponent, Math.Min(1, edge / _radii[k]));
        return Math.Min(1, sum);
    }

    public override double NoiseSquare(double edge)
    {
        var sum = 0.0;
        for (var k = 0; k < _radii.Length; k++)
            sum += _weights[k] * _radii[k] * _radii[k] * Special.BetaOfSquare(_exponent + 1, Math.Min(1, edge / _radii[k]));
        return (_dimension - 1) / (2 * _dimension) * sum;
    }

    public override double StationaryEdge(double mislabelFraction)
    {
        if (mislabelFraction == 0) return 0;
        var remaining = (1 - (2 * mislabelFraction)) / (1 - mislabelFraction);
        if (_radii.Length == 1)
            return _radii[0] * Math.Sqrt(-Elementary.Expm1(-Elementary.Log1p(mislabelFraction / (1 - (2 * mislabelFraction))) / _exponent));
        var high = _radii[^1];
        var low = high / 2;
        // Above one quarter the part lost is the smaller number and carries the digits.
        double Excess(double edge) => mislabelFraction < 0.25
            ? Drive(edge) - ((1 - remaining) * InitialDrive)
            : (remaining * InitialDrive) - DriveIncrement(edge, double.PositiveInfinity);
        while (Excess(low) > 0) (low, high) = (low / 2, low);
        return RootFinding.Brent(Excess, low, high);
    }

    internal override double MislabelledDrive(double mislabelFraction, double stationaryEdge, double excess) =>
        (1 - mislabelFraction) * DriveIncrement(stationaryEdge, excess);

    // I(H (1 + excess)) - I(H) without cancellation.
    private double DriveIncrement(double edge, double excess)
    {
        var sum = 0.0;
        for (var k = 0; k < _radii.Length; k++)
        {
            var q = edge / _radii[k];
            var outer = q * (1 + excess);
            if (q >= 1 && outer >= 1) continue;
            var share = _weights[k] * _radii[k];
            if (q >= 1) sum -= share * Remaining(outer);
            else if (outer >= 1) sum += share * Remaining(q);
            else
            {
                var ratio = q * q * excess * (2 + excess) / ((1 - q) * (1 + q));
                sum -= share * Remaining(q) * Elementary.Expm1(_exponent * Elementary.Log1p(-Math.Min(1, ratio)));
            }
        }
        return _unitDrive * sum;
    }

    private double Remaining(double q) => Elementary.Exp(_exponent * Elementary.Log1p(-q * q));
}
