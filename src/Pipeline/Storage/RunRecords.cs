using System.Collections.Immutable;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages;
using Pipelines.Stages.States;

namespace Pipelines.Pipeline.Storage;

/// <summary>The records of all runs on a store.</summary>
internal sealed class RunRecords
{
    private const string Suffix = ".run";

    private readonly IFileSystem _files;
    private readonly StoreLayout _layout;
    private readonly StoreMarker _marker;

    internal RunRecords(IFileSystem files, StoreLayout layout, StoreMarker marker) => (_files, _layout, _marker) = (files, layout, marker);

    private static ReadOnlySpan<byte> Magic => "PLRUN001"u8;

    /// <summary>Every file of a record, with the record or why there is none.</summary>
    public ImmutableArray<(string Name, RunRecord? Record, string Problem, bool IsOtherVersion)> Look() =>
    [
        .. Names().Select(n => (Name: n, Found: Read(n)))
            .Where(f => f.Found.State != SealState.Absent)
                .Select(f => (f.Name, f.Found.Record, f.Found.Problem, f.Found.State == SealState.OtherVersion)),
        .. _files.ListFolders(_layout.Runs).Where(n => StoreNames.IsOwn("runs", n)).Select(n => (n, (RunRecord?)null, StoreNames.IsFolder, false)),
    ];

    /// <summary>Every record, oldest first; those that cannot be read are left out.</summary>
    public ImmutableArray<RunRecord> All() => Of(Look());

    /// <summary>The same of files that were looked at before.</summary>
    public static ImmutableArray<RunRecord> Of(ImmutableArray<(string Name, RunRecord? Record, string Problem, bool IsOtherVersion)> look) =>
        [.. look.Select(f => f.Record).OfType<RunRecord>().OrderBy(r => r.Started)];

    /// <summary>The newest records that can be read, newest first: their names begin with the time.</summary>
    public IEnumerable<RunRecord> Newest(int count) =>
        Names().OrderDescending(StringComparer.Ordinal).Select(n => Read(n).Record).OfType<RunRecord>().Take(count);

    /// <summary>A record is being written, or a crash left one unfinished.</summary>
    public bool HasUnfinished => _files.ListFiles(_layout.Runs).Any(AtomicFile.IsTemporary);

    /// <summary>There is a record of this run, and it can be read.</summary>
    public bool Contains(string id) => Read(id + Suffix).Record is not null;

    /// <summary>Writes a record, or writes it anew; what another version of the tool wrote under its name is left alone.</summary>
    public void Write(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _marker.Ensure();
        SealedBytes.Write(_files, PathOf(record.Id), Magic, writer =>
        {
            foreach (var text in (string[])[record.Id, record.Experiment, record.System, record.Settings, record.Results]) writer.Text(text);
            writer.Integer(record.Started.UtcTicks);
            writer.Values<byte>(Bytes(record.Keys));
            writer.Text(record.Folder);
            if (record.Unfinished is not { } unfinished) return;
            writer.Values<byte>(Bytes(unfinished));
            writer.Number(record.Seconds);
            writer.Integer(record.Threads);
            writer.Integer(record.Times.Length);
            foreach (var time in record.Times)
            {
                writer.Text(time.Stage);
                writer.Integer(time.Stages);
                writer.Number(time.Seconds);
                writer.Number(time.Flops);
            }
            writer.Integer(record.Crashes.Length);
            foreach (var crash in record.Crashes)
            {
                writer.Text(crash.Stage);
                writer.Text(crash.Trace);
            }
        });
    }

    private IEnumerable<string> Names() => _files.ListFiles(_layout.Runs).Where(n => n.EndsWith(Suffix, StringComparison.Ordinal));

    public void Remove(string id)
    {
        if (_files.FileExists(PathOf(id))) _files.DeleteFile(PathOf(id));
    }

    private (SealState State, RunRecord? Record, string Problem) Read(string name)
    {
        var found = SealedBytes.Read(_files, Path.Combine(_layout.Runs, name), Magic);
        try
        {
            return (found.State, found.Content is { } content ? Parse(content) : null, found.Problem);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException)
        {
            return (SealState.Damaged, null, exception.Message);
        }
    }

