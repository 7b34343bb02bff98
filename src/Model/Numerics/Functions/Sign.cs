using System.Runtime.CompilerServices;
using static Pipelines.Model.Numerics.Functions.Inlining;

namespace Pipelines.Model.Numerics.Functions;

/// <summary>The sign bit, taken off and put on.</summary>
internal static class Sign
{
    private const ulong Bit = 1UL << 63;

    /// <summary>|x|.</summary>
    [MethodImpl(Inline)]
    public static T Clear<T>(T x)
        where T : struct, ILanes<T> => x & T.OfBits(~Bit);

    /// <summary>The sign bit alone: +0 or -0.</summary>
    [MethodImpl(Inline)]
    public static T Of<T>(T x)
        where T : struct, ILanes<T> => x & T.OfBits(Bit);

    /// <summary>A mask of the lanes whose sign bit is set, -0 included.</summary>
    [MethodImpl(Inline)]
    public static T IsSet<T>(T x)
        where T : struct, ILanes<T> => T.Less(Of(x) | T.Of(1), T.Of(0));
}
