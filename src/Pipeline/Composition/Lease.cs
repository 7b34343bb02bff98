namespace Pipelines.Pipeline.Composition;

/// <summary>Who computes a stage.</summary>
internal enum Lease
{
    /// <summary>This process.</summary>
    Ours,

    /// <summary>Another living process.</summary>
    Elsewhere,

    /// <summary>Nobody any more: another process has finished it meanwhile.</summary>
    Stored,
}
