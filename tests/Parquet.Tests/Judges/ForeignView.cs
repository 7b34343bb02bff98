using System.Text.Json.Nodes;

namespace Pipelines.Parquet.Tests.Judges;

/// <summary>What a foreign reader saw: columns with canonical values, metadata, row groups.</summary>
public sealed record ForeignView(
    string? Error, IReadOnlyList<ForeignColumn> Columns, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<long> RowGroups, JsonObject Raw)
{
    internal static ForeignView From(JsonObject view) =>
        view["error"] is { } error
            ? new((string?)error, [], new Dictionary<string, string>(), [], view)
            : new(
                null,
                [.. view["columns"]!.AsArray().Select(column => ForeignColumn.From(column!.AsObject()))],
                view["metadata"]!.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!),
                [.. view["rowGroups"]!.AsArray().Select(rows => (long)rows!)],
                view);
}
