using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.MeanFieldHinge.Data;

public class SyntheticDatasetTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11).Fork("data");

    private static readonly InputLaw[] Laws =
    [
        new InputLaw.Gaussian(), new InputLaw.Sphere(2), new InputLaw.Ball(3),
        new InputLaw.Shells(DenseVector<double>.Copy([1, 4]), DenseVector<double>.Copy([0.25, 0.75])), new InputLaw.StudentT(7),
    ];

    public static TheoryData<InputLaw> AllLaws => [.. Laws];

    [Theory]
    [MemberData(nameof(AllLaws))]
    public void Threads_do_not_matter_and_a_smaller_set_is_the_beginning_of_a_larger_one(InputLaw law)
    {
        var whole = new SyntheticDataset(law, 1500, 5).Draw<double>(Key, threads: 1);
        var threaded = new SyntheticDataset(law, 1500, 5).Draw<double>(Key, threads: 4);
        var part = new SyntheticDataset(law, 700, 5).Draw<double>(Key);
        Assert.Equal(whole, threaded);
        Assert.True(whole.Inputs.Span[..3500].SequenceEqual(part.Inputs.Span));
    }

    [Theory]
    [MemberData(nameof(AllLaws))]
    public void Float_holds_the_rounded_numbers_and_the_same_labels(InputLaw law)
    {
        var twice = new SyntheticDataset(law, 300, 4, 0.1).Draw<double>(Key);
        var single = new SyntheticDataset(law, 300, 4, 0.1).Draw<float>(Key);
        for (var i = 0; i < 1200; i++) Assert.Equal((float)twice.Inputs.Span[i], single.Inputs.Span[i]);
        for (var n = 0; n < 300; n++) Assert.Equal(twice.Labels[n], single.Labels[n]);
    }

    [Theory]
    [MemberData(nameof(AllLaws))]
    public void Labels_are_the_sign_along_any_reference_direction(InputLaw law)
    {
        var data = new SyntheticDataset(law, 400, 3).Draw<double>(Key, DenseVector<double>.Copy([3, 0, -4]));
        Assert.Equal([0.6, 0, -0.8], data.ReferenceDirection.Span.ToArray());
        var parallel = data.ParallelInputs();
        for (var n = 0; n < 400; n++) Assert.Equal(parallel[n] >= 0 ? 1 : -1, data.Labels[n]);
    }

    /// <summary>E|x|², its standard deviation per example and d: the mean of 20,000 examples lies within five standard errors.</summary>
    public static TheoryData<InputLaw, double, double> SecondMoments => new()
    {
        { Laws[0], 6, Math.Sqrt(12) },
        { Laws[1], 4, 0 },
        { Laws[2], 9 * 6.0 / 8, 9 * Math.Sqrt((6.0 / 10) - (36.0 / 64)) },
        { Laws[3], (0.25 * 1) + (0.75 * 16), 15 * Math.Sqrt(0.25 * 0.75) },
        { Laws[4], 6 * 7.0 / 5, 8.4 * Math.Sqrt(2 * 11 / 18.0) },
    };

    [Theory]
    [MemberData(nameof(SecondMoments))]
    public void The_mean_square_length_is_that_of_the_law(InputLaw law, double expected, double spread)
    {
        const int examples = 20_000;
        var inputs = new SyntheticDataset(law, examples, 6).Draw<double>(Key, threads: 2).Inputs;
        var mean = 0.0;
        foreach (var x in inputs.Span) mean += x * x / examples;
        Assert.Equal(expected, mean, (5 * spread / Math.Sqrt(examples)) + 1e-9);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    [InlineData(0.237)]
    [InlineData(0.499)]
    public void Exactly_the_rounded_number_of_distinct_labels_is_flipped(double fraction)
    {
        var data = new SyntheticDataset(new InputLaw.Gaussian(), 777, 2, fraction).Draw<double>(Key);
        var flipped = Enumerable.Range(0, 777).Count(n => data.Labels[n] != data.CleanLabels[n]);
        Assert.Equal((int)Math.Round(fraction * 777, MidpointRounding.AwayFromZero), flipped);
        var parallel = data.ParallelInputs();
        Assert.All(Enumerable.Range(0, 777), n => Assert.Equal(parallel[n] >= 0 ? 1 : -1, data.CleanLabels[n]));
    }

    [Fact]
    public void Every_example_is_flipped_equally_often()
    {
        const int draws = 2000;
        var counts = new int[10];
        for (var draw = 0; draw < draws; draw++)
            foreach (var n in Mislabelling.Choose(10, 0.3, Key.Fork(draw))) counts[n]++;
        // Each count is binomial(2000, 0.3): standard deviation 20.5; five of them.
        Assert.All(counts, count => Assert.InRange(count, 600 - 103, 600 + 103));
    }

    [Fact]
    public void Different_keys_give_different_data()
    {
        var set = new SyntheticDataset(new InputLaw.Gaussian(), 10, 2);
        Assert.NotEqual(set.Draw<double>(Key.Fork("training")), set.Draw<double>(Key.Fork("test")));
    }

    [Fact]
    public void Bad_settings_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticDataset(new InputLaw.Gaussian(), 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticDataset(new InputLaw.Gaussian(), 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticDataset(new InputLaw.Gaussian(), 2, 2, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticDataset(new InputLaw.Gaussian(), 2, 2, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InputLaw.Sphere(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InputLaw.StudentT(double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => new InputLaw.Shells(DenseVector<double>.Copy([1, 2]), DenseVector<double>.Copy([0.5, 0.4])));
        Assert.Throws<ArgumentException>(() => new InputLaw.Shells(DenseVector<double>.Empty, DenseVector<double>.Empty));
    }
}
