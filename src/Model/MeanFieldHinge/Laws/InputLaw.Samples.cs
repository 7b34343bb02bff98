using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Laws;

public abstract partial record InputLaw
{
    /// <summary>The empirical law of given projections x_par,n, with the lengths |x_n| where they are known; nothing is drawn from it.</summary>
    /// <remarks>For data that are not symmetric about w* the theory is indicative only.</remarks>
    public sealed record Samples : InputLaw
    {
        /// <exception cref="ArgumentException">No projection, different lengths, a value that is not finite, or a length below its
        /// projection.</exception>
        public Samples(DenseVector<double> projections, DenseVector<double>? radii = null)
        {
            ArgumentNullException.ThrowIfNull(projections);
            if (projections.Length == 0) throw new ArgumentException("An empirical law needs at least one projection.", nameof(projections));
            if (radii is not null && radii.Length != projections.Length)
                throw new ArgumentException($"{projections.Length} projections need as many radii, not {radii.Length}.", nameof(radii));
            for (var n = 0; n < projections.Length; n++)
            {
                Require.Finite(projections[n], $"projections[{n}]");
                // One part in 1e6: projections and lengths may come from single precision.
                if (radii is not null && !(Require.Finite(radii[n], $"radii[{n}]") >= Math.Abs(projections[n]) * (1 - 1e-6)))
                {
                    throw new ArgumentOutOfRangeException(
                        nameof(radii), radii[n], $"radii[{n}] must be at least the absolute value of its projection.");
                }
            }
            (Projections, Radii) = (projections, radii);
        }

        public DenseVector<double> Projections { get; }

        public DenseVector<double>? Radii { get; }

        internal override ProjectionStatistics StatisticsIn(int inputDimension) => AtomicStatistics.OfSamples(this);

        private protected override double Factor(RandomKey key, int index, double norm, int dimension) =>
            throw new InvalidOperationException("Projections alone make no inputs.");
    }
}
