using System.Diagnostics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>A spherically symmetric law of the inputs x in d dimensions: closed, so that every law has its closed-form theory or none.</summary>
public abstract record InputLaw
{
    private InputLaw() { }

    /// <summary>N(0, I): independent standard normal components.</summary>
    public sealed record Gaussian : InputLaw;

    /// <summary>Uniform on the sphere |x| = Radius.</summary>
    public sealed record Sphere(double Radius = 1) : InputLaw
    {
        public double Radius { get; init => field = Require.Positive(value, nameof(Radius)); } = Require.Positive(Radius, nameof(Radius));
    }

    /// <summary>Uniform in the ball |x| ≤ Radius.</summary>
    public sealed record Ball(double Radius = 1) : InputLaw
    {
        public double Radius { get; init => field = Require.Positive(value, nameof(Radius)); } = Require.Positive(Radius, nameof(Radius));
    }

    /// <summary>A mixture of spheres, which is any discrete radial law: |x| = Radii[j] with probability Weights[j].</summary>
    /// <remarks>Radii are positive; weights are not negative and add up to one within 1e-12 (they are used as given).</remarks>
    public sealed record Shells : InputLaw
    {
        public Shells(DenseVector<double> radii, DenseVector<double> weights)
        {
            ArgumentNullException.ThrowIfNull(radii);
            ArgumentNullException.ThrowIfNull(weights);
            if (radii.Length == 0 || radii.Length != weights.Length)
                throw new ArgumentException($"{radii.Length} radii and {weights.Length} weights do not make a mixture of shells.", nameof(weights));
            var total = 0.0;
            foreach (var radius in radii.Span) Require.Positive(radius, nameof(radii));
            foreach (var weight in weights.Span) total += Require.NonNegative(weight, nameof(weights));
            if (Math.Abs(total - 1) > 1e-12)
                throw new ArgumentException(FormattableString.Invariant($"The weights of the shells add up to {total}, not to 1."), nameof(weights));
            (Radii, Weights) = (radii, weights);
        }

        public DenseVector<double> Radii { get; }

        public DenseVector<double> Weights { get; }
    }

    /// <summary>Multivariate Student t with unit scale matrix: x = g / √(χ²_ν / ν).</summary>
    public sealed record StudentT(double DegreesOfFreedom) : InputLaw
    {
        public double DegreesOfFreedom { get; init => field = Require.Positive(value, nameof(DegreesOfFreedom)); }
            = Require.Positive(DegreesOfFreedom, nameof(DegreesOfFreedom));
    }

    public T Match<T>(Func<Gaussian, T> gaussian, Func<Sphere, T> sphere, Func<Ball, T> ball, Func<Shells, T> shells, Func<StudentT, T> studentT)
    {
        ArgumentNullException.ThrowIfNull(gaussian);
        ArgumentNullException.ThrowIfNull(sphere);
        ArgumentNullException.ThrowIfNull(ball);
        ArgumentNullException.ThrowIfNull(shells);
        ArgumentNullException.ThrowIfNull(studentT);
        return this switch
        {
            Gaussian law => gaussian(law),
            Sphere law => sphere(law),
            Ball law => ball(law),
            Shells law => shells(law),
            StudentT law => studentT(law),
            _ => throw new UnreachableException(),
        };
    }
}
