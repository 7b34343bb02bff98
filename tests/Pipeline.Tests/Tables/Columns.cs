using System.Globalization;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Tables;

/// <summary>Tables under test, and their values as texts that differ wherever the bits do.</summary>
internal static class Columns
{
    public static Table Table(params (string Name, Column Values)[] columns) =>
        new(new("table", "A table.", [.. columns.Select(c => new ColumnSchema(
            c.Name, c.Values.Type, $"what {c.Name} is", "m"))]), [.. columns.Select(c => c.Values)]);

    public static async Task<byte[]> FileOf(params Table[] parts)
    {
        using var stream = new MemoryStream();
        await TableParquet.WriteAsync(stream, parts[0].Schema, parts, new Dictionary<string, string> { ["clé"] = "α₀" });
        return stream.ToArray();
    }

    public static IEnumerable<string> Texts(Column column) => column.Match(
        i => i.Values.Select(v => v.ToString(CultureInfo.InvariantCulture)),
        n => n.Values.Select(v => BitConverter.DoubleToInt64Bits(v).ToString("x16", CultureInfo.InvariantCulture)),
        t => t.Values,
        f => f.Values.Select(v => v ? "true" : "false"));

    /// <summary>As the foreign readers' side writes them: JavaScript keeps no bits of NaN.</summary>
    public static IEnumerable<string> Judged(Column column) =>
        column is Column.Numbers numbers ? numbers.Values.Zip(Texts(column), (v, t) => double.IsNaN(v) ? "nan" : t) : Texts(column);

    public static string TypeName(ColumnType type) => type switch
    {
        ColumnType.Integer => "int64",
        ColumnType.Number => "double",
        ColumnType.Text => "string",
        _ => "bool",
    };
}
