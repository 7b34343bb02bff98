using Pipelines.Model.Numerics;

namespace Pipelines.Model.Randomness;

/// <summary>Standard normal numbers of a stream.</summary>
/// <remarks>
/// Number 2j and 2j+1 come from block j by Box and Muller (1958): z = sqrt(-2 ln u) (cos 2πv, sin 2πv), u in (0, 1], v in [0, 1), 53 bits each.
/// Number i depends on the key and on i alone, so any part of a stream can be drawn on its own.
/// </remarks>
public static class Gaussian
{
    private const double TwoToMinus53 = 1.0 / (1L << 53);

    /// <summary>Fills <paramref name="destination"/> with numbers <paramref name="first"/>, first+1, ... of the stream; <paramref name="first"/> is even.</summary>
    public static void FillInto(RandomKey key, long first, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(first % 2, 0);
        for (var i = 0; i < destination.Length; i += 2)
        {
            var (x0, x1, x2, x3) = key.Block((ulong)(first + i) / 2);
            var u = ((((ulong)x1 << 32 | x0) >> 11) + 1) * TwoToMinus53;
            var v = (((ulong)x3 << 32 | x2) >> 11) * TwoToMinus53;
            var radius = Math.Sqrt(-2 * Elementary.Log(u));
            destination[i] = radius * Elementary.Cos(2 * Math.PI * v);
            if (i + 1 < destination.Length) destination[i + 1] = radius * Elementary.Sin(2 * Math.PI * v);
        }
    }
}
