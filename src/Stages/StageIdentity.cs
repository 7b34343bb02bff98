namespace Pipelines.Stages;

/// <summary>What computes a result: the version is bumped, and the changelog says so, whenever the same inputs would give other bits. There is no other version.</summary>
public sealed record StageIdentity(string Name, int Version, StageRole Role)
{
    public override string ToString() => FormattableString.Invariant($"{Name} v{Version}");
}
