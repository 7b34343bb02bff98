namespace Pipelines.Stages;

/// <summary>What a stage is expected to need, known before anything runs.</summary>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="MemoryBytes">Peak memory that the stage itself holds, its result included.</param>
/// <param name="DiskBytes">Size of its tables before compression.</param>
public sealed record Cost(double Flops, long MemoryBytes, long DiskBytes)
{
    public static Cost None { get; } = new(0, 0, 0);
}
