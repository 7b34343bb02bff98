using System.Diagnostics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge;

/// <summary>The law of the inputs x in R^d, of which the theory needs only x_par = w*.x and the squared length of the rest.</summary>
/// <remarks>
/// All cases but <see cref="Samples"/> are spherically symmetric, which makes the closure of the theory exact (Pellegrini and Biroli 2020,
/// arXiv 2006.11209, eq. 9). The dimension d belongs to <see cref="HingeProblem"/>. Compared by content.
/// </remarks>
public abstract record ProjectionLaw
{
    private ProjectionLaw() { }

    /// <summary>True where the closure of the theory is exact; false for given data, for which its curves are indicative only.</summary>
    public bool ClosureIsExact => this is not Samples;

    /// <summary>Independent standard normal components.</summary>
    public sealed record Gaussian : ProjectionLaw;

    /// <summary>Uniform on the sphere |x| = Radius.</summary>
    public sealed record Sphere(double Radius = 1) : ProjectionLaw
    {
        public double Radius { get; init => field = Require.Positive(value, nameof(Radius)); } = Require.Positive(Radius, nameof(Radius));
    }

    /// <summary>Uniform in the ball |x| &lt;= Radius.</summary>
    public sealed record Ball(double Radius = 1) : ProjectionLaw
    {
        public double Radius { get; init => field = Require.Positive(value, nameof(Radius)); } = Require.Positive(Radius, nameof(Radius));
    }

    /// <summary>A mixture of spheres: |x| = Radii[k] with probability Weights[k], direction uniform.</summary>
    public sealed record Radial : ProjectionLaw
    {
        /// <exception cref="ArgumentException">No shell, different lengths, a radius that is not positive, weights that are negative or do not
        /// sum to 1.</exception>
        public Radial(DenseVector<double> radii, DenseVector<double> weights)
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
    }

    /// <summary>
    /// Multivariate Student t with unit scale matrix; its heavy tail makes |x| of infinite variance for two degrees of freedom or fewer.
    /// </summary>
    public sealed record StudentT(double DegreesOfFreedom) : ProjectionLaw
    {
        public double DegreesOfFreedom { get; init => field = Checked(value); } = Checked(DegreesOfFreedom);

        private static double Checked(double value) => double.IsFinite(value) && value > 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(DegreesOfFreedom), value, "DegreesOfFreedom must be a finite number above 1: the drive E|x_par|/2 is infinite otherwise.");
    }

    /// <summary>The empirical law of given projections x_par,n, with the lengths |x_n| where they are known.</summary>
    /// <remarks>For data that are not symmetric about w* the theory is indicative only.</remarks>
    public sealed record Samples : ProjectionLaw
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
    }

    public T Match<T>(
        Func<Gaussian, T> gaussian,
        Func<Sphere, T> sphere,
        Func<Ball, T> ball,
        Func<Radial, T> radial,
        Func<StudentT, T> studentT,
        Func<Samples, T> samples)
    {
        ArgumentNullException.ThrowIfNull(gaussian);
        ArgumentNullException.ThrowIfNull(sphere);
        ArgumentNullException.ThrowIfNull(ball);
        ArgumentNullException.ThrowIfNull(radial);
        ArgumentNullException.ThrowIfNull(studentT);
        ArgumentNullException.ThrowIfNull(samples);
        return this switch
        {
            Gaussian law => gaussian(law),
            Sphere law => sphere(law),
            Ball law => ball(law),
            Radial law => radial(law),
            StudentT law => studentT(law),
            Samples law => samples(law),
            _ => throw new UnreachableException(),
        };
    }
}
