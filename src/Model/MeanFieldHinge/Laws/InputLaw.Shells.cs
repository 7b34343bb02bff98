using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Laws;

public abstract partial record InputLaw
{
    /// <summary>A mixture of spheres, which is any radial law in steps: |x| = Radii[k] with probability Weights[k].</summary>
    public sealed record Shells : InputLaw
    {
        /// <exception cref="ArgumentException">No shell, different lengths, a radius that is not positive, weights that are negative or do not
        /// sum to 1.</exception>
        public Shells(DenseVector<double> radii, DenseVector<double> weights)
        {
            ArgumentNullException.ThrowIfNull(radii);
            ArgumentNullException.ThrowIfNull(weights);
            if (radii.Length == 0) throw new ArgumentException("A radial law needs at least one radius.", nameof(radii));
            if (radii.Length != weights.Length)
                throw new ArgumentException($"{radii.Length} radii need as many weights, not {weights.Length}.", nameof(weights));
            var total = 0.0;
            for (var k = 0; k < radii.Length; k++)
            {
                Require.Positive(radii[k], $"radii[{k}]");
                total += Require.NonNegative(weights[k], $"weights[{k}]");
            }
            // 1e-9: what decimal fractions such as 0.3333333333 lose in a file.
            if (!(Math.Abs(total - 1) <= 1e-9))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The weights of a radial law must sum to 1, not to {total}."), nameof(weights));
            }
            (Radii, Weights) = (radii, weights);
        }

        public DenseVector<double> Radii { get; }

        public DenseVector<double> Weights { get; }

        // A shell without weight has no edge either.
        internal override ProjectionStatistics StatisticsIn(int inputDimension)
        {
            int[] present = [.. Enumerable.Range(0, Radii.Length).Where(k => Weights[k] > 0)];
            return RadialStatistics.Create([.. present.Select(k => Radii[k])], [.. present.Select(k => Weights[k])], inputDimension);
        }

        private protected override double Factor(RandomKey key, int index, double norm, int dimension) =>
            RadiusAt(Draws.Uniform(key.Fork("radius"), (ulong)index)) / norm;

        /// <summary>The shell at this quantile.</summary>
        private double RadiusAt(double quantile)
        {
            var cumulative = 0.0;
            for (var k = 0; k < Radii.Length - 1; k++)
            {
                cumulative += Weights[k];
                if (quantile <= cumulative) return Radii[k];
            }
            return Radii[Radii.Length - 1];
        }
    }
}

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
