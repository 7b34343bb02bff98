using System.Runtime.InteropServices;

namespace Pipelines.Pipeline.Cli;

/// <summary>SIGINT, SIGTERM and SIGHUP ask the run to stop cleanly; a second one ends the process at once.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode = Cli.ExitCode.Interrupted;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Cli.ExitCode.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Cli.ExitCode.Terminated)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, Cli.ExitCode.Terminated)),
    ];

    public CancellationToken Token => _stop.Token;

    /// <summary>What a run that stopped for a signal exits with.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    internal void Stop(PosixSignalContext context, int exitCode)
    {
        // Without this the default action follows, which is the end of the process.
        context.Cancel = !_stop.IsCancellationRequested;
        Volatile.Write(ref _exitCode, exitCode);
        _stop.Cancel();
    }
}
