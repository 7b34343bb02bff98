using System.Text.Json.Nodes;

namespace Pipelines.Parquet.Tests.Judges;

/// <summary>A column as a foreign reader saw it.</summary>
public sealed record ForeignColumn(string Name, string Type, bool Nullable, IReadOnlyList<string?> Values)
{
    internal static ForeignColumn From(JsonObject column) => new(
        (string)column["name"]!, (string)column["type"]!, (bool)column["nullable"]!,
        [.. column["values"]!.AsArray().Select(value => (string?)value)]);
}
