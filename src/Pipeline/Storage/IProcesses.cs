namespace Pipelines.Pipeline.Storage;

/// <summary>Tells living processes from dead ones.</summary>
internal interface IProcesses
{
    /// <summary>This process.</summary>
    HolderIdentity Self { get; }

    /// <summary>Whether a process is alive; null when it cannot be told from here, because it runs on another machine.</summary>
    bool? IsAlive(HolderIdentity holder);
}
