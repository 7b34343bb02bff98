using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>Another process at work on a store.</summary>
/// <param name="Identity">Which.</param>
/// <param name="Since">When it opened the store; null where its file does not tell.</param>
internal sealed record Holder(HolderIdentity Identity, DateTimeOffset? Since)
{
    /// <summary>It is known to live: a process of this machine, or one that gave a sign since we first looked.</summary>
    public bool IsHeard { get; init; }

    /// <summary>For people: process, machine and time.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"process {Identity.ProcessId} on {Identity.Host.Split('/')[0]}{(Since is { } since
                ? $", at work since {since:yyyy-MM-dd HH:mm:ss} UTC"
                : "")}");
}

/// <summary>A process that cannot be taken for another one, even after its number was given away again.</summary>
/// <param name="Host">Name of the machine and of the process namespace (a container has its own).</param>
/// <param name="Boot">Which start of the machine.</param>
/// <param name="ProcessId">Number of the process.</param>
/// <param name="StartTime">When it started, in a unit of the machine's own.</param>
internal sealed record HolderIdentity(string Host, string Boot, int ProcessId, long StartTime)
{
    public override string ToString() => FormattableString.Invariant($"{Host} {Boot} {ProcessId} {StartTime}");

    /// <summary>Reads what <see cref="ToString"/> writes; null when it is something else.</summary>
    public static HolderIdentity? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(' ') is [var host, var boot, var process, var start]
            && int.TryParse(process, out var id)
            && long.TryParse(start, out var time)
            ? new(host, boot, id, time)
            : null;
    }
}

/// <summary>The claims of another process, as its file tells them so far.</summary>
internal sealed class OtherHolder(string name)
{
    private long _read;
    private bool _hasBegun;

    public string Name { get; } = name;

    /// <summary>Null when its first line is no holder, which only a crash leaves: holders write it before anybody may read it.</summary>
    public HolderIdentity? Identity { get; private set; }

    public HashSet<Digest> Keys { get; } = [];

    /// <summary>How much of each stage under way is done, as it said last.</summary>
    public Dictionary<Digest, double> Progress { get; } = [];

    /// <summary>Who it is and since when: its file is named after the time at which it opened the store.</summary>
    public Holder? Holder => Identity is null ? null : new(Identity, Since);

    /// <summary>Wants the store for itself.</summary>
    public bool IsExclusive { get; private set; }

    /// <summary>When its file was last seen to grow, by our own clock.</summary>
    public long LastSign { get; private set; }

    /// <summary>When its file was written last, by the clock of the file server.</summary>
    public DateTimeOffset LastWritten { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>How often its file was seen to have grown, the first look included.</summary>
    public int Signs { get; private set; }

    /// <summary>Reads the lines that were added; a line that is not whole is left for the next time.</summary>
    /// <param name="stream">Its file.</param>
    /// <param name="now">Our clock.</param>
    public void ReadOn(Stream stream, long now)
    {
        if (stream.Length <= _read) return;
        stream.Seek(_read, SeekOrigin.Begin);
        var bytes = new byte[stream.Length - _read];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var end = bytes.AsSpan(0, count).LastIndexOf((byte)'\n') + 1;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Take(line);
        (_read, LastSign) = (_read + end, now);
        Signs++;
    }

    private void Take(string line)
    {
        if (!_hasBegun) (Identity, _hasBegun) = (HolderIdentity.Parse(line), true);
        else if (line == ClaimText.Exclusive) IsExclusive = true;
        else if (ClaimText.Key(line, ClaimText.Taken) is { } taken) Keys.Add(taken);
        else if (ClaimText.Key(line, ClaimText.Released) is { } released) Keys.Remove(released);
        else if (ClaimText.Progress(line) is var (key, fraction)) Progress[key] = fraction;
    }

    private DateTimeOffset? Since =>
        DateTimeOffset.TryParseExact(
            Name.Split('-')[0], "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : null;
}

/// <summary>Tells living processes from dead ones.</summary>
internal interface IProcesses
{
    /// <summary>This process.</summary>
    HolderIdentity Self { get; }

    /// <summary>Whether a process is alive; null when that is unknown here, because it runs on another machine.</summary>
    bool? IsAlive(HolderIdentity holder);
}

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
