using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages;

/// <summary>One of the studied systems: the settings it reads and the stages it makes of them. The only seam that a new system fills.</summary>
public sealed record SystemDefinition
{
    private readonly Func<object, PointContext, PointPlan> _plan;

    private SystemDefinition(
        string name, string summary, Type settings, ImmutableArray<TableSchema> tables, Func<object, PointContext, PointPlan> plan) =>
        (Name, Summary, Settings, Tables, _plan) = (name, summary, settings, tables, plan);

    /// <summary>The word after <c>system:</c>.</summary>
    public string Name { get; }

    /// <summary>One line for lists.</summary>
    public string Summary { get; init; }

    /// <summary>Record type of the system's sections of an experiment file.</summary>
    public Type Settings { get; }

    /// <summary>Every table that its stages leave.</summary>
    public ImmutableArray<TableSchema> Tables { get; }

    /// <summary>A system.</summary>
    /// <typeparam name="TSettings">Record of the system's sections of an experiment file; every parameter has a <c>[Setting]</c>.</typeparam>
    /// <param name="name">The word after <c>system:</c>.</param>
    /// <param name="summary">One line for lists.</param>
    /// <param name="tables">Every table that its stages leave.</param>
    /// <param name="plan">Pure: from bound settings to nodes with keys.</param>
    public static SystemDefinition Of<TSettings>(
        string name, string summary, ImmutableArray<TableSchema> tables, Func<TSettings, PointContext, PointPlan> plan)
        where TSettings : class => new(name, summary, typeof(TSettings), tables, (settings, context) => plan((TSettings)settings, context));

    /// <summary>Pure: from bound settings to nodes with keys.</summary>
    /// <param name="settings">Of the type of <see cref="Settings"/>.</param>
    /// <param name="context">What a point has beside its settings.</param>
    public PointPlan Plan(object settings, PointContext context) => _plan(settings, context);

    /// <summary>What a reader of a complete point has to know before trusting it, made of its summary tables and of <see cref="NotedTables"/>: a
    /// sentence each, usually none; null where there never is any.</summary>
    public Func<TableSet, ImmutableArray<string>>? Notes { get; init; }

    /// <summary>Names of the longer tables that <see cref="Notes"/> needs beside those of one row.</summary>
    public ImmutableArray<string> NotedTables { get; init; } = [];

    /// <summary>What is looked at first: drawn where an experiment has no figures of its own. The most telling one first.</summary>
    /// <exception cref="ArgumentException">One names a column that no table of the system has.</exception>
    public ImmutableArray<Observable> Observables
    {
        get;
        init => field = value.SelectMany(o => o.Columns).FirstOrDefault(c => !HasColumn(c)) is { } unknown
            ? throw new ArgumentException($"System {Name} has no column '{unknown}'.", nameof(value))
            : value;
    } = [];

    private bool HasColumn(string column) => Tables.Any(t => t.Columns.Any(c => $"{t.Name}.{c.Name}" == column));

    /// <summary>The system with one stage more on every point that has any: how a program of one's own measures something else on the same
    /// runs.</summary>
    /// <param name="stage">Makes the node from the point's own nodes, see <see cref="PointPlan.Ready.Producing"/>.</param>
    /// <param name="tables">The tables that it leaves, under names that the system does not have.</param>
    public SystemDefinition Adding(Func<PointPlan.Ready, TableNode> stage, params ImmutableArray<TableSchema> tables)
    {
        ArgumentNullException.ThrowIfNull(stage);
        PointPlan Longer(object settings, PointContext context) => Plan(settings, context).Match<PointPlan>(
            ready: p => p with { Outputs = p.Outputs.Add(stage(p)) },
            skipped: p => p,
            refused: p => p);
        return new(Name, Summary, Settings, [.. Tables, .. tables], Longer) { Notes = Notes, NotedTables = NotedTables, Observables = Observables };
    }
}

/// <summary>What a user of a system looks at first: a measured quantity and its prediction over time, and both at the end. Columns are written
/// as in checks, <c>table.column</c>; a series has a column <c>time</c>.</summary>
/// <param name="Label">Of the axis; formulas between dollar signs.</param>
/// <param name="Measured">Column of a series.</param>
public sealed record Observable(string Label, string Measured)
{
    /// <summary>Column with the standard error of <see cref="Measured"/>, for experiments without replicates.</summary>
    public string? Error { get; init; }

    /// <summary>Column of the series that it is held against.</summary>
    public string? Predicted { get; init; }

    /// <summary>Column of a summary table: the measured value at the end.</summary>
    public string? Final { get; init; }

    /// <summary>Column of a summary table: the predicted value at the end.</summary>
    public string? FinalPredicted { get; init; }

    /// <summary>What measured values are called in a legend.</summary>
    public string MeasuredName { get; init; } = "simulation";

    /// <summary>What the prediction is called in a legend.</summary>
    public string PredictedName { get; init; } = "theory";

    /// <summary>What <see cref="FinalPredicted"/> is called where that is not the end of <see cref="Predicted"/>.</summary>
    public string? FinalPredictedName { get; init; }

    /// <summary>Spans decades: drawn on a logarithmic axis.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Every column that it names.</summary>
    public IEnumerable<string> Columns => new[] { Measured, Error, Predicted, Final, FinalPredicted }.OfType<string>();
}

