using Pipelines.Model.GaussianMixture;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.GaussianMixture;

/// <summary>The error of the best classifier where it is known in closed form.</summary>
public sealed class OracleErrorTests
{
    /// <summary>Clusters at (±1, ..., ±1) whose label is the product of the signs, and exclusive or, which is that turned by 45 degrees.</summary>
    [Theory]
    [InlineData(2, 0.4)]
    [InlineData(3, 0.7)]
    [InlineData(4, 0.3)]
    public void The_best_classifier_of_a_product_of_signs_errs_where_an_odd_number_of_them_is_wrong(int directions, double noise)
    {
        double Product(double wrong) => (1 - Math.Pow(1 - (2 * wrong), directions)) / 2;
        MixtureComponent Corner(int bits)
        {
            double[] signs = [.. Enumerable.Range(0, directions).Select(a => ((bits >> a) & 1) == 1 ? -1.0 : 1)];
            return new(DenseVector<double>.Copy(signs), (int)signs.Aggregate((a, b) => a * b), Math.Pow(0.5, directions));
        }
        var corners = new Mixture([.. Enumerable.Range(0, 1 << directions).Select(Corner)]);
        Assert.Equal(Product(SpecialFunctions.Erfc(1 / Math.Sqrt(2 * noise)) / 2), OracleError.Oracle(corners, noise), 1e-5);
        var exclusiveOr = new Mixture(
        [
            new(DenseVector<double>.Copy([1, 0]), 1, 0.25), new(DenseVector<double>.Copy([-1, 0]), 1, 0.25),
            new(DenseVector<double>.Copy([0, 1]), -1, 0.25), new(DenseVector<double>.Copy([0, -1]), -1, 0.25),
        ]);
        if (directions == 2) Assert.Equal(Product(SpecialFunctions.Erfc(0.5 / Math.Sqrt(noise)) / 2), OracleError.Oracle(exclusiveOr, noise), 1e-5);
    }

    [Fact]
    public void On_a_line_in_any_direction_the_best_classifier_is_that_of_one_direction()
    {
        var line = new Mixture([new(1.2, 1, 0.3), new(-0.4, -1, 0.3), new(-2, 1, 0.2) { NoiseLevel = 0.1 }, new(0.1, -1, 0.2) { NoiseLevel = 0.1 }]);
        var turned = new Mixture(
            [.. line.Components.Select(c => c with { Centre = DenseVector<double>.Copy([0.6 * c.Centre[0], 2, -0.8 * c.Centre[0]]) })]);
        Assert.Equal(OracleError.Oracle(line, 0.5), OracleError.Oracle(turned, 0.5), 1e-14);
        // Clusters of different noise never hide each other.
        Assert.Equal(0, OracleError.Oracle(new([new(0, 1, 0.5), new(0, -1, 0.5) { NoiseLevel = 0.1 }]), 0.5));
        Assert.Equal(0.5, OracleError.Oracle(new([new(0, 1, 0.5), new(0, -1, 0.5)]), 0.5));
    }
}
