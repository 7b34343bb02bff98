using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.Numerics;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>Random problems over many decades of every parameter, and times on their own scale.</summary>
internal static class HingeGenerator
{
    private static readonly int[] Dimensions = [1, 2, 3, 4, 7, 30, 100, 3000, 1_000_000];

    /// <summary>Laws whose x_par has a density in the given dimension, and the two that give isolated values.</summary>
    public static Gen<(InputLaw Law, int Dimension)> Laws =>
        Gen.Elements(Dimensions).SelectMany(d => Gen.OneOf(
            Gen.Constant<InputLaw>(new InputLaw.Gaussian()),
            Decades(-6, 6).Select<double, InputLaw>(r => new InputLaw.Sphere(r)),
            Decades(-6, 6).Select<double, InputLaw>(r => new InputLaw.Ball(r)),
            Gen.ArrayOf(Decades(-4, 4), 3).Select<double[], InputLaw>(r => new InputLaw.Shells(Vector(r), Vector([0.5, 0.25, 0.25]))),
            Gen.Elements(1.2, 1.9, 2, 2.1, 4, 1000).Select<double, InputLaw>(f => new InputLaw.StudentT(f)),
            Gen.ArrayOf(Decades(-2, 2), 8)
                .Select<double[], InputLaw>(x => new InputLaw.Samples(Vector(x), Vector([.. x.Select(v => 1.5 * v)])))),
            (d, law) => (law, d));

    public static Gen<HingeProblem> Problems(params double[] mislabelFractions) =>
        from law in Laws
        from hidden in Gen.Elements(1, 50, 10_000)
        from samples in Gen.Elements(1, 1000, 1_000_000)
        from rate in Decades(-4, 6)
        from scale in Decades(-8, 8)
        from margin in Decades(-3, 3)
        from widths in Gen.Elements((1.0, 1.0), (0.3, 2.0))
        from fraction in Gen.Elements(mislabelFractions)
        select new HingeProblem(law.Law, law.Dimension, hidden, rate)
        {
            OutputScale = scale,
            Margin = margin,
            TrainingSamples = samples,
            MislabelFraction = fraction,
            OuterWidth = widths.Item1,
            InnerWidth = widths.Item2,
        };

    /// <summary>A problem with increasing times, as multiples of the time in which the clock would start to matter.</summary>
    public static Gen<(HingeProblem Problem, double[] Times)> Runs(params double[] mislabelFractions) =>
        from problem in Problems(mislabelFractions)
        from factors in Gen.ArrayOf(Decades(-4, 9), 6)
        let unit = Math.Min(1, problem.OutputScale) / HingeClock.InitialRate(problem with { MislabelFraction = 0 })
        select (problem, factors.Order().Select(f => f * unit).ToArray());

    public static Gen<double> Decades(int low, int high) => Gen.Choose(1000 * low, 1000 * high).Select(e => Math.Pow(10, e / 1000.0));

    /// <summary>Checks a property on the same cases in every run; the seed was chosen before the first of them.</summary>
    public static void Holds<T>(this Gen<T> cases, Action<T> property, int count = 100) =>
        Prop.ForAll(cases.ToArbitrary(), property).Check(Cases.Of(count));

    private static DenseVector<double> Vector(double[] values) => DenseVector<double>.Copy(values);
}
