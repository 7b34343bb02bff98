namespace Parquet.Schema;

/// <summary>A column: a name, the type of its values, and whether values may be absent. Equal by content.</summary>
/// <remarks>
/// Values are bool, int, long, float, double, string or byte[]; a nullable type makes an optional column, as does a reference type.
/// </remarks>
public class DataField : Field
{
    /// <param name="name">Column name, unique in its schema.</param>
    /// <param name="clrType">Type of the values; <c>double?</c> declares an optional column of doubles.</param>
    /// <param name="isNullable">Overrides what the type says.</param>
    /// <param name="isArray">Repeated values are outside the flat subset: only false is taken.</param>
    /// <param name="propertyName">Kept for the package's sake; without a serializer it has no effect.</param>
    /// <exception cref="NotSupportedException">The type is not one of a flat table's.</exception>
    public DataField(string name, Type clrType, bool? isNullable = null, bool? isArray = null, string? propertyName = null)
        : base(name, SchemaType.Data)
    {
        ArgumentNullException.ThrowIfNull(clrType);
        _ = propertyName;
        if (isArray is true) throw new NotSupportedException($"Column '{name}': repeated values are outside the flat subset.");
        var underlying = Nullable.GetUnderlyingType(clrType);
        ClrType = underlying ?? clrType;
        if (!ColumnType.IsSupported(ClrType)) throw new NotSupportedException($"Column '{name}': values of type {clrType} are not supported.");
        IsNullable = isNullable ?? (underlying is not null || !clrType.IsValueType);
        MaxDefinitionLevel = IsNullable ? 1 : 0;
    }

    /// <summary>A column found in a file that this library lists but cannot read.</summary>
    internal DataField(FieldPath path, bool isNullable, string unreadable)
        : base(path.Name, SchemaType.Data)
    {
        Path = path;
        ClrType = typeof(object);
        IsNullable = isNullable;
        MaxDefinitionLevel = isNullable ? 1 : 0;
        Unreadable = unreadable;
    }

    /// <summary>Type of a present value, never nullable; <c>object</c> where the column cannot be read.</summary>
    public Type ClrType { get; }

    /// <summary>Why the column cannot be read, or null.</summary>
    internal string? Unreadable { get; }

    public override bool Equals(object? obj) =>
        base.Equals(obj) && obj is DataField other && ClrType == other.ClrType && IsNullable == other.IsNullable;

    public override int GetHashCode() => base.GetHashCode();

    public override string ToString() => $"{Path} ({ClrType}{(IsNullable ? "?" : "")})";
}
