using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Stages;
using Pipelines.Stages.Checks;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Composition;

/// <summary>From the points of an experiment to their stages; nothing runs.</summary>
internal static class Planner
{
    /// <summary>The swept settings as columns of result tables, in the order of <see cref="PlannedPoint.Swept"/>.</summary>
    public static ImmutableArray<ColumnSchema> Columns(ExperimentDefinition experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return [.. experiment.Columns.Select(c => new ColumnSchema(c.Path, TypeOf(c), c.Summary, c.Unit))];
    }

    /// <summary>Every point with its stages, or every error of every point.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="system">Its system.</param>
    /// <param name="files">Resolves the paths that it names.</param>
    public static Checked<ImmutableArray<PlannedPoint>> Points(
        ExperimentDefinition experiment, SystemDefinition system, Func<string, GivenFile> files)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var points = ImmutableArray.CreateBuilder<PlannedPoint>(experiment.Count);
        var errors = Visit(experiment, system, files, points.Add);
        return errors.IsEmpty
            ? new Checked<ImmutableArray<PlannedPoint>>.Valid(points.DrainToImmutable())
            : new Checked<ImmutableArray<PlannedPoint>>.Invalid(errors);
    }

    /// <summary>Makes every point, keeping none, and finds every error of every point.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="system">Its system.</param>
    /// <param name="files">Resolves the paths that it names.</param>
    /// <param name="take">Gets the points one by one.</param>
    public static ImmutableArray<ConfigError> Visit(
        ExperimentDefinition experiment, SystemDefinition system, Func<string, GivenFile> files, Action<PlannedPoint> take)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(take);
        var errors = new HashSet<ConfigError>();
        var unknown = experiment.Checks.SelectMany(c => CheckNames.Conditions(c).Select(condition => (Check: c, Condition: condition))).ToHashSet();
        var (tables, different) = (new HashSet<string>(StringComparer.Ordinal), new List<PlannedPoint>());
        var contexts = new Dictionary<int, PointContext>();
        foreach (var point in experiment.Points())
        {
            point.Match<object?>(
                valid: p =>
                {
                    if (!contexts.TryGetValue(p.Replicate, out var context))
                        contexts[p.Replicate] = context = new(experiment.Header.Seed, p.Replicate, files);
                    var planned = PlannedPointOf(experiment, system, context, p);
                    unknown.RemoveWhere(u => p.Written(u.Condition.Setting) is not null);
                    take(planned);
                    if (planned.Outputs.SelectMany(o => o.Tables).Count(t => tables.Add(t.Name)) > 0) different.Add(planned);
                    if (planned.Plan is PointPlan.Refused refused) errors.Add(ErrorOf(p, refused));
                    return null;
                },
                invalid: found =>
                {
                    errors.UnionWith(found);
                    return null;
                });
        }
        errors.UnionWith(SweepRepetitions.Of(experiment));
        errors.UnionWith(CheckNames.RepeatedNames(experiment));
        errors.UnionWith(unknown.Select(u => CheckNames.ErrorOf(u.Check, u.Condition, experiment)));

        // A point that cannot be planned might leave any table of the system.
        errors.UnionWith(NameErrors(experiment, system, errors.Count == 0 ? different : []));
        return ConfigErrors.InOrder(errors);
    }

    /// <summary>Every name in <c>checks:</c> and <c>figures:</c> that no result will have.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="system">Its system.</param>
    /// <param name="points">Points that leave every table which there will be; none for all tables of the system.</param>
    internal static IEnumerable<ConfigError> NameErrors(ExperimentDefinition experiment, SystemDefinition system, List<PlannedPoint> points) =>
        new CheckNames(experiment, TablesOf(system, points)).Errors()
            .Concat(FigureErrors(experiment, new(system, points, Columns(experiment))));

    private static IEnumerable<ConfigError> FigureErrors(ExperimentDefinition experiment, PlannedTables tables) =>
        experiment.HasOwnFigures ? new FigureNames(experiment, tables, [.. tables.Names]).Errors() : [];

    /// <summary>The tables of the points; all of the system's stand in where there are none.</summary>
    private static IEnumerable<TableSchema> TablesOf(SystemDefinition system, List<PlannedPoint> points) =>
        points.Count > 0 ? points.SelectMany(p => p.Outputs).SelectMany(o => o.Tables) : system.Tables;

    /// <summary>The stages of one point, which need not be one of the experiment's own.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="system">Its system.</param>
    /// <param name="files">Resolves the paths that the point names.</param>
    /// <param name="point">The point.</param>
    /// <param name="seed">Another seed than the experiment's.</param>
    internal static PlannedPoint PointOf(
        ExperimentDefinition experiment, SystemDefinition system, Func<string, GivenFile> files, Point point, ulong? seed = null) =>
        PlannedPointOf(experiment, system, new(seed ?? experiment.Header.Seed, point.Replicate, files), point);

    private static PlannedPoint PlannedPointOf(ExperimentDefinition experiment, SystemDefinition system, PointContext context, Point point)
    {
        var checks = experiment.ChecksAt(point);
        var plan = system.Plan(point.Settings, context);
        var check = plan is PointPlan.Ready ready && !checks.IsEmpty ? Check.Node(checks, ready.Outputs) : null;
        var swept = experiment.Columns.Zip(point.Swept, (column, value) => Value(TypeOf(column), value));
        return new(point.Index, point.Configuration, point.Replicate, [.. swept], plan, check) { HeldChecks = checks };
    }

    private static ConfigError ErrorOf(Point point, PointPlan.Refused refused) =>
        new(NodePath.Find(point.Node, refused.Setting)?.Value.Location ?? point.Node.Location, refused.Message, Fix: refused.Fix);

    /// <summary>A setting that may be absent is a number, with NaN where it is.</summary>
    private static ColumnType TypeOf(SweptColumn column) =>
        column.Type == typeof(double) || (column.Type == typeof(long) && column.IsNullable) ? ColumnType.Number
        : column.Type == typeof(long) ? ColumnType.Integer
        : column.Type == typeof(bool) && !column.IsNullable ? ColumnType.Flag
        : ColumnType.Text;

    private static Column Value(ColumnType type, object? value) => type switch
    {
        ColumnType.Number => new Column.Numbers(
            [value is null ? double.NaN : Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)]),
        ColumnType.Integer => new Column.Integers([(long)value!]),
        ColumnType.Flag => new Column.Flags([(bool)value!]),
        _ => new Column.Texts([Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? ""]),
    };
}

