using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Laws;

public abstract partial record InputLaw
{
    /// <summary>Uniform in the ball |x| ≤ Radius.</summary>
    public sealed record Ball(double Radius = 1) : InputLaw
    {
        public double Radius { get; init => field = Require.Positive(value, nameof(Radius)); } = Require.Positive(Radius, nameof(Radius));

        internal override ProjectionStatistics StatisticsIn(int inputDimension) => new BallStatistics(Radius, inputDimension);

        private protected override double Factor(RandomKey key, int index, double norm, int dimension) =>
            Radius * Elementary.Exp(Elementary.Log(Draws.Uniform(key.Fork("radius"), (ulong)index)) / dimension) / norm;
    }
}

/// <summary>
/// Uniform in a ball: x_par has the law of the sphere of the same radius in d + 2 dimensions; J² is (d-1)/(d+1) times that sphere's.
/// </summary>
internal sealed class BallStatistics(double radius, int inputDimension) : ProjectionStatistics
{
    private readonly RadialStatistics _sphere = new([radius], [1], inputDimension + 2.0);

    public override double InitialDrive => _sphere.InitialDrive;

    public override double DensityAtOrigin => _sphere.DensityAtOrigin;

    public override double MeanSquareProjection => _sphere.MeanSquareProjection;

    public override double LargestProjection => _sphere.LargestProjection;

    internal override double SaturationEdge => _sphere.SaturationEdge;

    internal override ImmutableArray<double> Kinks => _sphere.Kinks;

    public override double Drive(double edge) => _sphere.Drive(edge);

    public override double UnsatisfiedFraction(double edge) => _sphere.UnsatisfiedFraction(edge);

    public override double NoiseSquare(double edge) => (inputDimension - 1.0) / (inputDimension + 1.0) * _sphere.NoiseSquare(edge);

    internal override double Mean(Moment moment, Func<double, double> of, double scale, ReadOnlySpan<double> kinks) =>
        (moment == Moment.Across ? (inputDimension - 1.0) / (inputDimension + 1.0) : 1) * _sphere.Mean(moment, of, scale, kinks);

    internal override StationaryPoint StationaryPointAt(double mislabelFraction) => _sphere.StationaryPointAt(mislabelFraction);

    internal override double MislabelledDrive(double mislabelFraction, StationaryPoint stationary, double excess) =>
        _sphere.MislabelledDrive(mislabelFraction, stationary, excess);
}
