using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Legs.Cases;

public static class ElementaryLeg
{
    private const int Points = 128;

    private static readonly Func<double, double>[] OfOne =
    [
        Elementary.Exp, Elementary.Expm1, Elementary.Log, Elementary.Log1p, Elementary.Sinh, Elementary.Cosh, Elementary.Tanh, Elementary.Asinh,
        Elementary.Acosh, Elementary.Sin, Elementary.Cos, Elementary.Asin, Elementary.Acos, Elementary.Atan,
    ];

    private static readonly Func<Vector512<double>, Vector512<double>>[] OfEight =
    [
        Elementary.Exp, Elementary.Expm1, Elementary.Log, Elementary.Log1p, Elementary.Sinh, Elementary.Cosh, Elementary.Tanh, Elementary.Asinh,
        Elementary.Acosh, Elementary.Sin, Elementary.Cos, Elementary.Asin, Elementary.Acos, Elementary.Atan,
    ];

    [LegCase("elementary-one")]
    public static byte[] One()
    {
        var arguments = Arguments();
        return Bytes.Of<double>([.. OfOne.SelectMany(function => arguments.Select(function)),
            .. arguments.Select(x => Elementary.Pow(Math.Abs(x), 0.37)), .. arguments.Select(x => Elementary.Atan2(x, 0.37))]);
    }

    [LegCase("elementary-eight")]
    public static byte[] Eight()
    {
        var vectors = Arguments().Chunk(8).Select(eight => Vector512.Create(eight)).ToArray();
        return Bytes.Of<Vector512<double>>([.. OfEight.SelectMany(function => vectors.Select(function)),
            .. vectors.Select(x => Elementary.Pow(Vector512.Abs(x), Vector512.Create(0.37)))]);
    }

    /// <summary>Numbers of ordinary size, within [-1, 1], and of any bits.</summary>
    private static double[] Arguments() =>
    [
        .. Enumerable.Range(0, Points).Select(i =>
        {
            var (x0, x1, _, _) = RandomKey.FromSeed(1).Fork("arguments").Block((ulong)i);
            return (i % 3) switch
            {
                0 => ((int)x0 * 1e-7) + 0.1,
                1 => (int)x0 / 2147483648.0,
                _ => BitConverter.UInt64BitsToDouble(((ulong)x1 << 32) | x0),
            };
        }),
    ];
}
