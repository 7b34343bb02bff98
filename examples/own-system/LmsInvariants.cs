using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.Randomness;

namespace OwnSystem;

/// <summary>What holds for every problem.</summary>
internal static class LmsInvariants
{
    private static readonly Arbitrary<LmsSettings> Problems = (
        from d in Gen.Choose(1, 20)
        from n in Gen.Choose(1, 60)
        from rate in Gen.Choose(1, 60)
        from noise in Gen.Choose(0, 20)
        select new LmsSettings(d, n, rate / 100.0, noise / 10.0, 1)).ToArbitrary();

    public static Property A_longer_pass_begins_with_the_shorter_one() => Prop.ForAll(Problems, s =>
    {
        IEnumerable<Risk> Pass(LmsSettings of) => Lms.Train(of, Lms.Draw(of, RandomKey.FromSeed(3)));
        return Pass(s with { Samples = 2 * s.Samples }).Take(s.Samples + 1).SequenceEqual(Pass(s));
    });

    public static Property The_mean_is_never_below_its_limit() => Prop.ForAll(Problems, s =>
        Lms.Mean(s).All(r => r.Excess >= Math.Min(1, Lms.Noise(s) / (1 - Lms.Factor(s))) - 1e-12));
}
