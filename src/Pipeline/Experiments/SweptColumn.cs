namespace Pipelines.Pipeline.Experiments;

/// <summary>A swept setting as a column of result tables.</summary>
/// <param name="Path">The setting's path and the column's name.</param>
/// <param name="Type">double, long, ulong, bool or string; string also for swept groups and lists.</param>
/// <param name="IsNullable">The setting may be null.</param>
/// <param name="Unit">The setting's unit; empty when it has none.</param>
/// <param name="Summary">The setting's one-line description.</param>
internal sealed record SweptColumn(string Path, Type Type, bool IsNullable, string Unit, string Summary)
{
    /// <summary>The key whose value stands for a whole swept group; null where it would not tell the groups apart.</summary>
    internal string? CaseKey { get; init; }
}
