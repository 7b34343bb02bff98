using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Pipelines.Pipeline.Cli;

/// <summary>Whether a process may have as many files open as the tool needs: its own assemblies, loaded one by one, are most of them.</summary>
/// <remarks>Asked before anything else is loaded, and with nothing that has to be: at a limit that is too low the runtime says that a library is not
/// there.</remarks>
internal static class OpenFiles
{
    /// <summary>133 at most were seen, whatever was run, with 2 and with 32 threads.</summary>
    private const int Least = 256;

    private const nint StandardError = 2;

    private const string Limits = "/proc/self/limits", Line = "Max open files";

    /// <summary>What is wrong and what to do; null where the limit is high enough, or not known.</summary>
    public static string? Problem(string limits)
    {
        foreach (var line in limits.Split('\n'))
        {
            if (!line.StartsWith(Line, StringComparison.Ordinal)) continue;
            var words = line[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length > 0 && int.TryParse(words[0], out var most) && most < Least
                ? $"pipelines: a process may have {most} files open here, and this one needs {Least}: raise the limit, as in 'ulimit -n 1024'."
                : null;
        }
        return null;
    }

    /// <summary>Says on standard error what is wrong for this process.</summary>
    /// <returns>Whether anything is.</returns>
    public static bool Refuses()
    {
        try
        {
            if (Problem(File.ReadAllText(Limits)) is not { } problem) return false;

            // The console opens more files than there may be.
            using var error = new SafeFileHandle(StandardError, ownsHandle: false);
            using var stream = new FileStream(error, FileAccess.Write, bufferSize: 0);
            stream.Write(Encoding.UTF8.GetBytes(problem + "\n"));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
