using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Functions;

namespace Pipelines.Model.Numerics;

/// <summary>Elementary functions with the same bits on every machine, one number at a time or eight.</summary>
/// <remarks>
/// Accuracy: within 1 unit in the last place of the exact value over the whole range, subnormal results included (Acos and Asin within 1.2),
/// as the tables in tests/reference/elementary check. Lane i of a vector result has the bits of the scalar result.
/// NaN results are <see cref="double.NaN"/>, bit for bit. Poles, limits, signed zeros and domains follow IEEE 754-2019, section 9.2; nothing throws.
/// Why not the platform's: docs/explanation/decisions/0002-own-elementary-functions.md.
/// </remarks>
public static class Elementary
{
    /// <summary>e^x.</summary>
    public static double Exp(double x) => Exponential.Exp(OneLane.Of(x)).Single;

    public static Vector512<double> Exp(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? Exponential.Exp(new EightLanes(x)).Value
        : Vector512.Create(Exponential.Exp(Lower(x)).Value, Exponential.Exp(Upper(x)).Value);

    /// <summary>e^x - 1, accurate near 0.</summary>
    public static double Expm1(double x) => Exponential.Expm1(OneLane.Of(x)).Single;

    public static Vector512<double> Expm1(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? Exponential.Expm1(new EightLanes(x)).Value
        : Vector512.Create(Exponential.Expm1(Lower(x)).Value, Exponential.Expm1(Upper(x)).Value);

    /// <summary>ln x.</summary>
    public static double Log(double x) => Logarithm.Log(OneLane.Of(x)).Single;

    public static Vector512<double> Log(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? Logarithm.Log(new EightLanes(x)).Value
        : Vector512.Create(Logarithm.Log(Lower(x)).Value, Logarithm.Log(Upper(x)).Value);

    /// <summary>ln(1 + x), accurate near 0.</summary>
    public static double Log1p(double x) => Logarithm.Log1p(OneLane.Of(x)).Single;

    public static Vector512<double> Log1p(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? Logarithm.Log1p(new EightLanes(x)).Value
        : Vector512.Create(Logarithm.Log1p(Lower(x)).Value, Logarithm.Log1p(Upper(x)).Value);

    /// <summary>(e^x - e^-x) / 2.</summary>
    public static double Sinh(double x) => Hyperbolic.Sinh(OneLane.Of(x)).Single;

    public static Vector512<double> Sinh(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? Hyperbolic.Sinh(new EightLanes(x)).Value
        : Vector512.Create(Hyperbolic.Sinh(Lower(x)).Value, Hyperbolic.Sinh(Upper(x)).Value);

    /// <summary>(e^x + e^-x) / 2.</summary>
    public static double Cosh(double x) => Hyperbolic.Cosh(OneLane.Of(x)).Single;

    public static Vector512<double> Cosh(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? Hyperbolic.Cosh(new EightLanes(x)).Value
        : Vector512.Create(Hyperbolic.Cosh(Lower(x)).Value, Hyperbolic.Cosh(Upper(x)).Value);

    /// <summary>sinh x / cosh x.</summary>
    public static double Tanh(double x) => Hyperbolic.Tanh(OneLane.Of(x)).Single;

    public static Vector512<double> Tanh(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? Hyperbolic.Tanh(new EightLanes(x)).Value
        : Vector512.Create(Hyperbolic.Tanh(Lower(x)).Value, Hyperbolic.Tanh(Upper(x)).Value);

    /// <summary>The inverse of sinh.</summary>
    public static double Asinh(double x) => Hyperbolic.Asinh(OneLane.Of(x)).Single;

    public static Vector512<double> Asinh(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? Hyperbolic.Asinh(new EightLanes(x)).Value
        : Vector512.Create(Hyperbolic.Asinh(Lower(x)).Value, Hyperbolic.Asinh(Upper(x)).Value);

    /// <summary>The inverse of cosh on [1, ∞].</summary>
    public static double Acosh(double x) => Hyperbolic.Acosh(OneLane.Of(x)).Single;

    public static Vector512<double> Acosh(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? Hyperbolic.Acosh(new EightLanes(x)).Value
        : Vector512.Create(Hyperbolic.Acosh(Lower(x)).Value, Hyperbolic.Acosh(Upper(x)).Value);

    /// <summary>The angle in [-π/2, π/2] whose sine is x.</summary>
    public static double Asin(double x) => InverseTrigonometric.Asin(OneLane.Of(x)).Single;

    public static Vector512<double> Asin(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? InverseTrigonometric.Asin(new EightLanes(x)).Value
        : Vector512.Create(InverseTrigonometric.Asin(Lower(x)).Value, InverseTrigonometric.Asin(Upper(x)).Value);

    /// <summary>The angle in [0, π] whose cosine is x, without branches; relative accuracy holds up to x = 1.</summary>
    public static double Acos(double x) => InverseTrigonometric.Acos(OneLane.Of(x)).Single;

    public static Vector512<double> Acos(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? InverseTrigonometric.Acos(new EightLanes(x)).Value
        : Vector512.Create(InverseTrigonometric.Acos(Lower(x)).Value, InverseTrigonometric.Acos(Upper(x)).Value);

    /// <summary>The angle in [-π/2, π/2] whose tangent is x.</summary>
    public static double Atan(double x) => InverseTrigonometric.Atan(OneLane.Of(x)).Single;

    public static Vector512<double> Atan(Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? InverseTrigonometric.Atan(new EightLanes(x)).Value
        : Vector512.Create(InverseTrigonometric.Atan(Lower(x)).Value, InverseTrigonometric.Atan(Upper(x)).Value);

    /// <summary>sin x for an angle of any size, reduced exactly.</summary>
    public static double Sin(double x) => Trigonometric.SinCos(OneLane.Of(x)).Sin.Single;

    public static Vector512<double> Sin(Vector512<double> x) => SinCos(x).Sin;

    /// <summary>cos x for an angle of any size, reduced exactly.</summary>
    public static double Cos(double x) => Trigonometric.SinCos(OneLane.Of(x)).Cos.Single;

    public static Vector512<double> Cos(Vector512<double> x) => SinCos(x).Cos;

    /// <summary>Both from one reduction.</summary>
    public static (double Sin, double Cos) SinCos(double x)
    {
        var (sin, cos) = Trigonometric.SinCos(OneLane.Of(x));
        return (sin.Single, cos.Single);
    }

    public static (Vector512<double> Sin, Vector512<double> Cos) SinCos(Vector512<double> x)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var (sin, cos) = Trigonometric.SinCos(new EightLanes(x));
            return (sin.Value, cos.Value);
        }
        var ((lowerSin, lowerCos), (upperSin, upperCos)) = (Trigonometric.SinCos(Lower(x)), Trigonometric.SinCos(Upper(x)));
        return (Vector512.Create(lowerSin.Value, upperSin.Value), Vector512.Create(lowerCos.Value, upperCos.Value));
    }

    /// <summary>Sine and cosine of 2π v for v in [0, 1), without rounding 2π v first.</summary>
    internal static (Vector512<double> Sin, Vector512<double> Cos) SinCosTurns(Vector512<double> v)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var (sin, cos) = Trigonometric.SinCosTurns(new EightLanes(v));
            return (sin.Value, cos.Value);
        }
        var ((lowerSin, lowerCos), (upperSin, upperCos)) = (Trigonometric.SinCosTurns(Lower(v)), Trigonometric.SinCosTurns(Upper(v)));
        return (Vector512.Create(lowerSin.Value, upperSin.Value), Vector512.Create(lowerCos.Value, upperCos.Value));
    }

    /// <summary>The angle of the point (x, y), in [-π, π].</summary>
    public static double Atan2(double y, double x) => InverseTrigonometric.Atan2(OneLane.Of(y), OneLane.Of(x)).Single;

    public static Vector512<double> Atan2(Vector512<double> y, Vector512<double> x) => Vector512.IsHardwareAccelerated
        ? InverseTrigonometric.Atan2(new EightLanes(y), new EightLanes(x)).Value
        : Vector512.Create(InverseTrigonometric.Atan2(Lower(y), Lower(x)).Value, InverseTrigonometric.Atan2(Upper(y), Upper(x)).Value);

    /// <summary>x^y; x below 0 only with a whole y.</summary>
    public static double Pow(double x, double y) => Power.Pow(OneLane.Of(x), OneLane.Of(y)).Single;

    public static Vector512<double> Pow(Vector512<double> x, Vector512<double> y) => Vector512.IsHardwareAccelerated
        ? Power.Pow(new EightLanes(x), new EightLanes(y)).Value
        : Vector512.Create(Power.Pow(Lower(x), Lower(y)).Value, Power.Pow(Upper(x), Upper(y)).Value);

    private static FourLanes Lower(Vector512<double> x) => new(x.GetLower());

    private static FourLanes Upper(Vector512<double> x) => new(x.GetUpper());
}
