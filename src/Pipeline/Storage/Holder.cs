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
