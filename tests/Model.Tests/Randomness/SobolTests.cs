using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.Randomness;

public class SobolTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(7).Fork("sobol");

    [Fact]
    public void Every_dimension_has_one_point_in_every_interval()
    {
        var sobol = new Sobol(Sobol.MaximalDimensions, Key);
        for (var dimension = 0; dimension < Sobol.MaximalDimensions; dimension++)
        {
            foreach (var (bits, first) in new[] { (3, 0L), (3, 8L), (8, 256L * 5), (12, 0L), (12, 4096L * 77) })
            {
                var points = Points(sobol, dimension, first, 1 << bits);
                Assert.Equal(Enumerable.Range(0, 1 << bits), points.Select(x => (int)(x * (1 << bits))).Order());
            }
        }
    }

    [Fact]
    public void The_first_two_dimensions_form_a_perfect_net()
    {
        const int Bits = 10;
        var sobol = new Sobol(2, Key);
        var (x, y) = (Points(sobol, 0, 0, 1 << Bits), Points(sobol, 1, 0, 1 << Bits));
        for (var wide = 0; wide <= Bits; wide++)
        {
            var boxes = x.Zip(y, (a, b) => ((int)(a * (1 << wide)), (int)(b * (1 << (Bits - wide)))));
            Assert.Equal(1 << Bits, boxes.Distinct().Count());
        }
    }

    // Property A of Sobol (1976), which Joe and Kuo's numbers have; one wrong entry in the table would break it.
    [Fact]
    public void The_first_2_to_the_d_points_visit_every_orthant_of_d_dimensions()
    {
        const int Dimensions = 15;
        var sobol = new Sobol(Dimensions, Key);
        var orthants = new int[1 << Dimensions];
        for (var dimension = 0; dimension < Dimensions; dimension++)
        {
            var points = Points(sobol, dimension, 0, orthants.Length);
            for (var i = 0; i < orthants.Length; i++) orthants[i] |= points[i] >= 0.5 ? 1 << dimension : 0;
        }
        Assert.Equal(orthants.Length, orthants.Distinct().Count());
    }

    // From 16 times as many points, independent ones would gain a factor of 4 in the root mean square error. Five other seeds gained 17.5 to 26.5
    // here (16^(3/2) = 64 is the limit for many points), and their error at 1024 points was 7e-4 where independent ones have 0.8/32 = 2.5e-2.
    [Fact]
    public void Averages_of_a_smooth_function_converge_faster_than_with_independent_points()
    {
        var coarse = RootMeanSquareError(1 << 6);
        var fine = RootMeanSquareError(1 << 10);
        Assert.True(coarse / fine > 10, $"the error fell from {coarse:g3} to {fine:g3}");
        Assert.True(fine < 2e-3, $"the error {fine:g3} is no better than that of independent points");
    }

    [Fact]
    public void A_part_of_the_sequence_is_the_sequence()
    {
        var whole = Points(new Sobol(5, Key), 4, 0, 100);
        Assert.Equal(whole[37..59], Points(new Sobol(9, Key), 4, 37, 22));
        Assert.NotEqual(whole, Points(new Sobol(5, Key.Fork(1)), 4, 0, 100));
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_a_normal_law()
    {
        var numbers = new double[1 << 14];
        new Sobol(3, Key).FillNormalsInto(2, 0, numbers);
        Assert.Equal(0, numbers.Average(), 3);
        Assert.Equal(1, numbers.Average(z => z * z), 2);
        Assert.Equal(3, numbers.Average(z => z * z * z * z), 1);
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sobol(0, Key));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sobol(Sobol.MaximalDimensions + 1, Key));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sobol(2, Key).FillInto(2, 0, new double[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sobol(2, Key).FillInto(0, -1, new double[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sobol(2, Key).FillInto(0, (1L << 32) - 1, new double[2]));
    }

    /// <summary>Of the average of Π (1 + (x_d - 1/2)) over 6 dimensions, whose exact value is 1 and standard deviation 0.8.</summary>
    private static double RootMeanSquareError(int count)
    {
        const int Keys = 24, Dimensions = 6;
        var squares = 0.0;
        for (var k = 0; k < Keys; k++)
        {
            var sobol = new Sobol(Dimensions, Key.Fork(k));
            var product = Enumerable.Repeat(1.0, count).ToArray();
            for (var dimension = 0; dimension < Dimensions; dimension++)
            {
                product = product.Zip(Points(sobol, dimension, 0, count), (value, x) => value * (x + 0.5)).ToArray();
            }
            squares += Math.Pow(product.Average() - 1, 2);
        }
        return Math.Sqrt(squares / Keys);
    }

    private static double[] Points(Sobol sobol, int dimension, long first, int count)
    {
        var points = new double[count];
        sobol.FillInto(dimension, first, points);
        return points;
    }
}
