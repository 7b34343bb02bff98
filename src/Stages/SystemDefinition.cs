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
    /// <summary>What a reader of a complete point has to know before trusting it, made of its summary tables: a sentence each, usually none; null
    /// where there never is any.</summary>
    public Func<TableSet, ImmutableArray<string>>? Notes { get; init; }

    /// <summary>The system with one stage more on every point that has any: how a program of one's own measures something else on the same
    /// runs.</summary>
    /// <param name="stage">Makes the node from the point's own nodes, see <see cref="PointPlan.Ready.Producing"/>.</param>
    /// <param name="tables">The tables that it leaves, under names that the system does not have.</param>
    public SystemDefinition Adding(Func<PointPlan.Ready, TableNode> stage, params ImmutableArray<TableSchema> tables)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return this with
        {
            Tables = [.. Tables, .. tables],
            Plan = (settings, context) => Plan(settings, context).Match<PointPlan>(
                ready: p => p with { Outputs = p.Outputs.Add(stage(p)) },
                skipped: p => p,
                refused: p => p),
        };
    }
}
