using System.Diagnostics;
using System.Runtime.InteropServices;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>A user's Ctrl-C and a scheduler's SIGTERM, on a process of its own.</summary>
public sealed class StopTests : IDisposable
{
    private const int Interrupt = 2, Terminate = 15;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    public async Task A_signal_stops_cleanly_and_the_same_command_goes_on(int signal, int exitCode)
    {
        // About an hour of work, so that the signal always finds it running.
        string[] command =
        [
            "run", "pipelines/tiny/hinge.yaml", "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "1",
            "--set", "training.steps=100000000", "--set", "replicates=1",
        ];
        // A test run in the background inherits an ignored SIGINT, which a program respects: the child gets the default back.
        var start = new ProcessStartInfo(
            "/usr/bin/env", ["--default-signal=INT", "dotnet", typeof(Pipelines.Pipeline.Cli.CommandLine).Assembly.Location, .. command])
        {
            WorkingDirectory = RepositoryFiles.Root,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;

        // The first line of progress: it is running.
        var first = await process.StandardError.ReadLineAsync();
        Assert.Contains('%', first!);
        Assert.Equal(0, Kill(process.Id, signal));
        var rest = process.StandardError.ReadToEndAsync();

        // The promise is 5 s on an idle machine; a loaded one gets the benefit of the doubt.
        var stopped = await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(30))) is { IsCompletedSuccessfully: true } && process.HasExited;
        if (!stopped) process.Kill(entireProcessTree: true);
        Assert.True(stopped, "It went on for 30 s after the signal.");
        Assert.Equal(exitCode, process.ExitCode);
        Assert.Contains("the same command goes on from here", await rest, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
