using FsCheck.Fluent;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>Identities among the input laws and their averages.</summary>
public class LawProperties
{
    [Fact]
    public void Averages_rise_with_the_edge_to_their_initial_values() => (
        from law in HingeGenerator.Laws
        from edges in Gen.ArrayOf(HingeGenerator.Decades(-6, 6), 2)
        select (law.Law, law.Dimension, Low: edges.Min(), High: edges.Max())).Holds(c =>
    {
        var s = ProjectionStatistics.Of(c.Law, c.Dimension);
        Assert.InRange(s.Drive(c.Low), 0, s.Drive(c.High) * (1 + 1e-14));
        Assert.InRange(s.Drive(c.High), 0, s.InitialDrive * (1 + 1e-14));
        Assert.InRange(s.UnsatisfiedFraction(c.Low), 0, s.UnsatisfiedFraction(c.High) * (1 + 1e-13));
        Assert.InRange(s.UnsatisfiedFraction(c.High), 0, 1);
        Assert.InRange(s.NoiseSquare(c.Low), 0, s.NoiseSquare(c.High) * (1 + 1e-13));
        Assert.Equal(s.InitialDrive, s.Drive(double.PositiveInfinity), s.InitialDrive * 1e-14);
        Assert.Equal(1, s.UnsatisfiedFraction(double.PositiveInfinity), 1e-14);
        Assert.Equal(0, s.Drive(0));
        // Clean learning ends only where x_par takes isolated values.
        Assert.Equal(double.IsNaN(s.DensityAtOrigin), s.StationaryEdge(0) > 0);
    });

    [Fact]
    public void Drive_of_flipped_and_correct_labels_balances_at_the_stationary_edge() => (
        from law in HingeGenerator.Laws.Where(l => l.Law is not InputLaw.Samples && (l.Dimension > 1 || l.Law is InputLaw.Gaussian))
        from delta in Gen.Elements(1e-12, 1e-3, 0.1, 0.3, 0.49)
        select (law.Law, law.Dimension, delta)).Holds(c =>
    {
        var s = ProjectionStatistics.Of(c.Law, c.Dimension);
        // Rounding of the edge times the slope of the drive: at most a few parts in 1e13 of the flipped share, 1e-8 by the square root in two
        // dimensions.
        Near.Assert(c.delta / (1 - c.delta) * s.InitialDrive, s.Drive(s.StationaryEdge(c.delta)), 1e-9, $"{c.Law}, d = {c.Dimension}, {c.delta}");
    });

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(500)]
    public void Noise_and_projection_share_the_square_of_the_length(int dimension)
    {
        var sphere = ProjectionStatistics.Of(new InputLaw.Sphere(2), dimension);
        foreach (var edge in new[] { 0.01, 0.2, 0.5, 1.3, 1.99 })
        {
            // E[x_par²; u] with x_par = 2 sin θ and density in proportion to cos^(d-2) θ.
            double Moment(double angle) => 8 * Math.Pow(Math.Sin(angle), 2) * Math.Pow(Math.Cos(angle), dimension - 2) * sphere.DensityAtOrigin;
            var projected = 2 * Quadrature.Integrate(Moment, 0, Math.Asin(edge / 2));
            Near.Assert(4 * sphere.UnsatisfiedFraction(edge) / 2, sphere.NoiseSquare(edge) + (projected / 2), 1e-11, $"d = {dimension}, H = {edge}");
        }
    }

    [Fact]
    public void Ball_projects_like_a_sphere_in_two_more_dimensions()
    {
        foreach (var dimension in new[] { 1, 2, 9, 400 })
        {
            var (ball, sphere) = (ProjectionStatistics.Of(
                new InputLaw.Ball(3), dimension), ProjectionStatistics.Of(new InputLaw.Sphere(3), dimension + 2));
            foreach (var edge in new[] { 0.001, 0.1, 1, 2.5, 4 })
            {
                Assert.Equal(sphere.Drive(edge), ball.Drive(edge), 1e-15);
                Assert.Equal(sphere.UnsatisfiedFraction(edge), ball.UnsatisfiedFraction(edge), 1e-15);
            }
        }
    }

    [Fact]
    public void Gaussian_is_the_mixture_of_spheres_with_chi_radius()
    {
        const int Dimension = 21;
        // Midpoint rule on [0, 14]: the chi density and its derivatives vanish at both ends.
        const int Count = 4000;
        double[] radii = [.. Enumerable.Range(0, Count).Select(i => 14 * (i + 0.5) / Count)];
        double[] weights = [.. radii.Select(r => Math.Exp(((Dimension - 1) * Math.Log(r)) - (r * r / 2)))];
        var total = weights.Sum();
        var law = new InputLaw.Shells(DenseVector<double>.Copy(radii), DenseVector<double>.Copy([.. weights.Select(w => w / total)]));
        var (mixture, gaussian) = (ProjectionStatistics.Of(law, Dimension), ProjectionStatistics.Of(new InputLaw.Gaussian(), Dimension));
        foreach (var edge in new[] { 0.01, 0.3, 1, 2, 5, double.PositiveInfinity })
        {
            Near.Assert(gaussian.Drive(edge), mixture.Drive(edge), 1e-11, $"drive at {edge}");
            Near.Assert(gaussian.UnsatisfiedFraction(edge), mixture.UnsatisfiedFraction(edge), 1e-11, $"fraction at {edge}");
            Near.Assert(gaussian.NoiseSquare(edge), mixture.NoiseSquare(edge), 1e-11, $"noise at {edge}");
        }
        Near.Assert(gaussian.DensityAtOrigin, mixture.DensityAtOrigin, 1e-11, "density");
    }

    [Fact]
    public void Large_spheres_become_gaussian_as_one_over_the_dimension()
    {
        static double Gap(int d)
        {
            var (sphere, gaussian) = (ProjectionStatistics.Of(
                new InputLaw.Sphere(Math.Sqrt(d)), d), ProjectionStatistics.Of(new InputLaw.Gaussian(), d));
            return sphere.Drive(0.7) - gaussian.Drive(0.7);
        }
        Assert.InRange(Gap(1000) / Gap(10_000), 9.9, 10.1);
        Assert.InRange(Gap(10_000) / Gap(100_000), 9.9, 10.1);
    }

    [Fact]
    public void Samples_of_a_law_approach_it()
    {
        // Quantiles of the sphere in three dimensions, whose projection is uniform.
        double[] projections = [.. Enumerable.Range(0, 2000).Select(n => -1 + ((n + 0.5) / 1000))];
        var law = new InputLaw.Samples(DenseVector<double>.Copy(projections), DenseVector<double>.Copy([.. projections.Select(_ => 1.0)]));
        var problem = new HingeProblem(law, 3, 10, 20) { MislabelFraction = 0.05, TrainingSamples = 2000 };
        var (sampled, smooth) = (HingeTheory.Solve(
            problem, [1, 10, 100]), HingeTheory.Solve(problem with { Law = new InputLaw.Sphere() }, [1, 10, 100]));
        foreach (var (actual, expected) in sampled.Zip(smooth))
        {
            // The spacing of the quantiles.
            Near.Assert(expected.Clock, actual.Clock, 1e-3, $"clock at {actual.Time}");
            Near.Assert(expected.UnsatisfiedFraction, actual.UnsatisfiedFraction, 0, "fraction", floor: 1e-3);
            Near.Assert(expected.Noise, actual.Noise, 2e-3, "noise");
        }
    }
}
