namespace Parquet.Schema;

/// <summary>An entry of a schema.</summary>
public abstract class Field
{
    protected Field(string name, SchemaType schemaType)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Path = new FieldPath(name);
        SchemaType = schemaType;
    }

    public string Name { get; }

    public FieldPath Path { get; internal init; }

    public SchemaType SchemaType { get; }

    /// <summary>Whether values may be absent.</summary>
    public virtual bool IsNullable { get; internal init; }

    /// <summary>1 where values may be absent, 0 where not: flat tables have no deeper levels.</summary>
    public int MaxDefinitionLevel { get; internal init; }

    public override bool Equals(object? obj) => obj is Field other && SchemaType == other.SchemaType && Path.Equals(other.Path);

    public override int GetHashCode() => Path.GetHashCode();

    public override string ToString() => $"{Path} ({SchemaType})";
}