/// <summary>The stages of one point, or why it has none.</summary>
public abstract record PointPlan
{
    private PointPlan() { }

    /// <param name="Outputs">The nodes whose tables are the point's results.</param>
    public sealed record Ready(ImmutableArray<TableNode> Outputs) : PointPlan
    {
        /// <summary>What may be run but should not surprise, in sentences; said once before the run.</summary>
        public ImmutableArray<string> Warnings { get; init; } = [];

        /// <summary>What given values must be to one another, beside what each stage asks of the files that it reads itself.</summary>
        public ImmutableArray<GivenFit> Fits { get; init; } = [];

        /// <summary>Numbers that the settings rule out: nothing can be measured there, in any run.</summary>
        public ImmutableArray<Absence> Absent { get; init; } = [];

        /// <summary>Steps at which tables have rows; a table that none of them names may have rows at any.</summary>
        public ImmutableArray<RecordedSteps> Recorded { get; init; } = [];

        /// <summary>The first node that leaves the table of this name.</summary>
        /// <exception cref="ArgumentException">None does.</exception>
        public TableNode Producing(string table) =>
            Outputs.FirstOrDefault(o => o.Tables.Any(t => t.Name == table))
                ?? throw new ArgumentException($"No stage of this point leaves a table '{table}'.", nameof(table));
    }

    /// <summary>An optional input is absent: the point is left out and the run goes on.</summary>
    public sealed record Skipped(string Reason) : PointPlan;

    /// <summary>The settings ask for something that cannot be had: an error in the experiment file, and nothing is started.</summary>
    /// <param name="Setting">Path of the setting at fault, e.g. dataset.images.</param>
    /// <param name="Message">What is wrong.</param>
    /// <param name="Fix">What to do.</param>
    public sealed record Refused(string Setting, string Message, string Fix) : PointPlan;

    public T Match<T>(Func<Ready, T> ready, Func<Skipped, T> skipped, Func<Refused, T> refused)
    {
        ArgumentNullException.ThrowIfNull(ready);
        ArgumentNullException.ThrowIfNull(skipped);
        ArgumentNullException.ThrowIfNull(refused);
        return this switch
        {
            Ready p => ready(p),
            Skipped p => skipped(p),
            Refused p => refused(p),
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>A condition on values that are made of given files: a run asks it where it uses them, a check of the experiment without
/// running.</summary>
/// <param name="Values">The values.</param>
/// <param name="Settings">What it reads beside them, as a text: conditions of the same values and text are the same.</param>
/// <param name="Require">Throws a <see cref="GivenFileException"/> where they do not fit, given their results.</param>
public sealed record GivenFit(ImmutableArray<ValueNode> Values, string Settings, Action<StageInputs> Require)
{
    /// <summary>What a reader has to know of values that serve, a sentence each: they are not what other settings say; null for nothing.</summary>
    public Func<StageInputs, ImmutableArray<string>>? Doubts { get; init; }
}

/// <summary>What the points of a replicate know beside their settings. Safe for concurrent use.</summary>
/// <param name="Seed">The experiment's seed.</param>
/// <param name="Replicate">Index of the replicate, from 0.</param>
/// <param name="Files">Resolves a path of the experiment file.</param>
public sealed record PointContext(ulong Seed, int Replicate, Func<string, GivenFile> Files)
{
    /// <summary>Points share nearly all their streams; a sweep of what a stream depends on has as many streams as points.</summary>
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<(ulong Seed, int Replicate, string Name, Digest Law), RandomKey> _streams = new();

    /// <summary>The stream of a name for exactly the settings that it depends on.</summary>
    /// <remarks>Never a position in a sweep: points that share these settings share these numbers, and added replicates change nothing.</remarks>
    public RandomKey Stream(string name, object settings)
    {
        using var text = new Utf8Text();
        var start = text.Begin();
        Canonical.AppendTo(text, settings);
        text.End(start);
        var law = Digest.Of(text.Written);
        if (_streams.TryGetValue((Seed, Replicate, name, law), out var stream)) return stream;
        stream = RandomKey.FromSeed(Seed).Fork("replicate").Fork(Replicate).Fork(name).Fork(law.Hex);
        if (_streams.Count < MostKept) _streams.TryAdd((Seed, Replicate, name, law), stream);
        return stream;
    }
}

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

/// <summary>The steps at which tables of a point may have rows: all of them where the run comes to its end.</summary>
/// <param name="Steps">In ascending order, at least one.</param>
/// <param name="StepTime">Time from one step to the next: times in these tables are multiples of it.</param>
/// <param name="Tables">Tables with a column <c>time</c> whose rows lie at these steps alone.</param>
public sealed record RecordedSteps(ImmutableArray<long> Steps, double StepTime, ImmutableArray<string> Tables)
{
    /// <summary>A run that has what it wants stops before the last step, and has a row where it stopped.</summary>
    public bool MayStop { get; init; }

    /// <summary>Those of the tables of a point that have a time, but for some.</summary>
    public static RecordedSteps Of(ImmutableArray<TableNode> outputs, ImmutableArray<long> steps, double stepTime, params string[] others) => new(
        steps, stepTime,
        [.. outputs.SelectMany(o => o.Tables).Where(t => !t.IsSummary && t.IndexOf("time") >= 0).Select(t => t.Name).Distinct().Except(others)]);

    /// <summary>The last time.</summary>
    public double LastTime => Steps[^1] * StepTime;
}
