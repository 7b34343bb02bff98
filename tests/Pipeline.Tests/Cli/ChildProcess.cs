using System.Diagnostics;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>The tool as a user runs it: a process of its own.</summary>
internal static class ChildProcess
{
    /// <summary>What is run.</summary>
    public static string Program { get; } = typeof(Pipelines.Pipeline.Cli.CommandLine).Assembly.Location;

    /// <summary>Runs the tool in the repository's root.</summary>
    public static Finished Run(IReadOnlyList<string> arguments, params IReadOnlyList<(string Name, string Value)> environment) =>
        Run("dotnet", [Program, .. arguments], RepositoryFiles.Root, environment);

    /// <summary>Runs a line of bash in which <c>pipelines</c> is the tool.</summary>
    public static Finished Shell(string script, string folder, params IReadOnlyList<(string Name, string Value)> environment) =>
        Run("bash", ["-c", $"pipelines() {{ dotnet '{Program}' \"$@\"; }}; export -f pipelines\n{script}"], folder, environment);

    public static Finished Run(string program, IReadOnlyList<string> arguments, string folder, IReadOnlyList<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    internal sealed record Finished(int ExitCode, string Output, string Error);
}
