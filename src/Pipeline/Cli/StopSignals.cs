using System.Runtime.InteropServices;

namespace Pipelines.Pipeline.Cli;

/// <summary>SIGINT, SIGTERM and SIGHUP ask the run to stop cleanly; a second one ends the process at once.</summary>
/// <remarks>A SIGHUP that the caller had ignored, as <c>nohup</c> does, stays ignored: the run is to outlive its terminal.</remarks>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode = Output.ExitCode.Interrupted;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Output.ExitCode.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Output.ExitCode.Terminated)),
        .. IsHangUpIgnored()
            ? []
            : (PosixSignalRegistration[])[PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, Output.ExitCode.Terminated))],
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

    private static bool IsHangUpIgnored()
    {
        if (!OperatingSystem.IsLinux()) return false;
        Span<nint> action = stackalloc nint[NativeMethods.ActionSize];
        return NativeMethods.Action(NativeMethods.HangUp, 0, ref action[0]) == 0 && action[0] == NativeMethods.Ignore;
    }

    private static class NativeMethods
    {
        public const int HangUp = 1;

        /// <summary>SIG_IGN.</summary>
        public const nint Ignore = 1;

        /// <summary>More words than any C library's struct sigaction has; on Linux its first is the handler.</summary>
        public const int ActionSize = 64;

        [DllImport("libc", EntryPoint = "sigaction")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Action(int signal, nint action, ref nint former);
    }
}
