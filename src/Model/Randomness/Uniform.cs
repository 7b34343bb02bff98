using System.Runtime.Intrinsics;

namespace Pipelines.Model.Randomness;

/// <summary>Numbers of a stream that are uniform in [0, 1): the multiples of 2^-53, each as likely as the others.</summary>
/// <remarks>Numbers 2j and 2j + 1 come from block j; number i depends on the key and on i alone.</remarks>
public static class Uniform
{
    /// <summary>Fills <paramref name="destination"/> with numbers first, first + 1, ... of the stream.</summary>
    public static void FillInto(RandomKey key, long first, Span<double> destination) => BlockStream.FillInto<Law>(key, first, destination);

    /// <summary>The same numbers, shared out to threads.</summary>
    public static void FillInto(RandomKey key, long first, Memory<double> destination, int threads) =>
        BlockStream.FillInto<Law>(key, first, destination, threads);

    private readonly struct Law : IBlockLaw
    {
        public static (Vector512<double> Even, Vector512<double> Odd) Numbers(Vector512<ulong> first, Vector512<ulong> second) =>
            (UnitInterval.Of(first), UnitInterval.Of(second));
    }
}
