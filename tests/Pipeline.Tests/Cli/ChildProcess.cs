using System.Diagnostics;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>The tool as a user runs it: a process of its own.</summary>
internal static class ChildProcess
{
    /// <summary>Runs the tool in the repository's root.</summary>
    public static Finished Run(IReadOnlyList<string> arguments, params IReadOnlyList<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Pipelines.Pipeline.Cli.CommandLine).Assembly.Location, .. arguments])
        {
            WorkingDirectory = RepositoryFiles.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    internal sealed record Finished(int ExitCode, string Output, string Error);
}
