using Pipelines.Model.Randomness;
using Pipelines.Testing;

namespace Pipelines.Stages.Tests.Testing;

/// <summary>The error rates that <see cref="Agreement"/> states, on gaps of known law.</summary>
public sealed class AgreementTests
{
    private const int Seeds = 1000;

    private static readonly Agreement Test = new(50, 800) { FalseAlarm = 0.05, Miss = 0.05 };

    public static TheoryData<string, Func<int, double, double>> RightTheories => new()
    {
        { "fluctuations", (n, z) => 3 * z / Math.Sqrt(n) },
        { "fluctuations and a mean that closes as fast", (n, z) => (2 + z) / Math.Sqrt(n) },
        { "fluctuations and a mean that closes faster", (n, z) => (z / Math.Sqrt(n)) + (5.0 / n) },
        { "a gap that closes faster", (n, z) => 1e-9 * z / n },
        { "no gap", (_, _) => 0 },
    };

    public static TheoryData<string, Func<int, double, double>> WrongTheories => new()
    {
        { "the exponent at which the miss rate is stated", (n, z) => z * Math.Pow(n, -0.25) },
        { "a limit that is wrong by a constant", (n, z) => 0.5 + (z / Math.Sqrt(n)) },
        { "a gap that does not close", (_, z) => z },
        { "a gap at the large size alone", (n, z) => n == 800 ? z : 0 },
        { "no number", (n, z) => n == 800 ? double.NaN : z },
    };

    [Theory]
    [MemberData(nameof(RightTheories))]
    public void A_right_theory_is_refused_at_most_as_often_as_stated(string what, Func<int, double, double> gap) =>
        Assert.True(Share(Test, gap, AgreementVerdict.Disagrees) <= MostOften(Test.FalseAlarm), what);

    [Theory]
    [MemberData(nameof(WrongTheories))]
    public void A_wrong_theory_passes_at_most_as_often_as_stated(string what, Func<int, double, double> gap) =>
        Assert.True(Share(Test, gap, AgreementVerdict.Agrees) <= MostOften(Test.Miss), what);

    [Fact]
    public void The_rates_are_not_far_below_those_that_are_stated()
    {
        // Wald's bounds are exact but for the overshoot of the last step.
        Assert.InRange(Share(Test, (n, z) => z / Math.Sqrt(n), AgreementVerdict.Disagrees), 0.01, 1);
        Assert.InRange(Share(Test, (n, z) => z * Math.Pow(n, -0.25), AgreementVerdict.Agrees), 0.01, 1);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0.1, true)]
    [InlineData(2, false)]
    [InlineData(5, false)]
    public void A_prefactor_is_found_where_it_is_larger_by_the_stated_factor(double factor, bool isRight)
    {
        var test = Test with { Prefactor = 3 };
        double Gap(int n, double z) => factor * 3 * z / Math.Sqrt(n);
        if (isRight) Assert.InRange(Share(test, Gap, AgreementVerdict.Disagrees), 0, MostOften(test.FalseAlarm));
        else Assert.InRange(Share(test, Gap, AgreementVerdict.Agrees), 0, MostOften(test.Miss));
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(1, 7)]
    public void Exponent_and_prefactor_are_fitted(double exponent, double prefactor)
    {
        var result = (Test with { FalseAlarm = 1e-6, Miss = 1e-6, Exponent = exponent }).Test(
            (n, i) => prefactor * Normal(7, n, i) * Math.Pow(n, -exponent));
        Assert.Equal(AgreementVerdict.Agrees, result.Verdict);
        Assert.InRange(Math.Abs(result.Exponent - exponent), 0, 5 * result.ExponentError);
        Assert.InRange(result.Prefactor / prefactor, 1 / (1 + (10 * result.ExponentError)), 1 + (10 * result.ExponentError));
    }

    [Fact]
    public void Too_few_pairs_decide_nothing()
    {
        var result = (Test with { MostPairs = 1 }).Test((n, _) => 1 / Math.Sqrt(n));
        Assert.Equal((AgreementVerdict.Undecided, 1), (result.Verdict, result.Pairs));
    }

    /// <summary>A share that is larger by chance less than once in 1e6.</summary>
    private static double MostOften(double rate) => rate + (5 * Math.Sqrt(rate * (1 - rate) / Seeds));

    private static double Share(Agreement test, Func<int, double, double> gap, AgreementVerdict verdict) =>
        Enumerable.Range(0, Seeds).Count(seed => test.Test((n, i) => gap(n, Normal((ulong)seed, n, i))).Verdict == verdict) / (double)Seeds;

    private static double Normal(ulong seed, int size, int number)
    {
        var one = new double[1];
        Gaussian.FillInto(RandomKey.FromSeed(seed).Fork(size), number, one);
        return one[0];
    }
}
