using System.Collections.Immutable;
using System.Text.Json;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>What a finished stage leaves: its tables, and why it ended early when its dynamics diverged or its input was refused.</summary>
/// <remarks>Layout: magic, length of the header, header (JSON: failure, table names and lengths), then one Parquet file per table.</remarks>
public sealed record Artifact(TableSet Tables, StageFailure? Failure)
{
    private static ReadOnlySpan<byte> Magic => "PLTABLE1"u8;

    public async Task<byte[]> ToBytesAsync()
    {
        var parts = new List<(string Name, byte[] Bytes)>();
        foreach (var table in Tables.Tables)
        {
            using var part = new MemoryStream();
            await TableParquet.WriteAsync(part, table.Schema, [table], ImmutableDictionary<string, string>.Empty).ConfigureAwait(false);
            parts.Add((table.Name, part.ToArray()));
        }
        var header = JsonSerializer.SerializeToUtf8Bytes(new Header(
            Failure is StageFailure.Diverged diverged ? new(diverged.Step, diverged.Cause) : null,
            (Failure as StageFailure.Refused)?.Reason,
            [.. parts.Select(p => new Entry(p.Name, p.Bytes.Length))]));
        using var bytes = new MemoryStream();
        bytes.Write(Magic);
        bytes.Write(BitConverter.GetBytes(header.Length));
        bytes.Write(header);
        foreach (var (_, part) in parts) bytes.Write(part);
        return bytes.ToArray();
    }

    /// <summary>The inverse, given the schemas that the stage declares.</summary>
    /// <exception cref="InvalidDataException">The bytes are no artifact.</exception>
    public static async Task<Artifact> ReadAsync(byte[] bytes, ImmutableArray<TableSchema> schemas)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (!bytes.AsSpan().StartsWith(Magic)) throw new InvalidDataException("Not an artifact of this tool.");
        var length = BitConverter.ToInt32(bytes, Magic.Length);
        var start = Magic.Length + sizeof(int);
        var header = JsonSerializer.Deserialize<Header>(bytes.AsSpan(start, length)) ?? throw new InvalidDataException("The artifact has no header.");
        start += length;
        var tables = ImmutableArray.CreateBuilder<Table>();
        foreach (var entry in header.Tables)
        {
            var schema = schemas.First(s => string.Equals(s.Name, entry.Name, StringComparison.Ordinal));
            using var part = new MemoryStream(bytes, start, entry.Length, writable: false);
            tables.Add(await TableParquet.ReadAsync(part, schema).ConfigureAwait(false));
            start += entry.Length;
        }
        StageFailure? failure = header.Diverged is { } diverged ? new StageFailure.Diverged(diverged.Step, diverged.Cause)
            : header.Refused is { } reason ? new StageFailure.Refused(reason)
            : null;
        return new(new(tables.ToImmutable()), failure);
    }

    private sealed record Header(DivergedHeader? Diverged, string? Refused, ImmutableArray<Entry> Tables);

    private sealed record DivergedHeader(long Step, string Cause);

    private sealed record Entry(string Name, int Length);
}
