using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages;

/// <summary>One of the studied systems: the settings it reads and the stages it makes of them. The only seam that a new system fills.</summary>
/// <param name="Name">The word after <c>system:</c>.</param>
/// <param name="Summary">One line for lists.</param>
/// <param name="Settings">Record type of the system's sections of an experiment file.</param>
/// <param name="Tables">Every table that its stages leave.</param>
/// <param name="Plan">Pure: from bound settings to nodes with keys.</param>
public sealed record SystemDefinition(
    string Name, string Summary, Type Settings, ImmutableArray<TableSchema> Tables, Func<object, PointContext, PointPlan> Plan)
{
    /// <summary>What a reader of a complete point has to know before trusting it, made of its summary tables: a sentence each, usually none.</summary>
    public Func<TableSet, ImmutableArray<string>> Notes { get; init; } = _ => [];
}
