using System.Text.Json.Nodes;

namespace Pipelines.Pipeline.Tests.Tables;

/// <summary>What a foreign reader saw: columns with canonical values, metadata, row groups.</summary>
public sealed record ForeignView(
    string? Error, IReadOnlyList<ForeignColumn> Columns, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<long> RowGroups)
{
    internal static ForeignView From(JsonObject view) =>
        view["error"] is { } error
            ? new((string?)error, [], new Dictionary<string, string>(), [])
            : new(
                null,
                [.. view["columns"]!.AsArray().Select(column => ForeignColumn.From(column!.AsObject()))],
                view["metadata"]!.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!),
                [.. view["rowGroups"]!.AsArray().Select(rows => (long)rows!)]);
}

/// <summary>A column as a foreign reader saw it.</summary>
public sealed record ForeignColumn(string Name, string Type, bool Nullable, IReadOnlyList<string?> Values)
{
    internal static ForeignColumn From(JsonObject column) => new(
        (string)column["name"]!, (string)column["type"]!, (bool)column["nullable"]!,
        [.. column["values"]!.AsArray().Select(value => (string?)value)]);
}
