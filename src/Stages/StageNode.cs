using System.Collections.Immutable;
using System.Text;
using Pipelines.Stages.Settings;
using Pipelines.Stages.States;
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
    private object? _key;

    /// <param name="stage">What computes.</param>
    /// <param name="reads">What it reads of the experiment file.</param>
    /// <param name="inputs">What it reads of other stages.</param>
    /// <param name="cost">What it is expected to need.</param>
    /// <param name="body">What computes, from what it reads alone.</param>
    private protected StageNode(StageIdentity stage, object reads, ImmutableArray<StageNode> inputs, Cost cost, Delegate body) =>
        (Stage, Reads, Inputs, Cost, Body) = (stage, reads, inputs, cost, body);

    public StageIdentity Stage { get; }

    /// <summary>Exactly what the stage reads of the experiment file: under written names, from which the key is made, and as the values that its body
    /// gets.</summary>
    public object Reads { get; }

    public ImmutableArray<StageNode> Inputs { get; }

    /// <summary>The files that users gave, of those that the stage itself reads.</summary>
    public ImmutableArray<GivenFile> GivenFiles => Canonical.FilesIn(Reads);

    public Cost Cost { get; }

    /// <summary>A test looks at it: a body that captures something reads more than its key says.</summary>
    internal Delegate Body { get; }

    /// <summary>Digest of stage name, version, columns, what it reads and the keys of the inputs; known without running.</summary>
    public Digest Key => (Digest)(_key ??= MakeKey());

    /// <summary>Writes the canonical text of what the stage reads, in UTF-8 with its length in front.</summary>
    public void WriteReads(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using var text = new Utf8Text();
        Canonical.AppendTo(text, Reads);
        writer.Values(text.Written);
    }

    /// <summary>Begins a key with what all nodes of the stage have in common.</summary>
    private protected abstract StageKey BeginKey();

    private object MakeKey()
    {
        using var key = BeginKey();
        key.ReadsOf(Reads);
        foreach (var input in Inputs) key.Input(input.Key);
        return key.ToDigest();
    }
}

/// <summary>A node whose result lives in memory only and is recomputed when a stage that needs it runs.</summary>
public abstract class ValueNode : StageNode
{
    private protected ValueNode(StageIdentity stage, object reads, ImmutableArray<StageNode> inputs, Cost cost, Delegate body)
        : base(stage, reads, inputs, cost, body)
    {
    }

    /// <summary>A stage that makes a value.</summary>
    /// <param name="stage">What computes.</param>
    /// <param name="reads">What it reads of the experiment file, see <see cref="StageNode.Reads"/>.</param>
    /// <param name="inputs">What it reads of other stages.</param>
    /// <param name="cost">What it is expected to need.</param>
    /// <param name="compute">The value, or why there is none, of what it reads, the results of its inputs, and a number of threads. It captures
    /// nothing.</param>
    public static ValueNode<T> Of<TReads, T>(
        StageIdentity stage, TReads reads, ImmutableArray<StageNode> inputs, Cost cost, Func<TReads, StageInputs, int, Result<T>> compute)
        where TReads : class
        where T : class => new(stage, reads, inputs, cost, compute, (results, threads) => compute(reads, results, threads));

    /// <summary>The value, or why there is none.</summary>
    /// <param name="inputs">Results of this node's inputs.</param>
    /// <param name="threads">Threads it may use.</param>
    public abstract Result<object> Compute(StageInputs inputs, int threads);

    private protected override StageKey BeginKey() => new(Stage.Name, Stage.Version);
}

/// <summary>A value node of a known type.</summary>
public sealed class ValueNode<T> : ValueNode
    where T : class
{
    private readonly Func<StageInputs, int, Result<T>> _compute;

    internal ValueNode(
        StageIdentity stage, object reads, ImmutableArray<StageNode> inputs, Cost cost, Delegate body, Func<StageInputs, int, Result<T>> compute)
        : base(stage, reads, inputs, cost, body) => _compute = compute;

    public override Result<object> Compute(StageInputs inputs, int threads) =>
        _compute(inputs, threads)
            .Match<Result<object>>(done: d => new Result<object>.Done(d.Value), failed: f => new Result<object>.Failed(f.Failure));
}

/// <summary>A node whose result is a set of tables, kept in the store.</summary>
public sealed class TableNode : StageNode
{
    private const long NumberBytes = 8;

    private readonly Func<StageInputs, StageRun> _start;

    private TableNode(
        StageIdentity stage, object reads, ImmutableArray<StageNode> inputs, Cost cost, ImmutableArray<TableSchema> tables, Delegate body,
        Func<StageInputs, StageRun> start)
        : base(stage, reads, inputs, cost, body) => (Tables, _start) = (tables, start);

    /// <summary>Rows of a table at most, estimated before it runs: what is not of the table of <see cref="Cost.Long"/> may be of any other.</summary>
    public long MostRows(string table)
    {
        if (Find(table) is not { IsSummary: false } schema) return 0;
        if (Cost.Long?.Table == table) return Cost.Long.Value.Rows;
        var known = Cost.Long is var (name, rows) ? NumberBytes * rows * Find(name)!.Columns.Length : 0;
        return Math.Max(0, Cost.DiskBytes - known) / (NumberBytes * schema.Columns.Length);
    }

    private TableSchema? Find(string table) => Tables.FirstOrDefault(t => t.Name == table);

