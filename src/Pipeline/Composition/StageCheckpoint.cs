using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Composition;

/// <summary>The rows that a stage under way has given so far, and where it is, on disk from time to time.</summary>
/// <param name="store">Where to.</param>
/// <param name="node">The stage.</param>
/// <param name="interval">Wall time between two checkpoints.</param>
internal sealed class StageCheckpoint(ArtifactStore store, TableNode node, TimeSpan interval)
{
    private List<Table> _rows = [];
    private long _last = Stopwatch.GetTimestamp();
    private StateReader? _found;
    private long _number;
    private bool _isSaved = true;

    /// <summary>All rows so far, those of an earlier process included.</summary>
    public TableSet Rows => TableSet.Join(_rows);

    /// <summary>Looks for what an earlier process left.</summary>
    public void Find()
    {
        if (store.Checkpoints.Load(node.Key) is var (number, state)) (_number, _found) = (number, state);
    }

    /// <summary>The run as it begins, or where an earlier process left it.</summary>
    public StageRun Begin(StageRun start)
    {
        if (start.Load is null || _found is null) return start;
        try
        {
            var rows = TableForm.Read(_found, node.Tables);
            var run = start.Load(_found);
            _rows = [.. rows.Tables];
            return run;
        }
        catch (InvalidDataException)
        {
            // Another version of the tool wrote it: the stage starts again, and the result is the same.
            return start;
        }
    }

    public void Append(ImmutableArray<Table> rows)
    {
        _rows.AddRange(rows);
        _isSaved = false;
    }

    public void SaveIfDue(StageRun run)
    {
        if (Stopwatch.GetElapsedTime(_last) >= interval) Save(run);
    }

    public void Save(StageRun run)
    {
        if (run.Save is null || _isSaved) return;
        var writer = new StateWriter();
        var rows = Rows;
        TableForm.Write(writer, rows);
        run.Save(writer);
        store.Checkpoints.Save(node.Key, ++_number, writer.Written);
        (_rows, _last, _isSaved) = ([.. rows.Tables], Stopwatch.GetTimestamp(), true);
    }

    /// <summary>Once the stage has ended; not before its result is durable.</summary>
    public void Remove()
    {
        if (_number == 0) return;
        store.Flush();
        store.Checkpoints.Remove(node.Key);
    }
}
