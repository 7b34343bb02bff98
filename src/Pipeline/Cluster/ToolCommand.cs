using System.Reflection;

namespace Pipelines.Pipeline.Cluster;

/// <summary>How a shell on another machine starts this very program.</summary>
internal static class ToolCommand
{
    /// <summary>The program with some arguments, quoted for a POSIX shell; an own program that uses the library starts itself.</summary>
    public static string Of(params IReadOnlyList<string> arguments)
    {
        var process = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, Assembly.GetEntryAssembly()!.Location] : [process];
        return string.Join(' ', program.Concat(arguments).Select(Quote));
    }

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
