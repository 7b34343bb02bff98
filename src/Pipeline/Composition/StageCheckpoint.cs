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
    private readonly RowSpool _rows = store.Checkpoints.Spool(node.Key, store.Options.WholeBytes);
    private long _last = Stopwatch.GetTimestamp();
    private StateReader? _found;
    private long _number;
    private bool _isSaved = true;
    private bool _isFound;

    /// <summary>All rows, those of an earlier process included; the last thing to ask for before <see cref="Remove"/>.</summary>
    public TableSet TakeRows() => _rows.Take();

    /// <summary>Looks for what an earlier process left.</summary>
    public void Find()
    {
        if (store.Checkpoints.Load(node.Key) is var (number, state)) (_number, _found) = (number, state);
        _isFound = store.Checkpoints.IsSeen(node.Key);
    }

    /// <summary>The run as it begins, or where an earlier process left it.</summary>
    public StageRun Begin(StageRun start)
    {
        if (start.Load is null || _found is null) return start;
        try
        {
            var state = _found.Rest;
            return start.Load(new(state[(int)_rows.Load(state, node.Tables)..]));
        }
        catch (InvalidDataException)
        {
            // Another version of the tool wrote it, or its rows are damaged: the stage starts again, and the result is the same.
            _rows.Clear();
            return start;
        }
        finally
        {
            _found = null;
        }
    }

    public void Append(ImmutableArray<Table> rows)
    {
        _rows.Append(rows);
        _isSaved = false;
    }

    public void SaveIfDue(StageRun run)
    {
        if (Stopwatch.GetElapsedTime(_last) >= interval) Save(run);
    }

    /// <summary>Leaves where the run is, if there is anything to leave.</summary>
    public void Save(StageRun run)
    {
        if (run.Save is null || _isSaved) return;
        var writer = new StateWriter();
        _rows.Save(writer);
        run.Save(writer);
        if (store.Checkpoints.Save(node.Key, _number + 1, writer.Written)) _number++;
        (_last, _isSaved) = (Stopwatch.GetTimestamp(), true);
    }

    /// <summary>The run is stopped: what no state speaks of is of no use.</summary>
    public void Stop(StageRun? run)
    {
        if (run is not null) Save(run);
        _rows.Close();
        if (_rows.HasFiles && _number == 0) store.Checkpoints.RemoveRows(node.Key);
    }

    /// <summary>Once the stage has ended; not before its result is durable.</summary>
    public void Remove()
    {
        _rows.Close();
        if (_number == 0 && !_isFound && !_rows.HasFiles) return;
        store.Flush();
        store.Checkpoints.Remove(node.Key);
    }
}
