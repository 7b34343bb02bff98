using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Laws;

public abstract partial record InputLaw
{
    /// <summary>
    /// Multivariate Student t with unit scale matrix, x = g / √(χ²_ν / ν); its heavy tail makes |x| of infinite variance for two degrees of freedom
    /// or fewer.
    /// </summary>
    public sealed record StudentT(double DegreesOfFreedom) : InputLaw
    {
        public double DegreesOfFreedom { get; init => field = Checked(value); } = Checked(DegreesOfFreedom);

        internal override ProjectionStatistics StatisticsIn(int inputDimension) => new StudentStatistics(DegreesOfFreedom, inputDimension);

        private protected override double Factor(RandomKey key, int index, double norm, int dimension) =>
            Math.Sqrt(DegreesOfFreedom / Draws.ChiSquare(key.Fork("radius").Fork(index), DegreesOfFreedom));

        private static double Checked(double value) => double.IsFinite(value) && value > 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(DegreesOfFreedom), value, "DegreesOfFreedom must be a finite number above 1: the drive E|x_par|/2 is infinite otherwise.");
    }
}

/// <summary>Student t inputs with ν degrees of freedom and unit scale.</summary>
/// <remarks>
/// I = I(inf) [1 - (1+H²/ν)^(-(ν-1)/2)], I(inf) = p0 ν/(ν-1), p0 = Γ((ν+1)/2)/(sqrt(νπ) Γ(ν/2)). Given x_par each of the other components has
/// variance (ν + x_par²)/(ν-1), hence J² = (d-1) ν/(ν-1) p0 sqrt ν ∫_0^asinh(H/sqrt ν) cosh^(2-ν) θ dθ, finite at H = inf only for ν above 2.
/// </remarks>
internal sealed class StudentStatistics : ProjectionStatistics
{
    private readonly double _freedom;
    private readonly double _exponent;
    private readonly int _inputDimension;

    // x_par overflows beyond 710; the mean |x_par| that lies beyond is below 1e-17 of it for more than 1.06 degrees of freedom.
    private const double LargestAngle = 700;

    internal StudentStatistics(double degreesOfFreedom, int inputDimension)
    {
        (_freedom, _exponent, _inputDimension) = (degreesOfFreedom, (degreesOfFreedom - 1) / 2, inputDimension);
        DensityAtOrigin = 1 / (Math.Sqrt(degreesOfFreedom * Math.PI) * SpecialFunctions.GammaRatio(degreesOfFreedom / 2, (degreesOfFreedom + 1) / 2));
        InitialDrive = DensityAtOrigin * degreesOfFreedom / (degreesOfFreedom - 1);
    }

    public override double InitialDrive { get; }

    public override double DensityAtOrigin { get; }

    public override double MeanSquareProjection => _freedom > 2 ? _freedom / (_freedom - 2) : double.PositiveInfinity;

    public override double LargestProjection => double.PositiveInfinity;

    // The tail is a power: its saturation may lie beyond every double.
    internal override double SaturationEdge => Math.Min(1e300, EdgeWithLoss(39.2));

    internal override ImmutableArray<double> Kinks => [];

    public override double Drive(double edge) => -InitialDrive * Elementary.Expm1(-_exponent * LogOnePlusSquare(edge));

    public override double UnsatisfiedFraction(double edge)
    {
        // tan² of the angle is H²/ν; the beta function takes sin² of it, written so that neither end cancels.
        var ratio = edge / Math.Sqrt(_freedom);
        return ratio <= 1
            ? SpecialFunctions.RegularizedBeta(0.5, _freedom / 2, ratio * ratio / (1 + (ratio * ratio)))
            : 1 - SpecialFunctions.RegularizedBeta(_freedom / 2, 0.5, 1 / (1 + (ratio * ratio)));
    }

