using System.Collections.Concurrent;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Tests.Storage;

/// <summary>Processes that live and die as a test says.</summary>
internal sealed class FakeProcesses(int processId, string host = "here") : IProcesses
{
    private static readonly ConcurrentDictionary<int, bool> Dead = new();

    public HolderIdentity Self { get; } = new(host, "boot", processId, 1);

    public static void Kill(int processId) => Dead[processId] = true;

    public bool? IsAlive(HolderIdentity holder) => holder.Host != Self.Host ? null : !Dead.ContainsKey(holder.ProcessId);
}
