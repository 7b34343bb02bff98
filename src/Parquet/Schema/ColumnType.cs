using Parquet.Meta;

namespace Parquet.Schema;

/// <summary>The seven types of values in a flat table and how the format stores them.</summary>
internal static class ColumnType
{
    private static readonly Dictionary<Type, PhysicalType> PhysicalTypes = new()
    {
        [typeof(bool)] = PhysicalType.Boolean,
        [typeof(int)] = PhysicalType.Int32,
        [typeof(long)] = PhysicalType.Int64,
        [typeof(float)] = PhysicalType.Float,
        [typeof(double)] = PhysicalType.Double,
        [typeof(string)] = PhysicalType.ByteArray,
        [typeof(byte[])] = PhysicalType.ByteArray,
    };

    public static bool IsSupported(Type clrType) => PhysicalTypes.ContainsKey(clrType);

    public static PhysicalType PhysicalOf(Type clrType) => PhysicalTypes[clrType];

    /// <summary>Null where stored numbers mean something else than themselves, as dates do.</summary>
    public static Type? ClrTypeOf(SchemaElement element) => element.Type switch
    {
        PhysicalType.Boolean when !IsAnnotated(element) => typeof(bool),
        PhysicalType.Int32 when !IsAnnotated(element) || FitsInt32(element) => typeof(int),
        PhysicalType.Int64 when !IsAnnotated(element) || FitsInt64(element) => typeof(long),
        PhysicalType.Float when !IsAnnotated(element) => typeof(float),
        PhysicalType.Double when !IsAnnotated(element) => typeof(double),
        PhysicalType.ByteArray when IsText(element) => typeof(string),
        PhysicalType.ByteArray when !IsAnnotated(element) => typeof(byte[]),
        _ => null,
    };

    public static string Describe(SchemaElement element) =>
        $"{element.Type}{(element.ConvertedType is { } converted ? $" ({converted})" : "")}"
        + (element.LogicalType is { } logical ? $" (logical type {logical.Kind})" : "");

    private static bool IsAnnotated(SchemaElement element) => element.ConvertedType is not null || element.LogicalType is not null;

    private static bool IsText(SchemaElement element) =>
        element.ConvertedType is ConvertedType.Utf8 or ConvertedType.Enum or ConvertedType.Json
        || element.LogicalType?.Kind is LogicalType.Text or LogicalType.Enum or LogicalType.Json;

    /// <summary>Narrower integers are stored in 32 bits; an unsigned one of 32 bits would change its meaning.</summary>
    private static bool FitsInt32(SchemaElement element) => element.LogicalType is { } logical
        ? logical is { Kind: LogicalType.Integer, IsSigned: true, BitWidth: <= 32 } or { Kind: LogicalType.Integer, BitWidth: <= 16 }
        : element.ConvertedType is ConvertedType.Int8 or ConvertedType.Int16 or ConvertedType.Int32 or ConvertedType.UInt8 or ConvertedType.UInt16;

    private static bool FitsInt64(SchemaElement element) => element.LogicalType is { } logical
        ? logical is { Kind: LogicalType.Integer, IsSigned: true }
        : element.ConvertedType is ConvertedType.Int64;
}