    /// <summary>The tables it leaves.</summary>
    public ImmutableArray<TableSchema> Tables { get; }

    /// <summary>The input whose reading takes this node's time: nodes of one stage that share it are best advanced together, see
    /// <see cref="StageRun.AdvanceTogether"/>; null where there is none. No part of the key.</summary>
    public ValueNode? SharedInput { get; private init; }

    /// <summary>A stage that leaves tables.</summary>
    /// <param name="stage">What computes.</param>
    /// <param name="reads">What it reads of the experiment file, see <see cref="StageNode.Reads"/>.</param>
    /// <param name="inputs">What it reads of other stages.</param>
    /// <param name="cost">What it is expected to need.</param>
    /// <param name="tables">What it leaves.</param>
    /// <param name="start">The whole run, not yet begun, of what it reads and the results of its inputs. It captures nothing.</param>
    /// <param name="sharedInput">See <see cref="SharedInput"/>.</param>
    public static TableNode Of<TReads>(
        StageIdentity stage, TReads reads, ImmutableArray<StageNode> inputs, Cost cost, ImmutableArray<TableSchema> tables,
        Func<TReads, StageInputs, StageRun> start, ValueNode? sharedInput = null)
        where TReads : class =>
        new(stage, reads, inputs, cost, tables, start, results => start(reads, results)) { SharedInput = sharedInput };

    /// <summary>The whole run, not yet begun.</summary>
    public StageRun Start(StageInputs inputs) => _start(inputs);

    private protected override StageKey BeginKey() => new(Stage.Name, Stage.Version, Tables);

    /// <summary>A table as it enters a key: one of another shape is another result, also where somebody forgot to raise the version.</summary>
    internal static byte[] ShapeOf(TableSchema table) => table.Shape(static table => Encoding.UTF8.GetBytes(
        $"{table.Name}:{string.Join(',', table.Columns.Select(c => $"{c.Name} {WrittenNames.Of(c.Type)}"))}"));
}

/// <summary>What computes a result: the version is bumped, and the changelog says so, whenever the same inputs would give other bits. There is no
/// other version.</summary>
public sealed record StageIdentity(string Name, int Version, StageRole Role)
{
    public override string ToString() => FormattableString.Invariant($"{Name} v{Version}");
}

/// <summary>The four links of the chain; the runtime has one block for each.</summary>
public enum StageRole
{
    /// <summary>Makes data sets and initial states.</summary>
    Generation,

    /// <summary>Trains or simulates a network.</summary>
    Training,

    /// <summary>Solves the theory.</summary>
    Theory,

    /// <summary>Compares tables with each other and with the checks.</summary>
    Comparison,
}

/// <summary>What a stage is expected to need, known before anything runs.</summary>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="MemoryBytes">Peak memory that the stage itself holds, its result included.</param>
/// <param name="DiskBytes">Size of its tables before compression.</param>
public sealed record Cost(double Flops, long MemoryBytes, long DiskBytes)
{
    public static Cost None { get; } = new(0, 0, 0);

    /// <summary>A table that has many rows for each record, and how many in all; null where none has.</summary>
    public (string Table, long Rows)? Long { get; init; }
}

/// <summary>Results of the nodes that a stage reads, by key.</summary>
public sealed record StageInputs(ImmutableDictionary<Digest, object> Results)
{
    public static StageInputs None { get; } = new(ImmutableDictionary<Digest, object>.Empty);

    public T Get<T>(ValueNode<T> node)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(node);
        return (T)Results[node.Key];
    }

    public ImmutableArray<Table> Get(TableNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ((TableSet)Results[node.Key]).Tables;
    }
}

/// <summary>The key of a stage while it is put together: name, version and tables, then what the stage reads, then the keys of its inputs.</summary>
/// <remarks>Each part enters the digest with its length. Used once, by one thread.</remarks>
public sealed class StageKey : IDisposable
{
    private readonly Utf8Text _text = new();

    /// <param name="stage">Name of a stage.</param>
    /// <param name="version">Its version.</param>
    /// <param name="tables">What it leaves; none for a value.</param>
    public StageKey(string stage, int version, ImmutableArray<TableSchema> tables = default)
    {
        End(_text.Begin(), _text.Append(stage));
        End(_text.Begin(), _text.Append("v"u8).Append(version));
        var start = _text.Begin();
        if (!tables.IsDefault)
        {
            for (var i = 0; i < tables.Length; i++) (i == 0 ? _text : _text.Append(";"u8)).Append(TableNode.ShapeOf(tables[i]));
        }
        _text.End(start);
    }

    /// <summary>What the stage reads of the experiment file, as canonical text in UTF-8.</summary>
    public void Reads(ReadOnlySpan<byte> text) => End(_text.Begin(), _text.Append(text));

    /// <summary>The key of an input, in the order of the inputs.</summary>
    public void Input(Digest key) => End(_text.Begin(), _text.Append(key));

    /// <summary>The key.</summary>
    public Digest ToDigest() => Digest.Of(_text.Written);

    /// <summary>Gives back the memory.</summary>
    public void Dispose() => _text.Dispose();

    internal void ReadsOf(object reads)
    {
        var start = _text.Begin();
        Canonical.AppendTo(_text, reads);
        _text.End(start);
    }

    private static void End(int start, Utf8Text text) => text.End(start);
}
