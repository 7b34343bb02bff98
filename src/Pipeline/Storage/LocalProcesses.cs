using System.Diagnostics;
using System.Globalization;

namespace Pipelines.Pipeline.Storage;

/// <summary>The processes of this machine.</summary>
internal sealed class LocalProcesses : IProcesses
{
    public static LocalProcesses Instance { get; } = new();

    public HolderIdentity Self { get; } = new(HostName(), BootId(), Environment.ProcessId, StartTimeOf(Environment.ProcessId) ?? 0);

    public bool? IsAlive(HolderIdentity holder)
    {
        ArgumentNullException.ThrowIfNull(holder);
        if (holder.Host != Self.Host) return null;
        return holder.Boot == Self.Boot && StartTimeOf(holder.ProcessId) == holder.StartTime;
    }

    /// <summary>Without spaces, which separate the parts of an identity.</summary>
    private static string HostName()
    {
        var space = OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget : null;
        return $"{Environment.MachineName}/{space}".Replace(' ', '-');
    }

    private static string BootId() => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "-";

    /// <summary>Null when there is no such process.</summary>
    private static long? StartTimeOf(int process)
    {
        try
        {
            return OperatingSystem.IsLinux() ? StartTicksOf(process) : Process.GetProcessById(process).StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Field 22 of the status line, in clock ticks since the machine started; the name in field 2 may hold spaces and parentheses. A zombie
    /// is dead.</summary>
    private static long? StartTicksOf(int process)
    {
        var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
    }
}
