using System.Diagnostics;
using System.Runtime.InteropServices;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>The tool as a process that a test can kill.</summary>
internal sealed class ToolProcess : IDisposable
{
    public const int Hangup = 1, Interrupt = 2, Kill = 9, Terminate = 15;

    /// <summary>The tool that was built with the tests, or another one, such as a published copy that was compiled ahead of time.</summary>
    private static readonly string Tool = Environment.GetEnvironmentVariable("PIPELINES_TOOL")
        ?? typeof(Pipelines.Pipeline.Cli.CommandLine).Assembly.Location;

    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly Task<string> _output;

    private ToolProcess(Process process) =>
        (_process, _error, _output) = (process, process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());

    /// <summary>Starts the tool; ignored signals get their default back, since a test run in the background inherits an ignored SIGINT,
    /// one under nohup an ignored SIGHUP.</summary>
    /// <remarks>A process that is killed would leave the runtime's sockets for debuggers behind.</remarks>
    public static ToolProcess Start(params IReadOnlyList<string> arguments) => new(Process.Start(new ProcessStartInfo(
        "/usr/bin/env", ["--default-signal=INT,TERM,HUP", "DOTNET_EnableDiagnostics=0", "dotnet", Tool, .. arguments])
    {
        WorkingDirectory = RepositoryFiles.Root,
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!);

    public bool HasEnded => _process.HasExited;

    public void Signal(int signal) => _ = Send(_process.Id, signal);

    /// <summary>Waits for its end.</summary>
    /// <returns>Exit code and standard error; null when it is still running, and it is killed then.</returns>
    public async Task<(int Code, string Error)?> EndAsync(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Signal(Kill);
            return null;
        }
        return (_process.ExitCode, await _error + await _output);
    }

    public void Dispose()
    {
        if (!_process.HasExited) Signal(Kill);
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);
}
