using System.Collections.Immutable;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>The records of all runs on a store.</summary>
public sealed class RunRecords
{
    private const string Suffix = ".run";

    private readonly IFileSystem _files;
    private readonly StoreLayout _layout;

    internal RunRecords(IFileSystem files, StoreLayout layout) => (_files, _layout) = (files, layout);

    private static ReadOnlySpan<byte> Magic => "PLRUN001"u8;

    /// <summary>Names of the files that are no whole records.</summary>
    public IEnumerable<string> Damaged => Names.Where(n => Read(n) is null);

    private IEnumerable<string> Names => _files.ListFiles(_layout.Runs).Where(n => n.EndsWith(Suffix, StringComparison.Ordinal));

    /// <summary>Every record, oldest first; damaged ones are left out.</summary>
    public ImmutableArray<RunRecord> All() => [.. Names.Select(Read).OfType<RunRecord>().OrderBy(r => r.Started)];

    public void Write(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        SealedBytes.Write(_files, PathOf(record.Id), Magic, writer =>
        {
            foreach (var text in (string[])[record.Id, record.Experiment, record.System, record.Settings, record.Results]) writer.Text(text);
            writer.Integer(record.Started.UtcTicks);
            var keys = new byte[32 * record.Keys.Length];
            for (var i = 0; i < record.Keys.Length; i++) record.Keys[i].CopyTo(keys.AsSpan(32 * i));
            writer.Values<byte>(keys);
            writer.Text(record.Folder);
        });
    }

    public void Remove(string id)
    {
        if (_files.FileExists(PathOf(id))) _files.DeleteFile(PathOf(id));
    }

    internal void RemoveFile(string name) => _files.DeleteFile(Path.Combine(_layout.Runs, name));

    private RunRecord? Read(string name)
    {
        if (SealedBytes.TryRead(_files, Path.Combine(_layout.Runs, name), Magic) is not { } reader) return null;
        var (id, experiment, system, settings, results) = (reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text());
        var started = new DateTimeOffset(reader.Integer(), TimeSpan.Zero);
        var bytes = reader.Values<byte>();
        var keys = ImmutableArray.CreateBuilder<Digest>(bytes.Length / 32);
        for (var i = 0; i < bytes.Length; i += 32) keys.Add(Digest.FromHash(bytes.AsSpan(i, 32)));
        return new(id, experiment, system, settings, results, started, keys.MoveToImmutable()) { Folder = reader.IsAtEnd ? "" : reader.Text() };
    }

    private string PathOf(string id) => Path.Combine(_layout.Runs, id + Suffix);
}
