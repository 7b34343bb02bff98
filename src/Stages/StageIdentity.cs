namespace Pipelines.Stages;

/// <summary>What computes a result: the version is bumped, and the changelog says so, whenever the same inputs would give other bits. There is no
/// other version.</summary>
public sealed record StageIdentity(string Name, int Version, StageRole Role)
{
    public override string ToString() => FormattableString.Invariant($"{Name} v{Version}");
}

/// <summary>The four links of the chain; the runtime has one block for each.</summary>
public enum StageRole
{
    /// <summary>Makes data sets and initial states.</summary>
    Generation,

    /// <summary>Trains or simulates a network.</summary>
    Training,

    /// <summary>Solves the theory.</summary>
    Theory,

    /// <summary>Compares tables with each other and with the checks.</summary>
    Comparison,
}

/// <summary>What a stage is expected to need, known before anything runs.</summary>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="MemoryBytes">Peak memory that the stage itself holds, its result included.</param>
/// <param name="DiskBytes">Size of its tables before compression.</param>
public sealed record Cost(double Flops, long MemoryBytes, long DiskBytes)
{
    public static Cost None { get; } = new(0, 0, 0);
}
