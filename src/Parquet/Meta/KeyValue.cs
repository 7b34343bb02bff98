using Parquet.Thrift;

namespace Parquet.Meta;

/// <summary>A metadata entry of a file or a column chunk.</summary>
internal sealed record KeyValue(string Key, string? Value)
{
    public static KeyValue Read(ref CompactReader reader)
    {
        var key = "";
        string? value = null;
        var outer = reader.BeginStruct();
        while (reader.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1: key = reader.Text(type); break;
                case 2: value = reader.Text(type); break;
                default: reader.Skip(type); break;
            }
        }
        reader.EndStruct(outer);
        return new KeyValue(key, value);
    }

    public void Write(CompactWriter writer)
    {
        writer.BeginStruct();
        writer.Text(1, Key);
        writer.Text(2, Value);
        writer.EndStruct();
    }

    public static List<KeyValue> ReadList(ref CompactReader reader, WireType type)
    {
        var entries = new List<KeyValue>();
        for (var left = reader.List(type, WireType.Struct); left > 0; left--) entries.Add(Read(ref reader));
        return entries;
    }

    /// <summary>In ordinal order of keys: a dictionary's own order may differ between runs.</summary>
    public static List<KeyValue> From(IEnumerable<KeyValuePair<string, string>> entries) =>
        [.. entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new KeyValue(entry.Key, entry.Value))];

    /// <summary>Of two entries with one key the later wins.</summary>
    public static Dictionary<string, string> ToDictionary(List<KeyValue>? entries)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries ?? []) result[entry.Key] = entry.Value ?? "";
        return result;
    }

    public static void WriteList(CompactWriter writer, int field, List<KeyValue>? entries)
    {
        if (entries is not { Count: > 0 }) return;
        writer.List(field, WireType.Struct, entries.Count);
        foreach (var entry in entries) entry.Write(writer);
    }
}
