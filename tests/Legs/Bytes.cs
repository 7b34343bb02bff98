using System.Runtime.InteropServices;

namespace Pipelines.Legs;

/// <summary>Results as bytes.</summary>
public static class Bytes
{
    public static byte[] Of<T>(params ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
