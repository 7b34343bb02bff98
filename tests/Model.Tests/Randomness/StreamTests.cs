using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.Randomness;

public class StreamTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5).Fork("numbers");

    private delegate void Fill(RandomKey key, long first, Span<double> destination);

    [Fact]
    public void Normal_numbers_are_those_of_Box_and_Muller()
    {
        var numbers = Numbers(Gaussian.FillInto, Key, 0, 2000);
        for (var j = 0; j < numbers.Length / 2; j++)
        {
            var (x0, x1, x2, x3) = Key.Block((ulong)j);
            var u = (double)((((ulong)x1 << 32 | x0) >> 11) + 1) / (1L << 53);
            var turn = 2 * Math.PI * ((double)(((ulong)x3 << 32 | x2) >> 11) / (1L << 53));
            var radius = Math.Sqrt(-2 * Elementary.Log(u));

            // Here 2π and its product with v are rounded, and not there: that moves the angle by up to 7e-16.
            Assert.Equal(radius * Elementary.Cos(turn), numbers[2 * j], radius * 9e-16);
            Assert.Equal(radius * Elementary.Sin(turn), numbers[(2 * j) + 1], radius * 9e-16);
        }
    }

    [Fact]
    public void Uniform_numbers_are_the_53_upper_bits_of_each_half_block()
    {
        var numbers = Numbers(Uniform.FillInto, Key, 0, 200);
        for (var j = 0; j < numbers.Length / 2; j++)
        {
            var (x0, x1, x2, x3) = Key.Block((ulong)j);
            Assert.Equal((double)(((ulong)x1 << 32 | x0) >> 11) / (1L << 53), numbers[2 * j]);
            Assert.Equal((double)(((ulong)x3 << 32 | x2) >> 11) / (1L << 53), numbers[(2 * j) + 1]);
        }
    }

    [Fact]
    public void Any_part_of_a_stream_can_be_drawn_alone()
    {
        foreach (var fill in new Fill[] { Gaussian.FillInto, Uniform.FillInto })
        {
            var whole = Numbers(fill, Key, 0, 300);
            Prop.ForAll(Gen.Choose(0, 200).ToArbitrary(), Gen.Choose(0, 100).ToArbitrary(), (first, length) =>
                whole.AsSpan(first, length).SequenceEqual(Numbers(fill, Key, first, length))).Check(Cases.Of(100));
        }
    }

    [Fact]
    public void A_stream_goes_on_far_beyond_32_bits()
    {
        const long First = (1L << 40) + 6;
        var (x0, x1, _, _) = Key.Block((ulong)First / 2);
        Assert.Equal((double)(((ulong)x1 << 32 | x0) >> 11) / (1L << 53), Numbers(Uniform.FillInto, Key, First, 3)[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Threads_draw_the_same_numbers(int threads)
    {
        var (doubles, floats) = (new double[100_001], new float[100_001]);
        Gaussian.FillInto(Key, 3, doubles.AsMemory(), threads);
        Gaussian.FillInto(Key, 3, floats.AsMemory(), threads);
        var expected = Numbers(Gaussian.FillInto, Key, 3, doubles.Length);
        Assert.Equal(expected, doubles);
        Assert.Equal(expected.Select(z => (float)z), floats);
    }

    [Fact]
    public void Normal_numbers_follow_the_normal_law()
    {
        var numbers = Numbers(Gaussian.FillInto, Key, 0, 1 << 17);
        AssertUniform(numbers.Select(SpecialFunctions.NormalCdf));

        // Four standard errors each: sqrt(1/n), sqrt(2/n), sqrt(15/n), sqrt(96/n) for the first four moments.
        var error = 4 / Math.Sqrt(numbers.Length);
        Assert.Equal(0, numbers.Average(), error);
        Assert.Equal(1, numbers.Average(z => z * z), error * Math.Sqrt(2));
        Assert.Equal(0, numbers.Average(z => z * z * z), error * Math.Sqrt(15));
        Assert.Equal(3, numbers.Average(z => z * z * z * z), error * Math.Sqrt(96));
    }

    [Fact]
    public void Uniform_numbers_follow_the_uniform_law() => AssertUniform(Numbers(Uniform.FillInto, Key, 0, 1 << 17));

    [Fact]
    public void Neighbours_and_other_streams_are_uncorrelated()
    {
        var numbers = Numbers(Gaussian.FillInto, Key, 0, 1 << 16);
        var others = Numbers(Gaussian.FillInto, Key.Fork("other"), 0, 1 << 16);
        var error = 4 / Math.Sqrt(numbers.Length);
        for (var lag = 1; lag <= 17; lag++) Assert.Equal(0, numbers.Skip(lag).Zip(numbers, (a, b) => a * b).Average(), error);
        for (var lag = 1; lag <= 17; lag++)
            Assert.Equal(0, numbers.Skip(lag).Zip(numbers, (a, b) => ((a * a) - 1) * ((b * b) - 1)).Average(), 2 * error);
        Assert.Equal(0, numbers.Zip(others, (a, b) => a * b).Average(), error);
    }

    private static void AssertUniform(IEnumerable<double> numbers) =>
        Assert.InRange(KolmogorovSmirnov.Statistic(numbers), 0, KolmogorovSmirnov.Limit);

    private static double[] Numbers(Fill fill, RandomKey key, long first, int count)
    {
        var numbers = new double[count];
        fill(key, first, numbers);
        return numbers;
    }
}
