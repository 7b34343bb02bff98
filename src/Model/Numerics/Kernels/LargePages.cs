using System.Runtime.InteropServices;

namespace Pipelines.Model.Numerics.Kernels;

/// <summary>A hint to the operating system that changes no result: a large array is better held in pages of 2 MB than of 4 kB, whose addresses take time to look up.</summary>
/// <remarks>
/// Linux with transparent huge pages on request (the usual setting) does so for memory that asks, before it is first written; NumPy asks as well. Elsewhere, and where
/// the request is refused, nothing happens.
/// </remarks>
internal static class LargePages
{
    /// <summary>Bytes from which on to ask: fewer would fill two pages at most.</summary>
    private const long WorthAsking = 4 << 20;

    private const nint SmallPage = 4096;
    private const int WillUseLargePages = 14;

    /// <summary>Asks for the memory of an array that stays where it is.</summary>
    public static void AskFor(nint address, long bytes)
    {
        if (bytes < WorthAsking || !OperatingSystem.IsLinux()) return;
        var first = (address + SmallPage - 1) / SmallPage * SmallPage;
        _ = Native.Advise(first, (nuint)(address + bytes - first), WillUseLargePages);
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "madvise")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Advise(nint address, nuint length, int advice);
    }
}
