using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Laws;

public abstract partial record InputLaw
{
    /// <summary>Uniform on the sphere |x| = Radius.</summary>
    public sealed record Sphere(double Radius = 1) : InputLaw
    {
        public double Radius { get; init => field = Require.Positive(value, nameof(Radius)); } = Require.Positive(Radius, nameof(Radius));

        internal override ProjectionStatistics StatisticsIn(int inputDimension) => RadialStatistics.Create([Radius], [1], inputDimension);

        private protected override double Factor(RandomKey key, int index, double norm, int dimension) => Radius / norm;
    }
}
