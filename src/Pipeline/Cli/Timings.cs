using System.Collections.Concurrent;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Cli;

/// <summary>Wall time of every stage of a run, for the one table that is not repeatable.</summary>
internal sealed class Timings
{
    private static readonly RowTable<(StageNode Node, TimeSpan Elapsed)> Schema =
        new RowTable<(StageNode Node, TimeSpan Elapsed)>("timings", "Wall time of each stage that ran: volatile.")
            .Text("stage", r => r.Node.Stage.Name, "Name of the stage.")
            .Text("key", r => r.Node.Key.Hex, "Key of its result.")
            .Number("seconds", r => r.Elapsed.TotalSeconds, "Wall time, waiting for a thread included.", unit: "s")
            .Number("flops", r => r.Node.Cost.Flops, "Estimated operations.");

    private readonly ConcurrentQueue<(StageNode Node, TimeSpan Elapsed)> _ended = new();

    public Table Table() => Schema.Of([.. _ended.OrderBy(e => e.Node.Key)]);

    /// <summary>An observer that keeps times and passes everything on.</summary>
    public IRunObserver Beside(IRunObserver observer) => new Both(this, observer);

    private sealed class Both(Timings timings, IRunObserver observer) : IRunObserver
    {
        public void Started(StageNode node) => observer.Started(node);

        public void Progressed(StageNode node, double fraction) => observer.Progressed(node, fraction);

        public void Ended(StageNode node, StageFailure? failure, TimeSpan elapsed)
        {
            timings._ended.Enqueue((node, elapsed));
            observer.Ended(node, failure, elapsed);
        }

        public void Waiting(Holder holder, int results) => observer.Waiting(holder, results);
    }
}
