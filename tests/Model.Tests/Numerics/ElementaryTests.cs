using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Model.Numerics;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.Numerics;

public class ElementaryTests
{
    // The bounds that Elementary documents. On 48,000 and more points per function (generate.py 12000) the worst were
    // acos 1.08, asin 1.08, acosh 0.98, asinh 0.98, cosh 0.87, and below 0.8 for the others.
    public static TheoryData<string, Func<double, double>, Func<Vector512<double>, Vector512<double>>, double> OfOne => new()
    {
        { "exp", Elementary.Exp, Elementary.Exp, 1 },
        { "expm1", Elementary.Expm1, Elementary.Expm1, 1 },
        { "log", Elementary.Log, Elementary.Log, 1 },
        { "log1p", Elementary.Log1p, Elementary.Log1p, 1 },
        { "sinh", Elementary.Sinh, Elementary.Sinh, 1 },
        { "cosh", Elementary.Cosh, Elementary.Cosh, 1 },
        { "tanh", Elementary.Tanh, Elementary.Tanh, 1 },
        { "asinh", Elementary.Asinh, Elementary.Asinh, 1 },
        { "acosh", Elementary.Acosh, Elementary.Acosh, 1 },
        { "sin", Elementary.Sin, Elementary.Sin, 1 },
        { "cos", Elementary.Cos, Elementary.Cos, 1 },
        { "asin", Elementary.Asin, Elementary.Asin, 1.2 },
        { "acos", Elementary.Acos, Elementary.Acos, 1.2 },
        { "atan", Elementary.Atan, Elementary.Atan, 1 },
    };

    public static TheoryData<string, Func<double, double, double>, Func<Vector512<double>, Vector512<double>, Vector512<double>>> OfTwo => new()
    {
        { "atan2", Elementary.Atan2, Elementary.Atan2 },
        { "pow", Elementary.Pow, Elementary.Pow },
    };

    [Theory]
    [MemberData(nameof(OfOne))]
    public void Functions_of_one_number_are_as_accurate_as_documented(
        string name, Func<double, double> single, Func<Vector512<double>, Vector512<double>> eight, double bound)
    {
        _ = eight;
        foreach (var (x, nearest, left) in ReferenceTable.Read("elementary", name).Select(line => (line[0], line[1], line[2])))
        {
            var error = UnitsInTheLastPlace(single(x), nearest, left);
            Assert.True(error <= bound, $"{name}({x:r}) is off by {error} units in the last place");
        }
    }

    [Theory]
    [MemberData(nameof(OfTwo))]
    public void Functions_of_two_numbers_are_as_accurate_as_documented(
        string name, Func<double, double, double> single, Func<Vector512<double>, Vector512<double>, Vector512<double>> eight)
    {
        _ = eight;
        foreach (var (x, y, nearest, left) in ReferenceTable.Read("elementary", name).Select(line => (line[0], line[1], line[2], line[3])))
        {
            var error = UnitsInTheLastPlace(single(x, y), nearest, left);
            Assert.True(error <= 1, $"{name}({x:r}, {y:r}) is off by {error} units in the last place");
        }
    }

    [Theory]
    [MemberData(nameof(OfOne))]
    public void Every_lane_has_the_bits_of_the_scalar(
        string name, Func<double, double> single, Func<Vector512<double>, Vector512<double>> eight, double bound)
    {
        _ = (name, bound);
        Prop.ForAll(EightOfAnyBits, x =>
        {
            var lanes = eight(Vector512.Create(x));
            return x.Select((value, i) => Same(lanes[i], single(value))).All(same => same);
        }).Check(Cases.Of(100));
    }

    [Theory]
    [MemberData(nameof(OfTwo))]
    public void Every_lane_of_two_has_the_bits_of_the_scalar(
        string name, Func<double, double, double> single, Func<Vector512<double>, Vector512<double>, Vector512<double>> eight)
    {
        _ = name;
        Prop.ForAll(EightOfAnyBits, EightOfAnyBits, (x, y) =>
        {
            var lanes = eight(Vector512.Create(x), Vector512.Create(y));
            return x.Zip(y).Select((pair, i) => Same(lanes[i], single(pair.First, pair.Second))).All(same => same);
        }).Check(Cases.Of(100));
    }

    [PropertyOfCases]
    public Property Sine_and_cosine_of_one_reduction_are_the_single_ones() =>
        Prop.ForAll(EightOfAnyBits, x => x.All(value => Elementary.SinCos(value) is var (sin, cos)
            && Same(sin, Elementary.Sin(value)) && Same(cos, Elementary.Cos(value))));

    /// <summary>Half of the numbers are any 64 bits, the others of ordinary size.</summary>
    private static Arbitrary<double[]> EightOfAnyBits => Gen.ArrayOf(
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<long>().Select(BitConverter.Int64BitsToDouble),
            Gen.Choose(-4_000_000, 4_000_000).Select(i => i * 1e-5),
            Gen.Choose(int.MinValue, int.MaxValue).Select(i => i * 1.5e-9),
            Gen.Elements(0.0, -0.0, 1, -1, 0.5, -0.5, double.Epsilon, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN)),
        8).ToArbitrary();

    /// <summary>Distance from the exact value, which is <paramref name="nearest"/> plus <paramref name="left"/> units.</summary>
    private static double UnitsInTheLastPlace(double value, double nearest, double left)
    {
        var unit = Math.BitIncrement(Math.Abs(nearest)) - Math.Abs(nearest);
        return Math.Abs(((value - nearest) / unit) - left);
    }

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}
