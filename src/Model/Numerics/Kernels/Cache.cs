using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>Hints to the processor's cache, which change no result.</summary>
internal static class Cache
{
    /// <summary>Asks for the cache line of a number that will be read soon; does nothing where there is no such instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch<T>(ref T number)
        where T : unmanaged
    {
        // A hint about a place that the collector has moved meanwhile is a wasted hint, no more: the pointer is never read through.
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref number));
    }
}
