namespace Parquet.Schema;

/// <summary>Where a column stands in the schema: one name for a flat table, one per level otherwise. Equal by content.</summary>
public class FieldPath : IEquatable<FieldPath>
{
    private readonly string[] _parts;

    public FieldPath(IEnumerable<string> parts) => _parts = [.. parts];

    public FieldPath(params string[] parts)
        : this((IEnumerable<string>)parts)
    {
    }

    /// <summary>The last name.</summary>
    internal string Name => _parts[^1];

    /// <summary>Names from the root, without the root's own.</summary>
    internal IReadOnlyList<string> Parts => _parts;

    public bool Equals(FieldPath? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts);

    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    public override string ToString() => string.Join('.', _parts);
}
