namespace Parquet.Schema;

/// <summary>The columns of a flat table, in order. Names are unique. Equal by content.</summary>
public class ParquetSchema : IEquatable<ParquetSchema>
{
    private readonly Dictionary<string, Field> _byName;

    public ParquetSchema(IEnumerable<Field> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Fields = [.. fields];
        DataFields = [.. Fields.OfType<DataField>()];
        if (Fields.Count == 0) throw new ArgumentException("A schema needs at least one field.", nameof(fields));
        _byName = new Dictionary<string, Field>(StringComparer.Ordinal);
        foreach (var field in Fields)
        {
            if (!_byName.TryAdd(field.Path.ToString(), field))
                throw new ArgumentException($"Two columns are named '{field.Path}'.", nameof(fields));
        }
    }

    public ParquetSchema(params Field[] fields)
        : this((IEnumerable<Field>)fields)
    {
    }

    public IReadOnlyList<Field> Fields { get; }

    public DataField[] DataFields { get; }

    /// <exception cref="ArgumentException">There is no such field.</exception>
    public Field this[string name] =>
        _byName.TryGetValue(name, out var field) ? field : throw new ArgumentException($"The schema has no column '{name}'.", nameof(name));

    public DataField[] GetDataFields() => DataFields;

    /// <exception cref="ArgumentException">There is no such column.</exception>
    public DataField FindDataField(string path) =>
        this[path] as DataField ?? throw new ArgumentException($"'{path}' is not a column of values.", nameof(path));

    public bool Equals(ParquetSchema? other) => other is not null && Fields.SequenceEqual(other.Fields);

    public override bool Equals(object? obj) => Equals(obj as ParquetSchema);

    public override int GetHashCode() => Fields.Aggregate(Fields.Count, HashCode.Combine);

    public override string ToString() => string.Join(", ", Fields);
}
