using Parquet.Meta;

namespace Parquet.Schema;

/// <summary>Turns a schema into the file's list of nodes and back.</summary>
internal static class SchemaTree
{
    private const int DeepestNesting = 64;

    /// <summary>The root and one leaf per column.</summary>
    public static List<SchemaElement> ToElements(ParquetSchema schema) =>
        [new() { Name = "schema", NumChildren = schema.DataFields.Length }, .. schema.DataFields.Select(ToElement)];

    /// <summary>One field per leaf, in the order of column chunks; leaves that cannot be read are listed with the reason.</summary>
    /// <exception cref="ParquetException">The nodes do not form a tree, or two leaves have one path.</exception>
    public static ParquetSchema FromElements(List<SchemaElement> elements)
    {
        if (elements.Count == 0) throw new ParquetException("The footer has no schema.");
        var leaves = new List<DataField>();
        var next = 1;
        for (var left = elements[0].NumChildren ?? 0; left > 0; left--) Visit(elements, ref next, [], leaves);
        if (next != elements.Count) throw new ParquetException($"The schema uses {next} of its {elements.Count} nodes.");
        if (leaves.Count == 0) throw new ParquetException("The schema has no columns.");
        if (leaves.DistinctBy(leaf => leaf.Path).Count() != leaves.Count) throw new ParquetException("Two columns of the schema have the same name.");
        return new ParquetSchema(leaves);
    }

    private static SchemaElement ToElement(DataField field) => new()
    {
        Name = field.Name,
        Type = ColumnType.PhysicalOf(field.ClrType),
        Repetition = field.IsNullable ? Repetition.Optional : Repetition.Required,
        ConvertedType = field.ClrType == typeof(string) ? ConvertedType.Utf8 : null,
        LogicalType = field.ClrType == typeof(string) ? new LogicalType(LogicalType.Text) : null,
    };

    private static void Visit(List<SchemaElement> elements, ref int next, List<string> parents, List<DataField> leaves)
    {
        if (next >= elements.Count || parents.Count > DeepestNesting) throw new ParquetException("The schema's nodes do not form a tree.");
        var element = elements[next++];
        if (element.Name.Length == 0) throw new ParquetException("A column has no name.");
        var path = new List<string>(parents) { element.Name };
        if (element.Type is null)
        {
            for (var left = element.NumChildren ?? 0; left > 0; left--) Visit(elements, ref next, path, leaves);
            return;
        }
        leaves.Add(ToField(element, path));
    }

    private static DataField ToField(SchemaElement element, List<string> path)
    {
        var nullable = element.Repetition == Repetition.Optional;
        var clrType = ColumnType.ClrTypeOf(element);
        if (path.Count > 1 || element.Repetition == Repetition.Repeated)
            return new DataField(new FieldPath(path), nullable, "nested and repeated columns are outside the flat subset");
        if (clrType is null) return new DataField(new FieldPath(path), nullable, $"values of type {ColumnType.Describe(element)} are not supported");
        return new DataField(element.Name, clrType, nullable);
    }
}
