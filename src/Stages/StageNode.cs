using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pipelines.Stages.Settings;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages;

/// <summary>A stage applied to exact inputs: what would be computed, and under which key. Nothing has run.</summary>
/// <remarks>
/// Two nodes with one key are the same computation, however many points ask for it. Closed: a node gives a value that is recomputed
/// whenever it is needed (a data set) or tables that are kept.
/// </remarks>
public abstract class StageNode
{
    /// <summary>Hashed when it is asked for: to check an experiment file takes no key, and the settings may be millions of recorded steps.</summary>
    private readonly Lazy<Digest> _key;

    /// <param name="stage">What computes.</param>
    /// <param name="settings">What it reads of the experiment file.</param>
    /// <param name="inputs">What it reads of other stages.</param>
    /// <param name="cost">What it is expected to need.</param>
    /// <param name="shape">Columns that it leaves: a table of another shape is another result, also where somebody forgot to raise the version.</param>
    private protected StageNode(StageIdentity stage, object settings, ImmutableArray<StageNode> inputs, Cost cost, string shape)
    {
        (Stage, Settings, Inputs, Cost) = (stage, settings, inputs, cost);
        _key = new(() => KeyOf(stage.Name, stage.Version, shape, Canonical.Encode(settings), inputs.Select(i => i.Key)));
    }

    public StageIdentity Stage { get; }

    /// <summary>Exactly what the stage reads of the experiment file.</summary>
    public object Settings { get; }

    public ImmutableArray<StageNode> Inputs { get; }

    public Cost Cost { get; }

    /// <summary>Digest of stage name, version, columns, settings and the keys of the inputs; known without running.</summary>
    public Digest Key => _key.Value;

    private protected static Digest KeyOf(string stage, int version, string shape, string settings, IEnumerable<Digest> inputs) =>
        Digest.Of([stage, FormattableString.Invariant($"v{version}"), shape, settings, .. inputs.Select(i => i.Hex)]);
}

/// <summary>A node whose result lives in memory only and is recomputed when a stage that needs it runs.</summary>
public abstract class ValueNode : StageNode
{
    private protected ValueNode(StageIdentity stage, object settings, ImmutableArray<StageNode> inputs, Cost cost)
        : base(stage, settings, inputs, cost, shape: "")
    {
    }

    /// <summary>The key of a value of this stage with these settings, as canonical text, and these inputs.</summary>
    public static Digest KeyOf(string stage, int version, string settings, IEnumerable<Digest> inputs) => KeyOf(stage, version, "", settings, inputs);

    /// <summary>The value, or why there is none.</summary>
    /// <param name="inputs">Results of this node's inputs.</param>
    /// <param name="threads">Threads it may use.</param>
    public abstract Result<object> Compute(StageInputs inputs, int threads);
}

/// <summary>A value node of a known type.</summary>
public sealed class ValueNode<T>(
    StageIdentity stage, object settings, ImmutableArray<StageNode> inputs, Cost cost, Func<StageInputs, int, Result<T>> compute)
    : ValueNode(stage, settings, inputs, cost)
    where T : class
{
    public override Result<object> Compute(StageInputs inputs, int threads) =>
        compute(inputs, threads).Match<Result<object>>(done: d => new Result<object>.Done(d.Value), failed: f => new Result<object>.Failed(f.Failure));
}

/// <summary>A node whose result is a set of tables, kept in the store.</summary>
public sealed class TableNode(
    StageIdentity stage,
    object settings,
    ImmutableArray<StageNode> inputs,
    Cost cost,
    ImmutableArray<TableSchema> tables,
    Func<StageInputs, StageRun> start)
    : StageNode(stage, settings, inputs, cost, ShapeOf(tables))
{
    /// <summary>Schemas are few and nodes are many.</summary>
    private static readonly ConcurrentDictionary<TableSchema, string> Shapes = new(ReferenceEqualityComparer.Instance);

    /// <summary>The tables it leaves.</summary>
    public ImmutableArray<TableSchema> Tables { get; } = tables;

    /// <summary>The input whose reading takes this node's time: nodes of one stage that share it are best advanced together, see
    /// <see cref="StageRun.AdvanceTogether"/>; null where there is none. No part of the key.</summary>
    public ValueNode? SharedInput { get; init; }

    /// <summary>The key of a result of this stage with these tables, these settings, as canonical text, and these inputs.</summary>
    public static Digest KeyOf(string stage, int version, ImmutableArray<TableSchema> tables, string settings, IEnumerable<Digest> inputs) =>
        KeyOf(stage, version, ShapeOf(tables), settings, inputs);

    /// <summary>The whole run, not yet begun.</summary>
    public StageRun Start(StageInputs inputs) => start(inputs);

    private static string ShapeOf(ImmutableArray<TableSchema> tables) => string.Join(';', tables.Select(t => Shapes.GetOrAdd(t, ShapeOf)));

    private static string ShapeOf(TableSchema table) => $"{table.Name}:{string.Join(',', table.Columns.Select(c => $"{c.Name} {c.Type}"))}";
}
