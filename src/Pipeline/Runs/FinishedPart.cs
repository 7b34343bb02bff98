using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>What of an experiment is finished, while a run is at work on it and after it was stopped. The store is read and not
/// locked; what is damaged is dropped, as by <c>plan</c>.</summary>
public sealed class FinishedPart
{
    private readonly PlannedExperiment _planned;
    private readonly ResultTables _tables;
    private readonly RunChecks _checks;
    private readonly ImmutableArray<PointStatus> _statuses;

    internal FinishedPart(PlannedExperiment planned)
    {
        var plan = planned.Plan;
        Damaged = planned.DropDamaged();
        var outcome = new RunOutcome(plan.Failures, Cancelled: false)
        {
            Unfinished = [.. plan.Points.SelectMany(p => p.Outputs).Select(o => o.Key).Where(k =>
                !plan.Failures.ContainsKey(k) && !planned.Store.Contains(k))],
        };
        _planned = planned;
        _statuses = [.. plan.Points.Select(p => PointStatus.Of(p, outcome))];
        var swept = Planner.Columns(planned.Experiment);
        _checks = new(plan, swept, planned.Experiment.Checks, outcome, planned.Store);
        _tables = new(plan, swept, _checks, outcome, planned.Store);
    }

    /// <summary>Results that were stored and are damaged, a sentence each: they were dropped, and their points are unfinished.</summary>
    public ImmutableArray<string> Damaged { get; }

    /// <summary>Number of points.</summary>
    public int Points => _statuses.Length;

    /// <summary>Number of points of each status: complete, skipped, diverged, refused, unfinished.</summary>
    public ImmutableSortedDictionary<string, int> Statuses =>
        _statuses.GroupBy(s => s.Word).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>Names of the tables, <c>points</c> first.</summary>
    public ImmutableArray<string> Tables => [Stages.Tables.PointTable.Name, .. _tables.Series.Select(s => s.Name)];

    /// <summary>The verdicts on what is finished: more replicates may change them.</summary>
    public ImmutableArray<CheckVerdict> Verdicts => [.. _checks.Verdicts().Select(v => CheckVerdict.Of(_planned, v))];

    /// <summary>One row per point, as in the results: unfinished ones have NaN where their numbers will be.</summary>
    public Table PointTable() => _tables.Points();

    /// <summary>A table, in pieces, with the columns that name the point in front: rows of what is finished.</summary>
    /// <param name="name">One of <see cref="Tables"/>.</param>
    /// <exception cref="RefusedException">There is no such table.</exception>
    public IEnumerable<Table> Rows(string name)
    {
        if (name == Stages.Tables.PointTable.Name) return [PointTable()];
        return _tables.Series.FirstOrDefault(s => s.Name == name) is { } series
            ? _tables.Rows(series)
            : throw new RefusedException(Refusal.Usage, $"There is no table {name}; there are {string.Join(", ", Tables)}.");
    }

    /// <summary>Columns of the table of points that a user of the system looks at first.</summary>
    internal IEnumerable<string> Observables => _planned.System.Observables.SelectMany(o => new[] { o.Final, o.FinalPredicted })
        .OfType<string>().Select(c => c[(c.IndexOf('.', StringComparison.Ordinal) + 1)..]);

    /// <summary>Writes a table as <see cref="ExportFormat.Csv"/>.</summary>
    internal void WriteCsv(string name, TextWriter output)
    {
        if (name == Stages.Tables.PointTable.Name)
        {
            var points = PointTable();
            TableExport.WriteCsv(output, points.Schema, [points.Columns]);
            return;
        }
        var rows = Rows(name).Select(t => t.Columns);
        TableExport.WriteCsv(output, _tables.SchemaOf(_tables.Series.First(s => s.Name == name)), rows);
    }
}
