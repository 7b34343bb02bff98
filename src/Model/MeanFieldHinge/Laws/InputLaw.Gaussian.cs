using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Laws;

public abstract partial record InputLaw
{
    /// <summary>N(0, I): independent standard normal components.</summary>
    public sealed record Gaussian : InputLaw
    {
        internal override ProjectionStatistics StatisticsIn(int inputDimension) => new GaussianStatistics(inputDimension);

        private protected override double Factor(RandomKey key, int index, double norm, int dimension) => 1;
    }
}

/// <summary>Standard normal inputs: I = (1 - exp(-H²/2))/sqrt(2π), f^U = erf(H/sqrt 2), J² = (d-1) f^U/2 (eq. 13, supplement eqs. 21-22).</summary>
internal sealed class GaussianStatistics(int inputDimension) : ProjectionStatistics
{
    private const double DensityAtZero = 0.398942280401432677939946059934382;

    public override double InitialDrive => DensityAtZero;

    public override double DensityAtOrigin => DensityAtZero;

    public override double MeanSquareProjection => 1;

    public override double LargestProjection => double.PositiveInfinity;

    // exp(-H²/2) < 1e-17.
    internal override double SaturationEdge => 8.9;

    internal override ImmutableArray<double> Kinks => [];

    public override double Drive(double edge) => -DensityAtZero * Elementary.Expm1(-edge * edge / 2);

    public override double UnsatisfiedFraction(double edge) => SpecialFunctions.Erf(edge / Math.Sqrt(2));

    public override double NoiseSquare(double edge) => (inputDimension - 1) * UnsatisfiedFraction(edge) / 2;

    internal override double Mean(Moment moment, Func<double, double> of, double scale, ReadOnlySpan<double> kinks)
    {
        double Integrand(double x)
        {
            var weight = Elementary.Exp(-x * x / 2);
            return weight == 0 ? 0 : (moment == Moment.Distance ? x : 1) * weight * of(x);
        }
        var across = moment == Moment.Across ? inputDimension - 1 : 1;
        return across == 0 ? 0 : 2 * DensityAtZero * across * OverPanels(Integrand, Math.Min(0.5, scale), 64, kinks, isBounded: false);
    }

    internal override StationaryPoint StationaryPointAt(double mislabelFraction) =>
        new(Math.Sqrt(2 * Elementary.Log1p(mislabelFraction / (1 - (2 * mislabelFraction)))), Depth: 1);

    internal override double MislabelledDrive(double mislabelFraction, StationaryPoint stationary, double excess)
    {
        // exp(-H*²/2) = (1-2δ)/(1-δ), hence (1-δ)(I(H) - I(H*)) below.
        var difference = stationary.Edge * stationary.Edge * excess * (2 + excess);
        return -(1 - (2 * mislabelFraction)) * DensityAtZero * Elementary.Expm1(-difference / 2);
    }
}
