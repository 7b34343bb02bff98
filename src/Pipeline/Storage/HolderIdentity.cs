namespace Pipelines.Pipeline.Storage;

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
