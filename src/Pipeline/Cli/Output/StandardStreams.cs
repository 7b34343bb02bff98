using System.Runtime.InteropServices;

namespace Pipelines.Pipeline.Cli.Output;

/// <summary>The process's own streams.</summary>
internal static class StandardStreams
{
    private const int Output = 1, Error = 2;

    public static Streams Open() => new(
        new PlainWriter(IsInherited(Output) ? Console.OpenStandardOutput() : null, isData: true),
        TextWriter.Synchronized(new PlainWriter(IsInherited(Error) ? Console.OpenStandardError() : null, isData: false)),
        IsInherited(Error)
            && !Console.IsErrorRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "" or null));

    /// <summary>The caller gave this stream.</summary>
    /// <remarks>
    /// Where it was closed, its number went to the next file that the runtime opened for itself, and to write there would do damage. Such a file is
    /// closed on exec; what was there before this program was started cannot be.
    /// </remarks>
    private static bool IsInherited(int descriptor)
    {
        if (OperatingSystem.IsWindows()) return true;
        var flags = NativeMethods.Control(descriptor, NativeMethods.GetDescriptorFlags);
        return flags >= 0 && (flags & NativeMethods.CloseOnExec) == 0;
    }

    private static class NativeMethods
    {
        public const int GetDescriptorFlags = 1;
        public const int CloseOnExec = 1;

        [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Control(int descriptor, int command);
    }
}