    private static RunRecord Parse(StateReader reader)
    {
        var (id, experiment, system, settings, results) = (reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text());
        var started = new DateTimeOffset(reader.Integer(), TimeSpan.Zero);
        var record = new RunRecord(id, experiment, system, settings, results, started, Keys(reader))
        {
            Folder = reader.IsAtEnd ? "" : reader.Text(),
            Unfinished = reader.IsAtEnd ? null : Keys(reader),
        };
        return reader.IsAtEnd
            ? record
            : record with
            {
                Seconds = reader.Number(),
                Threads = checked((int)reader.Integer()),
                Times = Times(reader),
                Crashes = Crashes(reader),
            };
    }

    private static ImmutableArray<StageCrash> Crashes(StateReader reader)
    {
        var crashes = ImmutableArray.CreateBuilder<StageCrash>();
        for (var left = reader.IsAtEnd ? 0 : reader.Integer(); left > 0; left--) crashes.Add(new(reader.Text(), reader.Text()));
        return crashes.ToImmutable();
    }

    private static ImmutableArray<MeasuredTime> Times(StateReader reader)
    {
        var times = ImmutableArray.CreateBuilder<MeasuredTime>();
        for (var left = reader.Integer(); left > 0; left--)
            times.Add(new(reader.Text(), checked((int)reader.Integer()), reader.Number(), reader.Number()));
        return times.ToImmutable();
    }

    private static byte[] Bytes(ImmutableArray<Digest> keys)
    {
        var bytes = new byte[32 * keys.Length];
        for (var i = 0; i < keys.Length; i++) keys[i].CopyTo(bytes.AsSpan(32 * i));
        return bytes;
    }

    private static ImmutableArray<Digest> Keys(StateReader reader)
    {
        var bytes = reader.Values<byte>();
        var keys = ImmutableArray.CreateBuilder<Digest>(bytes.Length / 32);
        for (var i = 0; i < bytes.Length; i += 32) keys.Add(Digest.FromHash(bytes.AsSpan(i, 32)));
        return keys.MoveToImmutable();
    }

    private string PathOf(string id) => Path.Combine(_layout.Runs, id + Suffix);
}

/// <summary>What a run asked for: what keeps results from being collected, and what later runs are compared with.</summary>
/// <param name="Id">Name of the run, also in the manifest of its results.</param>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="System">Its system.</param>
/// <param name="Settings">The experiment with its overrides, as text.</param>
/// <param name="Results">Full path of the folder of its results.</param>
/// <param name="Started">When it started.</param>
/// <param name="Keys">Keys of the results that it uses, point after point.</param>
public sealed record RunRecord(
    string Id, string Experiment, string System, string Settings, string Results, DateTimeOffset Started, ImmutableArray<Digest> Keys)
{
    /// <summary>Full path of the folder that the given files of the experiment are relative to; empty in records of earlier versions of the
    /// tool.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Exceptions of stages, which are not kept as results; each once.</summary>
    public ImmutableArray<StageCrash> Crashes { get; init; } = [];

    /// <summary>Keys without a stored result when the run ended; null while it has not, after a crash, and in records of earlier versions of the
    /// tool.</summary>
    public ImmutableArray<Digest>? Unfinished { get; init; }

    /// <summary>Wall time in seconds; 0 on a cluster, while it has not ended, and in records of earlier versions of the tool.</summary>
    public double Seconds { get; init; }

    /// <summary>Threads that it had.</summary>
    public int Threads { get; init; }

    /// <summary>What its stages took; empty while it has not ended, and in records of earlier versions of the tool.</summary>
    public ImmutableArray<MeasuredTime> Times { get; init; } = [];
}

/// <summary>What stages of one name and of about the same size took in a run.</summary>
/// <param name="Stage">Their name.</param>
/// <param name="Stages">How many they are.</param>
/// <param name="Seconds">Time of processor threads of one of them on average.</param>
/// <param name="Flops">Estimated operations of one of them on average.</param>
public sealed record MeasuredTime(string Stage, int Stages, double Seconds, double Flops);

/// <summary>An exception of a stage.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Trace">The exception with the places in code that it came through.</param>
public sealed record StageCrash(string Stage, string Trace);