/// <summary>A point of the sweep with its stages.</summary>
/// <param name="Index">Position in the experiment: a name for people, never part of a key.</param>
/// <param name="Configuration">Number of the combination of swept values, which its replicates share.</param>
/// <param name="Replicate">Index of the replicate.</param>
/// <param name="Swept">The value of each swept setting, as a column of one row.</param>
/// <param name="Plan">Its stages, or why it is left out.</param>
/// <param name="Checks">The node that holds the experiment's checks against it; null when there are none or the point is left out.</param>
internal sealed record PlannedPoint(
    long Index, int Configuration, int Replicate, ImmutableArray<Column> Swept, PointPlan Plan, TableNode? Checks)
{
    /// <summary>The checks whose <c>onlyAt</c> holds here, whatever becomes of the point.</summary>
    public ImmutableArray<CheckSettings> HeldChecks { get; init; } = [];

    /// <summary>The nodes whose tables are its results, checks last.</summary>
    public ImmutableArray<TableNode> Outputs { get; } =
        Plan is not PointPlan.Ready ready ? [] : Checks is null ? ready.Outputs : ready.Outputs.Add(Checks);
}

/// <summary>What became of a point: complete, skipped, diverged, refused, failed or unfinished, and why.</summary>
internal sealed record PointStatus(string Word, string Cause)
{
    private static readonly PointStatus Whole = new(PointTable.Complete, "");

    /// <summary>See <see cref="PointTable.IsGood"/>.</summary>
    public bool IsGood => PointTable.IsGood(Word);

    public static PointStatus Of(PlannedPoint point, RunOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(outcome);
        if (point.Plan is PointPlan.Ready && outcome.Failures.IsEmpty && outcome.Unfinished.IsEmpty) return Whole;
        return point.Plan.Match(
            ready: _ => point.Outputs.Select(o => outcome.Failures.GetValueOrDefault(o.Key)).FirstOrDefault(f => f is not null) is { } failure
                ? new PointStatus(failure.Status, failure.Sentence)
                : !outcome.Unfinished.IsEmpty && point.Outputs.Any(o => outcome.Unfinished.Contains(o.Key))
                ? new PointStatus(PointTable.Unfinished, "it has not been computed yet")
                : Whole,
            skipped: s => new PointStatus(PointTable.Skipped, s.Reason),
            refused: r => new PointStatus(PointTable.Refused, r.Message));
    }
}

/// <summary>The tables that a run will leave, before it has begun: their columns and nothing in them.</summary>
internal sealed class PlannedTables : IResultTables
{
    private readonly ImmutableSortedDictionary<string, TableSchema> _schemas;

    /// <param name="system">The system; all of its tables stand in where every point is left out.</param>
    /// <param name="points">The points.</param>
    /// <param name="swept">The swept settings, see <see cref="Planner.Columns"/>.</param>
    public PlannedTables(SystemDefinition system, IEnumerable<PlannedPoint> points, ImmutableArray<ColumnSchema> swept)
    {
        var tables = points.SelectMany(p => p.Outputs).SelectMany(o => o.Tables).DistinctBy(t => t.Name).ToList();
        if (tables.Count == 0) tables = [.. system.Tables, CheckResult.Table.Schema];
        if (points.Any(p => p.HeldChecks.Any(c => c.IsAcrossPoints))) tables.Add(JudgedNumber.Table.Schema);
        var table = new PointTable(swept, tables);
        _schemas = tables.Where(t => !t.IsSummary).Select(table.Before).Append(table.Schema).Append(Verdict.Table.Schema)
            .ToImmutableSortedDictionary(t => t.Name, t => t, StringComparer.Ordinal);
    }

    public IEnumerable<string> Names => _schemas.Keys;

    public TableSchema? Schema(string table) => _schemas.GetValueOrDefault(table);

    public Table Read(string table, IEnumerable<string> columns) => throw new InvalidOperationException("Nothing has run.");
}
