using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Randomness;

/// <summary>Standard normal numbers of a stream.</summary>
/// <remarks>
/// Numbers 2j and 2j + 1 come from block j by Box and Muller (1958): sqrt(-2 ln u) (cos 2πv, sin 2πv), u in (0, 1] and v in [0, 1) of 53 bits each,
/// within 2 units in the last place. Number i depends on the key and on i alone, so any part of a stream can be drawn on its own. Sizes reach 8.57.
/// </remarks>
public static class Gaussian
{
    /// <summary>Fills <paramref name="destination"/> with numbers first, first + 1, ... of the stream.</summary>
    public static void FillInto(RandomKey key, long first, Span<double> destination) => BlockStream.FillInto<Law>(key, first, destination);

    /// <summary>The same numbers, each rounded to float.</summary>
    public static void FillInto(RandomKey key, long first, Span<float> destination) => BlockStream.FillInto<Law>(key, first, destination);

    /// <summary>The same numbers, shared out to threads.</summary>
    public static void FillInto(RandomKey key, long first, Memory<double> destination, int threads) =>
        BlockStream.FillInto<Law>(key, first, destination, threads);

    /// <summary>The same numbers, each rounded to float, shared out to threads.</summary>
    public static void FillInto(RandomKey key, long first, Memory<float> destination, int threads) =>
        BlockStream.FillInto<Law>(key, first, destination, threads);

    private readonly struct Law : IBlockLaw
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (Vector512<double> Even, Vector512<double> Odd) Numbers(Vector512<ulong> first, Vector512<ulong> second)
        {
            var u = UnitInterval.Of(first) + Vector512.Create(UnitInterval.Step);
            var radius = Vector512.Sqrt(Elementary.Log(u) * -2);
            var (sin, cos) = Elementary.SinCosTurns(UnitInterval.Of(second));
            return (radius * cos, radius * sin);
        }
    }
}
