using System.Collections.Immutable;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Laws;

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
        _unitDrive = SpecialFunctions.GammaRatio(dimension / 2, (dimension + 1) / 2) / (2 * Math.Sqrt(Math.PI));
        Array.Sort(_radii, _weights);
        Kinks = [.. _radii.Distinct().Reverse()];
        var (mean, inverse, square) = (0.0, 0.0, 0.0);
        for (var k = 0; k < _radii.Length; k++)
        {
            mean += _weights[k] * _radii[k];
            inverse += _weights[k] / _radii[k];
            square += _weights[k] * _radii[k] * _radii[k];
        }
        (InitialDrive, MeanSquareProjection) = (_unitDrive * mean, square / dimension);
        // Γ(d/2)/(sqrt π Γ((d-1)/2)).
        DensityAtOrigin = inverse / (Math.Sqrt(Math.PI) * SpecialFunctions.GammaRatio(_exponent, _exponent + 0.5));
    }

    public override double InitialDrive { get; }

    public override double DensityAtOrigin { get; }

    public override double MeanSquareProjection { get; }

    public override double LargestProjection => _radii[^1];

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
        for (var k = 0; k < _radii.Length; k++) sum += _weights[k] * BelowShare(_exponent, Math.Min(1, edge / _radii[k]));
        return Math.Min(1, sum);
    }

    public override double NoiseSquare(double edge)
    {
        var sum = 0.0;
        for (var k = 0; k < _radii.Length; k++)
            sum += _weights[k] * _radii[k] * _radii[k] * BelowShare(_exponent + 1, Math.Min(1, edge / _radii[k]));
        return (_dimension - 1) / (2 * _dimension) * sum;
    }

    // x_par = r sin θ with the density of θ proportional to cos^(d-2).
    internal override double Mean(Moment moment, Func<double, double> of, double scale, ReadOnlySpan<double> kinks)
    {
        var (sum, angles) = (0.0, new double[kinks.Length]);
        for (var k = 0; k < _radii.Length; k++)
        {
            var radius = _radii[k];
            double Integrand(double angle)
            {
                var (sine, cosine) = Elementary.SinCos(angle);
                var weight = Elementary.Exp((_dimension - 2) * (sine < 0.5 ? Elementary.Log1p(-sine * sine) / 2 : Elementary.Log(cosine)));
                var counted = moment switch { Moment.Distance => radius * sine, Moment.Across => radius * radius * cosine * cosine, _ => 1 };
                return weight == 0 ? 0 : weight * counted * of(radius * sine);
            }
            for (var i = 0; i < kinks.Length; i++) angles[i] = Elementary.Asin(Math.Min(1, kinks[i] / radius));
            sum += _weights[k] * OverPanels(Integrand, Math.Min(1 / Math.Sqrt(_dimension), scale / radius), Math.PI / 2, angles, isBounded: true);
        }
        return 2 * sum / (Math.Sqrt(Math.PI) * SpecialFunctions.GammaRatio(_exponent, _exponent + 0.5));
    }

    internal override StationaryPoint StationaryPointAt(double mislabelFraction)
    {
        if (mislabelFraction == 0) return default;
        if (_radii.Length == 1)
        {
            var logDepth = -Elementary.Log1p(mislabelFraction / (1 - (2 * mislabelFraction))) / _exponent;
            return new(_radii[0] * Math.Sqrt(-Elementary.Expm1(logDepth)), Elementary.Exp(logDepth));
        }
        var low = _radii[^1] / 2;
        while (Excess(mislabelFraction, AtEdge(low)) > 0) low /= 2;
        // On the outer half of the largest sphere the depth is the unknown that keeps its digits.
        return low == _radii[^1] / 2
            ? AtDepth(RootFinding.Brent(v => Excess(mislabelFraction, AtDepth(v)), 0, 0.75))
            : AtEdge(RootFinding.Brent(h => Excess(mislabelFraction, AtEdge(h)), low, 2 * low));
    }

    internal override double MislabelledDrive(double mislabelFraction, StationaryPoint stationary, double excess) =>
        (1 - mislabelFraction) * DriveIncrement(stationary, excess);

    // I_δ/(1-δ) at a trial point; above one quarter the part lost is the smaller number and carries the digits.
    private double Excess(double mislabelFraction, StationaryPoint trial) => mislabelFraction < 0.25
        ? Drive(trial.Edge) - (mislabelFraction / (1 - mislabelFraction) * InitialDrive)
        : ((1 - (2 * mislabelFraction)) / (1 - mislabelFraction) * InitialDrive) - DriveIncrement(trial, double.PositiveInfinity);

    // I(H (1 + excess)) - I(H) without cancellation.
    private double DriveIncrement(StationaryPoint from, double excess)
    {
        var sum = 0.0;
        for (var k = 0; k < _radii.Length; k++)
        {
            var q = from.Edge / _radii[k];
            var outer = q * (1 + excess);
            var (share, depth) = (_weights[k] * _radii[k], k == _radii.Length - 1 ? from.Depth : (1 - q) * (1 + q));
            if (depth <= 0) sum -= outer < 1 ? share * Remaining(outer, (1 - outer) * (1 + outer)) : 0;
            else if (outer >= 1) sum += share * Remaining(q, depth);
            else
            {
                var ratio = q * q * excess * (2 + excess) / depth;
                sum -= share * Remaining(q, depth) * Elementary.Expm1(_exponent * Elementary.Log1p(-Math.Min(1, ratio)));
            }
        }
        return _unitDrive * sum;
    }

    // (1-q²)^((d-1)/2), from whichever of q and 1-q² is the smaller.
    private double Remaining(double q, double depth) => Elementary.Exp(_exponent * (q < 0.5 ? Elementary.Log1p(-q * q) : Elementary.Log(depth)));

    // I_{q²}(1/2, b): the probability that a component of a random direction is below q (or its second moment, for b + 1).
    private static double BelowShare(double b, double q) => SpecialFunctions.RegularizedBeta(0.5, b, q * q);

    private StationaryPoint AtEdge(double edge) => new(edge, (1 - (edge / _radii[^1])) * (1 + (edge / _radii[^1])));

    private StationaryPoint AtDepth(double depth) => new(_radii[^1] * Math.Sqrt(1 - depth), depth);
}
