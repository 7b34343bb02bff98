using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.Numerics;

/// <summary>Poles, limits, signed zeros and domains, as IEEE 754-2019 section 9.2 fixes them.</summary>
public class ElementaryLimitsTests
{
    private const double Infinity = double.PositiveInfinity, NaN = double.NaN, Tiny = double.Epsilon;
    private const double Pi = Math.PI;

    [Fact]
    public void Exp() => AssertSame(
        Elementary.Exp,
        (Infinity, Infinity),
        (-Infinity, 0),
        (NaN, NaN),
        (-0.0, 1),
        (709.782712893384, 1.7976931348622732e308),
        (709.7827128933841, Infinity),
        (-745.1332191019411, Tiny),
        (-745.1332191019412, 0),
        (1e300, Infinity),
        (-1e300, 0));

    [Fact]
    public void Expm1() => AssertSame(
        Elementary.Expm1,
        (Infinity, Infinity),
        (-Infinity, -1),
        (NaN, NaN),
        (-0.0, -0.0),
        (0.0, 0.0),
        (Tiny, Tiny),
        (-1e-310, -1e-310),
        (709.7827128933841, Infinity),
        (-50, -1));

    [Fact]
    public void Log() => AssertSame(
        Elementary.Log,
        (Infinity, Infinity),
        (-Infinity, NaN),
        (NaN, NaN),
        (0.0, -Infinity),
        (-0.0, -Infinity),
        (-Tiny, NaN),
        (1, 0.0),
        (Tiny, -744.4400719213812),
        (double.MaxValue, 709.782712893384));

    [Fact]
    public void Log1p() => AssertSame(
        Elementary.Log1p,
        (Infinity, Infinity),
        (-1, -Infinity),
        (-1.0000000000000002, NaN),
        (-Infinity, NaN),
        (NaN, NaN),
        (-0.0, -0.0),
        (Tiny, Tiny),
        (double.MaxValue, 709.782712893384));

    [Fact]
    public void Pow() => AssertSame(
        Elementary.Pow,
        (2, 0.5, 1.4142135623730951),
        (NaN, 0.0, 1),
        (NaN, -0.0, 1),
        (1, NaN, 1),
        (1, Infinity, 1),
        (NaN, 1, NaN),
        (2, NaN, NaN),
        (-1, Infinity, 1),
        (-1, -Infinity, 1),
        (0.5, Infinity, 0.0),
        (0.5, -Infinity, Infinity),
        (-2, Infinity, Infinity),
        (-2, -Infinity, 0.0),
        (0.0, 3, 0.0),
        (-0.0, 3, -0.0),
        (-0.0, 2, 0.0),
        (-0.0, -3, -Infinity),
        (-0.0, -2.5, Infinity),
        (0.0, -3, Infinity),
        (Infinity, 0.1, Infinity),
        (Infinity, -0.1, 0.0),
        (-Infinity, 3, -Infinity),
        (-Infinity, 4, Infinity),
        (-Infinity, -3, -0.0),
        (-2, 3, -8),
        (-2, 0.5, NaN),
        (-2, -1075, -0.0),
        (2, -1074, Tiny),
        (2, 1024, Infinity),
        (10, 1e308, Infinity),
        (10, -1e308, 0.0),
        (-3, 9007199254740993, Infinity),
        (Tiny, -1, Infinity),
        (7, 2, 49));

    [Fact]
    public void Sinh() => AssertSame(
        Elementary.Sinh,
        (Infinity, Infinity),
        (-Infinity, -Infinity),
        (NaN, NaN),
        (-0.0, -0.0),
        (-Tiny, -Tiny),
        (710.4758600739440, Infinity));

    [Fact]
    public void Cosh() => AssertSame(
        Elementary.Cosh,
        (Infinity, Infinity),
        (-Infinity, Infinity),
        (NaN, NaN),
        (-0.0, 1),
        (-710.4758600739440, Infinity));

    [Fact]
    public void Tanh() => AssertSame(
        Elementary.Tanh,
        (Infinity, 1),
        (-Infinity, -1),
        (NaN, NaN),
        (-0.0, -0.0),
        (Tiny, Tiny),
        (1e300, 1));

    [Fact]
    public void Asinh() => AssertSame(
        Elementary.Asinh,
        (Infinity, Infinity),
        (-Infinity, -Infinity),
        (NaN, NaN),
        (-0.0, -0.0),
        (-Tiny, -Tiny));

    [Fact]
    public void Acosh() => AssertSame(
        Elementary.Acosh,
        (Infinity, Infinity),
        (1, 0.0),
        (0.9999999999999999, NaN),
        (-Infinity, NaN),
        (NaN, NaN));

    [Fact]
    public void Sin() => AssertSame(
        Elementary.Sin,
        (0.0, 0.0),
        (-0.0, -0.0),
        (-Tiny, -Tiny),
        (Infinity, NaN),
        (-Infinity, NaN),
        (NaN, NaN));

    [Fact]
    public void Cos() => AssertSame(
        Elementary.Cos,
        (0.0, 1),
        (-0.0, 1),
        (-Tiny, 1),
        (Infinity, NaN),
        (-Infinity, NaN),
        (NaN, NaN));

    [Fact]
    public void Asin() => AssertSame(
        Elementary.Asin,
        (-1, -Pi / 2),
        (1, Pi / 2),
        (0.0, 0.0),
        (-0.0, -0.0),
        (Tiny, Tiny),
        (1.0000000000000002, NaN),
        (-Infinity, NaN),
        (NaN, NaN));

    [Fact]
    public void Acos() => AssertSame(
        Elementary.Acos,
        (-1, Pi),
        (1, 0.0),
        (0.0, Pi / 2),
        (-0.0, Pi / 2),
        (Tiny, Pi / 2),
        (1.0000000000000002, NaN),
        (-Infinity, NaN),
        (NaN, NaN));

    [Fact]
    public void Atan() => AssertSame(
        Elementary.Atan,
        (Infinity, Pi / 2),
        (-Infinity, -Pi / 2),
        (NaN, NaN),
        (-0.0, -0.0),
        (Tiny, Tiny),
        (1, Pi / 4),
        (1e300, Pi / 2));

    [Fact]
    public void Atan2() => AssertSame(
        Elementary.Atan2,
        (0.0, 1, 0.0),
        (-0.0, 1, -0.0),
        (0.0, -1, Pi),
        (-0.0, -1, -Pi),
        (0.0, 0.0, 0.0),
        (-0.0, 0.0, -0.0),
        (0.0, -0.0, Pi),
        (-0.0, -0.0, -Pi),
        (1, 0.0, Pi / 2),
        (-1, -0.0, -Pi / 2),
        (1, Infinity, 0.0),
        (-1, Infinity, -0.0),
        (1, -Infinity, Pi),
        (Infinity, 1, Pi / 2),
        (-Infinity, -1, -Pi / 2),
        (Infinity, Infinity, Pi / 4),
        (-Infinity, Infinity, -Pi / 4),
        (Infinity, -Infinity, 3 * Pi / 4),
        (Tiny, Tiny, Pi / 4),
        (double.MaxValue, double.MaxValue, Pi / 4),
        (NaN, 1, NaN),
        (1, NaN, NaN));

    private static void AssertSame(Func<double, double> function, params (double X, double Value)[] points) =>
        Assert.All(points, point => AssertSame(point.Value, function(point.X)));

    private static void AssertSame(Func<double, double, double> function, params (double First, double Second, double Value)[] points) =>
        Assert.All(points, point => AssertSame(point.Value, function(point.First, point.Second)));

    private static void AssertSame(double expected, double actual) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(actual));
}
