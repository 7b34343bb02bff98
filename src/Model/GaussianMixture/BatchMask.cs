namespace Pipelines.Model.GaussianMixture;

/// <summary>The samples of one batch: one entry per sample, true when it enters the update. Compared by content.</summary>
public sealed class BatchMask : IEquatable<BatchMask>
{
    private readonly bool[] _active;

    private BatchMask(bool[] active) => _active = active;

    public int Length => _active.Length;

    public ReadOnlySpan<bool> Span => _active;

    public bool this[int sample] => _active[sample];

    public static BatchMask Copy(ReadOnlySpan<bool> active) => new(active.ToArray());

    /// <summary>Every sample.</summary>
    public static BatchMask All(int samples)
    {
        var active = new bool[samples];
        Array.Fill(active, true);
        return new(active);
    }

    public bool Equals(BatchMask? other) => other is not null && Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => Equals(obj as BatchMask);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var active in _active) hash.Add(active);
        return hash.ToHashCode();
    }
}
