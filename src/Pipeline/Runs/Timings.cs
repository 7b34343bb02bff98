using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Pipeline.Cluster;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Runs;

/// <summary>What every stage of a run took, for the one table that is not repeatable.</summary>
internal sealed class Timings
{
    private static readonly RowTable<Row> Schema = new RowTable<Row>("timings", "What each stage that ran took: volatile.")
        .Text("stage", r => r.Stage, "Name of the stage.")
        .Text("key", r => r.Key.Hex, "Key of its result.")
        .Number(
            "seconds", r => r.Seconds,
            "Time of processor threads: of its slices, times the threads that they had, and in equal parts where stages were advanced together.",
            unit: "s")
        .Number("flops", r => r.Flops, "Estimated operations.");

    private readonly ConcurrentQueue<Row> _rows = new();
    private readonly long _start = Stopwatch.GetTimestamp();

    private static ReadOnlySpan<byte> Magic => "PLTIMES1"u8;

    private sealed record Row(string Stage, Digest Key, double Seconds, double Flops);

    /// <summary>They were collected from tasks of a cluster.</summary>
    private bool _isOfTasks;

    /// <summary>The same without what differs from run to run of one experiment: stages of a name whose operations are alike, together.</summary>
    public ImmutableArray<MeasuredTime> Summary() =>
    [
        .. _rows.GroupBy(r => (r.Stage, Octave: r.Flops >= 1 ? Math.ILogB(r.Flops) : 0)).Select(
            g => new MeasuredTime(g.Key.Stage, g.Count(), g.Average(r => r.Seconds), g.Average(r => r.Flops)))
            .OrderBy(t => t.Stage, StringComparer.Ordinal).ThenBy(t => t.Flops),
    ];

    /// <summary>Wall time in seconds since the run began; 0 of tasks, which ran one beside the other.</summary>
    public double Seconds => _isOfTasks ? 0 : Stopwatch.GetElapsedTime(_start).TotalSeconds;

    public Table Table() => Schema.Of([.. _rows.OrderBy(e => e.Key)]);

    /// <summary>An observer that keeps times and passes everything on.</summary>
    public IRunObserver Beside(IRunObserver observer) => new Both(this, observer);

    /// <summary>Leaves the times of a task where <see cref="Collected"/> finds them.</summary>
    public void Leave(IFileSystem files, SubmissionFolder folder, int task, string writer)
    {
        if (_rows.IsEmpty) return;
        SealedBytes.Write(files, Path.Combine(folder.TimingsOf(task), writer), Magic, state => TableForm.Write(state, new([Schema.Of([.. _rows])])));
    }

    /// <summary>The times of all tasks of a submission, as far as they were left.</summary>
    public static Timings Collected(IFileSystem files, SubmissionFolder folder, int tasks)
    {
        var timings = new Timings { _isOfTasks = true };
        foreach (var path in Enumerable.Range(0, tasks).Select(folder.TimingsOf).SelectMany(f => files.ListFiles(f).Select(n => Path.Combine(f, n))))
        {
            if (path.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)) continue;
            // What was only measured is not needed: a damaged measurement is none.
            if (SealedBytes.TryRead(files, path, Magic) is not { } state) continue;
            var table = TableForm.Read(state, [Schema.Schema]).Tables[0];
            var (stages, keys) = (((Column.Texts)table.Columns[0]).Values, ((Column.Texts)table.Columns[1]).Values);
            var (seconds, flops) = (table.Columns[2].AsNumbers(), table.Columns[3].AsNumbers());
            for (var i = 0; i < stages.Length; i++) timings._rows.Enqueue(new(stages[i], Digest.Parse(keys[i]), seconds[i], flops[i]));
        }
        return timings;
    }

    private void Add(StageNode node, TimeSpan threadTime) =>
        _rows.Enqueue(new(node.Stage.Name, node.Key, threadTime.TotalSeconds, node.Cost.Flops));

    private sealed class Both(Timings timings, IRunObserver observer) : IRunObserver
    {
        public void Started(StageNode node) => observer.Started(node);

        public void Progressed(StageNode node, double fraction) => observer.Progressed(node, fraction);

        public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime)
        {
            timings.Add(node, threadTime);
            observer.Ended(node, failure, threadTime);
        }

        public void Stopped(StageNode node, TimeSpan threadTime)
        {
            timings.Add(node, threadTime);
            observer.Stopped(node, threadTime);
        }

        public void Waiting(Holder holder, int results) => observer.Waiting(holder, results);
    }
}
