using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Composition;
using Pipelines.Stages;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Tests.Storage;

/// <summary>Stages whose tables are long for a store that holds little in memory, on a simulated disk.</summary>
internal sealed class LongTables(IFileSystem files)
{
    public const string Store = "/project/store";

    private const int Slices = 40, RowsOfSlice = 25;

    private static readonly TableColumn<long> Step = TableColumn.Integer<long>("step", i => i, "Its number.");

    private static readonly RowTable<long> Table = new RowTable<long>("long", "Columns of every type.")
        .Column(Step).Number("value", i => 1.0 / i, "Its inverse; infinite at 0.")
        .Text("word", i => string.Concat(Enumerable.Repeat("é", (int)(i % 5))), "Of different lengths.").Flag("odd", i => i % 2 == 1, "Its parity.");

    private static readonly RowTable<long> Last = new RowTable<long>("last", "A table that comes late.").Integer("step", i => i, "Its number.");

    private static readonly RowTable<double> Sum = new RowTable<double>("sum", "One number.", isSummary: true).Number(
        "sum", s => s, "The sum of a column.");

    private int _processes;

    [WrittenAs("LongTables.Settings")]
    private sealed record Settings([WrittenAs("Name")] string Name);

    private sealed record Progress(long Done);

    /// <summary>A stage in slices; one that is saved goes on where it was.</summary>
    public static TableNode Node(bool isSaved = true, string name = "") => TableNode.Of(
        new("long", 1, StageRole.Training), new Settings((isSaved ? "saved" : "not saved") + name), [],
        new(1, 10, 10_000), [Table.Schema, Last.Schema],
        (_, _) => StageRun.Sliced(
            new Progress(0),
            (progress, _) => new Slice<Progress>(
                progress.Done + 1 < Slices ? new(progress.Done + 1) : null, (double)progress.Done / Slices,
                [
                    Table.Of([.. Enumerable.Range(0, RowsOfSlice).Select(i => (progress.Done * RowsOfSlice) + i)]),
                    .. progress.Done + 1 < Slices ? Array.Empty<Table>() : [Last.Of([1, 2])],
                ]),
            isSaved ? new StateForm<Progress>(1, (writer, state) => writer.Integer(state.Done), reader => new(reader.Integer())) : null));

    /// <summary>A stage that reads one column of the other's table.</summary>
    public static TableNode Reading(TableNode node) => TableNode.Of(
        new("reading", 1, StageRole.Comparison), new Settings("reading"), [node], new(1, 10, 0), [Sum.Schema],
        (_, inputs) => StageRun.Once(_ => [Sum.Of([Table.In(inputs.Get(node)).Values(Step).Sum()])]));

    public const double SumOfSteps = Slices * RowsOfSlice * ((Slices * RowsOfSlice) - 1) / 2.0;

    /// <summary>Runs in a new process, as far as the store can tell.</summary>
    /// <param name="nodes">What to run.</param>
    /// <param name="wholeBytes">What is larger is read and written in pieces.</param>
    /// <param name="stopAfter">Slices after which the run is stopped.</param>
    public RunOutcome Run(ImmutableArray<TableNode> nodes, int wholeBytes, int stopAfter = int.MaxValue)
    {
        using var store = Open(wholeBytes);
        using var stop = new CancellationTokenSource();
        var plan = Plan.Of(nodes.Select((n, i) => SyntheticStages.Point(i, n)), store.Contains, store.FailureOf);
        var options = new ExecutionOptions(1, long.MaxValue) { CheckpointEvery = TimeSpan.Zero };
        return new Runtime(store, options, new Stopping(stopAfter, stop)).ExecuteAsync(plan, stop.Token).GetAwaiter().GetResult();
    }

    public ArtifactStore Open(int wholeBytes) => new(
        files, Store, new(Timeout.InfiniteTimeSpan, 1 << 20, 1000) { WholeBytes = wholeBytes }, new FakeProcesses(++_processes), new ManualTime());

    /// <summary>All values, as text that tells any two apart.</summary>
    public static string Text(ImmutableArray<Table> tables) => string.Join('\n', tables.SelectMany(t => t.Columns.Select(c => $"{t.Name}: " + c.Match(
        i => string.Join(' ', i.Values), n => string.Join(' ', n.Values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))),
        s => string.Join(' ', s.Values), f => string.Join(' ', f.Values)))));

    private sealed class Stopping(int after, CancellationTokenSource stop) : IRunObserver
    {
        private int _slices;

        public void Started(StageNode node)
        {
        }

        public void Progressed(StageNode node, double fraction)
        {
            if (++_slices == after) stop.Cancel();
        }

        public void Ended(StageNode node, StageFailure? failure, TimeSpan threadTime)
        {
        }
    }
}