    public override double NoiseSquare(double edge)
    {
        if (_inputDimension == 1) return 0;
        var scale = (_inputDimension - 1) * _freedom / (_freedom - 1) * DensityAtOrigin * Math.Sqrt(_freedom);
        if (double.IsPositiveInfinity(edge))
            return _freedom > 2 ? (_inputDimension - 1) * _freedom / (2 * (_freedom - 2)) : double.PositiveInfinity;
        var end = Elementary.Asinh(edge / Math.Sqrt(_freedom));
        double Integrand(double angle) => Elementary.Exp((2 - _freedom) * LogCosh(angle));
        var (sum, from) = (0.0, 0.0);
        // Panels that double from the width of the integrand's peak.
        for (var to = 1 / Math.Sqrt(_freedom); from < end; (from, to) = (to, 2 * to))
            sum += Quadrature.Integrate(Integrand, from, Math.Min(to, end));
        return scale * sum;
    }

    // x_par = sqrt ν sinh θ with the density of θ proportional to cosh^-ν: a tail that falls exponentially.
    internal override double Mean(Moment moment, Func<double, double> of, double scale, ReadOnlySpan<double> kinks)
    {
        var root = Math.Sqrt(_freedom);
        double Integrand(double angle)
        {
            var weight = moment switch
            {
                Moment.Distance => root * Elementary.Tanh(angle) * Elementary.Exp((1 - _freedom) * LogCosh(angle)),
                Moment.Across => Elementary.Exp((2 - _freedom) * LogCosh(angle)),
                _ => Elementary.Exp(-_freedom * LogCosh(angle)),
            };
            return weight == 0 ? 0 : weight * of(root * Elementary.Sinh(angle));
        }
        var angles = new double[kinks.Length];
        for (var i = 0; i < kinks.Length; i++) angles[i] = Elementary.Asinh(kinks[i] / root);
        var across = moment == Moment.Across ? (_inputDimension - 1) * _freedom / (_freedom - 1) : 1;
        var first = Math.Min(1 / root, Elementary.Asinh(scale / root));
        return across == 0 ? 0 : 2 * DensityAtOrigin * root * across * OverPanels(Integrand, first, LargestAngle, angles, isBounded: false);
    }

    internal override StationaryPoint StationaryPointAt(double mislabelFraction) =>
        new(EdgeWithLoss(Elementary.Log1p(mislabelFraction / (1 - (2 * mislabelFraction)))), Depth: 1);

    internal override double MislabelledDrive(double mislabelFraction, StationaryPoint stationary, double excess)
    {
        // (1+H*²/ν)^(-(ν-1)/2) = (1-2δ)/(1-δ). H*²/(ν+H*²) = 1/(1+ν/H*²) keeps huge edges finite.
        var share = 1 / (1 + (_freedom / stationary.Edge / stationary.Edge));
        // Edges run over all doubles, so their squares would overflow.
        var logarithm = excess < 1e100
            ? Elementary.Log1p(share * excess * (2 + excess))
            : Elementary.Log(share) + (2 * Elementary.Log(excess));
        return -(1 - (2 * mislabelFraction)) * InitialDrive * Elementary.Expm1(-_exponent * logarithm);
    }

    // The edge at which (1+H²/ν)^(-(ν-1)/2) = exp(-loss).
    private double EdgeWithLoss(double loss)
    {
        var logarithm = loss / _exponent;
        return logarithm < 600
            ? Math.Sqrt(_freedom * Elementary.Expm1(logarithm))
            : Math.Sqrt(_freedom) * Elementary.Exp(logarithm / 2);
    }

    private double LogOnePlusSquare(double edge)
    {
        var ratio = edge / Math.Sqrt(_freedom);
        return ratio < 1e8 ? Elementary.Log1p(ratio * ratio) : 2 * Elementary.Log(ratio);
    }

    private static double LogCosh(double x) => x + Elementary.Log1p(Elementary.Exp(-2 * x)) - 0.693147180559945309417232121458177;
}
