using System.Collections.Immutable;

namespace Pipelines.Stages;

/// <summary>Numbers that a point does not have, whatever becomes of its run: its settings rule them out. A number that a run may or may not have is
/// none of them.</summary>
/// <param name="Table">A table that the point leaves.</param>
/// <param name="Columns">Columns of it that are NaN in every row; empty where it has no row.</param>
/// <param name="Reason">The setting that rules them out, as in "dataset.testSamples is 0".</param>
public sealed record Absence(string Table, ImmutableArray<string> Columns, string Reason)
{
    /// <summary>Columns that have no number.</summary>
    public static Absence Of(string table, string reason, params ImmutableArray<string> columns) => new(table, columns, reason);

    /// <summary>A table without rows.</summary>
    public static Absence OfRows(string table, string reason) => new(table, [], reason);

    /// <summary>Why a quantity, <c>table.column</c>, has no number; null where it may have one.</summary>
    public string? Of(string quantity)
    {
        ArgumentNullException.ThrowIfNull(quantity);
        var dot = quantity.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || quantity[..dot] != Table) return null;
        return Columns.IsEmpty ? $"{Table} has no row: {Reason}"
            : Columns.Contains(quantity[(dot + 1)..]) ? $"{quantity} has no number: {Reason}"
            : null;
    }
}
