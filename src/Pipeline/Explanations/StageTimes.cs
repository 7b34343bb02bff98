using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Explanations;

/// <summary>How long stages take, as earlier runs on the same store measured it.</summary>
/// <remarks>
/// A run's wall time is divided among its stages by the time of processor threads that each took, so that working beside others is counted once and
/// the parts add up to the whole; that of a run on a cluster is the time of its tasks. A stage whose measurements were long enough to show its speed
/// is scaled by its estimated operations. One whose measurements were too short keeps their time as what it takes to start, and its further
/// operations count at an assumed speed. Of the runs that show a stage's speed the one with the most operations a stage counts, since starting is the
/// least part of it; where none shows it, the newest that has the stage.
/// </remarks>
internal sealed class StageTimes
{
    /// <summary>Below this many operations a stage's time is that of starting it.</summary>
    private const double LeastFlops = 1e6;

    /// <summary>Below this wall time a stage's measurement is that of starting it, too.</summary>
    private const double LeastSeconds = 0.05;

    /// <summary>Estimated operations per second that are assumed where a measurement shows no more: what the slower kinds of stages reach on two
    /// cores.</summary>
    public const double AssumedSpeed = 2e9;

    /// <summary>Newer runs than these say what there is to say.</summary>
    private const int MostRuns = 20;

    private static readonly TableSchema Timings = new(
        "timings", "", [new("stage", ColumnType.Text, ""), new("seconds", ColumnType.Number, ""), new("flops", ColumnType.Number, "")]);

    private readonly Dictionary<string, Rate> _rates = new(StringComparer.Ordinal);

    private StageTimes()
    {
    }

    /// <param name="Stages">How many stages were measured.</param>
    /// <param name="Seconds">Wall time of all of them.</param>
    /// <param name="Flops">Their estimated operations.</param>
    /// <param name="Run">Where.</param>
    private sealed record Rate(int Stages, double Seconds, double Flops, string Run)
    {
        public double MeanSeconds => Seconds / Stages;

        public double MeanFlops => Flops / Stages;

        public bool ShowsSpeed => MeanSeconds >= LeastSeconds && MeanFlops > LeastFlops;

        public bool ShowsMoreThan(Rate newer) => ShowsSpeed && (!newer.ShowsSpeed || MeanFlops > newer.MeanFlops);
    }

    public static StageTimes Read(IFileSystem files, ArtifactStore store)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(store);
        var times = new StageTimes();
        foreach (var run in store.Runs.All().Reverse().Take(MostRuns)) times.Add(files, run);
        return times;
    }

    /// <summary>Wall time of a stage in seconds within a run like the measured one; null when it was never measured.</summary>
    public double? Of(StageNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (!_rates.TryGetValue(node.Stage.Name, out var rate)) return null;
        return node.Cost.Flops > LeastFlops && rate.ShowsSpeed
            ? rate.MeanSeconds * node.Cost.Flops / rate.MeanFlops
            : rate.MeanSeconds + (Math.Max(0, node.Cost.Flops - rate.MeanFlops) / Math.Max(AssumedSpeed, rate.MeanFlops / rate.MeanSeconds));
    }

    /// <summary>Where the times of a stage come from.</summary>
    public string SourceOf(string stage)
    {
        if (!_rates.TryGetValue(stage, out var rate)) return "not measured: no finished run on this store has it";
        var doubt = rate.ShowsSpeed || rate.Flops == 0 ? "" : ", too short to show its speed";
        return FormattableString.Invariant($"measured on {rate.Stages} of run {rate.Run}{doubt}");
    }

    private void Add(IFileSystem files, RunRecord run)
    {
        if (Manifest.TryRead(files, run.Results) is not { } manifest || manifest.FinishedRun != run.Id) return;
        var written = manifest.Volatile.GetValueOrDefault("finished");
        if (!DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.None, out var finished)) return;
        if (TryRead(files, run.Results, manifest) is not { } table) return;
        var (stages, seconds, flops) = (((Column.Texts)table.Columns[0]).Values, table.Columns[1].AsNumbers(), table.Columns[2].AsNumbers());
        var wall = double.TryParse(manifest.Volatile.GetValueOrDefault(Manifest.TaskSeconds), CultureInfo.InvariantCulture, out var ofTasks)
            ? ofTasks
            : (finished - run.Started).TotalSeconds;
        var share = wall / seconds.Sum();
        if (!double.IsFinite(share) || share <= 0) return;
        foreach (var group in Enumerable.Range(0, stages.Length).GroupBy(i => stages[i], StringComparer.Ordinal))
        {
            var rate = new Rate(group.Count(), share * group.Sum(i => seconds[i]), group.Sum(i => flops[i]), run.Id);
            if (!_rates.TryGetValue(group.Key, out var newer) || rate.ShowsMoreThan(newer)) _rates[group.Key] = rate;
        }
    }

    /// <summary>A results folder is the user's: whatever lies there instead of our table is no measurement.</summary>
    private static Table? TryRead(IFileSystem files, string folder, Manifest manifest)
    {
        if (!files.FileExists(Path.Combine(folder, SealedTables.Timings))) return null;
        try
        {
            using var tables = new SealedTables(files, folder, manifest);
            return tables.Read(SealedTables.Timings, Timings);
        }
        catch (DamagedTableException)
        {
            return null;
        }
    }
}
