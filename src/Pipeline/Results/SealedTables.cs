using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>The tables of a results folder: none is decoded before its bytes were hashed and found to be those that the manifest seals.</summary>
/// <remarks>A file is opened and hashed once, and all reading is from that open file, whatever becomes of its name. Not for several threads at
/// once.</remarks>
/// <param name="files">The file system.</param>
/// <param name="folder">The results folder.</param>
/// <param name="manifest">Its manifest; null where there is none: nobody knows what its tables should be then.</param>
internal sealed class SealedTables(IFileSystem files, string folder, Manifest? manifest) : IDisposable
{
    /// <summary>Files of the tables that every results folder has.</summary>
    public const string Points = "points.parquet", Verdicts = "verdicts.parquet", Timings = "timings.parquet";

    private readonly Dictionary<string, Stream> _open = new(StringComparer.Ordinal);

    /// <summary>A table's file below the folder.</summary>
    public static string NameOf(string table) => $"{table}.parquet" is var name && name is Points or Verdicts or Timings ? name : $"series/{name}";

    /// <summary>Reads columns of a table.</summary>
    /// <param name="name">Its file below the folder.</param>
    /// <param name="schema">The columns.</param>
    /// <exception cref="DamagedTableException">Its file is not as it was written.</exception>
    public Table Read(string name, TableSchema schema) => Intact(name, stream => TableParquetReader.ReadAsync(stream, schema));

    /// <summary>Reads columns of a table in pieces, of which each is good until the next is asked for. Nobody may read the table meanwhile.</summary>
    /// <exception cref="DamagedTableException">Its file is not as it was written.</exception>
    public IEnumerable<Table> Pieces(string name, TableSchema schema)
    {
        var stream = Open(name);
        stream.Position = 0;
        using var pieces = TableParquetReader.ReadPiecesAsync(stream, schema).ToBlockingEnumerable().GetEnumerator();
        while (HasNext()) yield return pieces.Current;

        bool HasNext()
        {
            try
            {
                return pieces.MoveNext();
            }
            catch (InvalidDataException exception)
            {
                throw new DamagedTableException(Path.Combine(folder, name), exception);
            }
        }
    }

    /// <summary>The file is one that the tool wrote; anything may be where no manifest lists what is.</summary>
    public bool IsListed(string name) => manifest is not { Files.Count: > 0 } || manifest.Files.ContainsKey(name);

    /// <summary>Reads from a table's file.</summary>
    /// <exception cref="DamagedTableException">It is not as it was written.</exception>
    public T Intact<T>(string name, Func<Stream, Task<T>> read)
    {
        var stream = Open(name);
        try
        {
            stream.Position = 0;
            return read(stream).GetAwaiter().GetResult();
        }
        catch (InvalidDataException exception)
        {
            throw new DamagedTableException(Path.Combine(folder, name), exception);
        }
    }

    /// <summary>Opens every table that the manifest lists, but for the measured times.</summary>
    /// <exception cref="DamagedTableException">One is not as it was written, or gone.</exception>
    public void RequireAll()
    {
        foreach (var name in manifest?.Names.Where(n => n.EndsWith(".parquet", StringComparison.Ordinal) && n != Timings
            && Manifest.IsInside(folder, n)) ?? []) Open(name);
    }

    public void Dispose()
    {
        foreach (var stream in _open.Values) stream.Dispose();
        _open.Clear();
    }

    private Stream Open(string name)
    {
        if (_open.TryGetValue(name, out var known)) return known;
        var path = Path.Combine(folder, name);
        DamagedTableException Damaged(string problem) => new(path, new InvalidDataException(problem));
        if (manifest?.IsReplaced(name) == true) throw Damaged(Manifest.Unfinished);
        var expected = manifest?.Files.GetValueOrDefault(name);
        if (expected is not null && !files.FileExists(path))
            throw Damaged(files.FolderExists(path) ? "It is a folder." : files.IsLink(path) ? "It is a link that leads nowhere." : "It is gone.");
        var stream = files.OpenRead(path);
        try
        {
            if (expected is not null && Digest.Of(stream).Hex != expected) throw Damaged("Its bytes are not those that were written.");
            return _open[name] = stream;
        }
        finally
        {
            if (!_open.ContainsKey(name)) stream.Dispose();
        }
    }

    /// <summary>Says that nobody knows what the tables should be, and that they may be damaged; or which ones are not the tool's, and left out. Empty
    /// otherwise.</summary>
    public static string Unverified(IFileSystem files, string folder)
    {
        var (manifest, problem) = Manifest.Read(files, folder);
        var tables = files.ListFiles(Path.Combine(folder, "series")).Select(n => $"series/{n}").Concat(files.ListFiles(folder));
        string[] unknown = [.. tables.Where(n => n.EndsWith(".parquet", StringComparison.Ordinal) && manifest?.Files.ContainsKey(n) != true)];
        if (unknown.Length == 0) return "";
        var sentence = problem.Length > 0 ? $"{Manifest.FileName} cannot be used, {problem}; the tables are read unverified"
            : manifest is not { Files.Count: > 0 } ? "there is no manifest; the tables are read unverified"
            : $"the manifest does not list {string.Join(", ", unknown)}; that is left out";
        return UnsafeCharacters.OnOneLine($"{folder}: {sentence}.");
    }
}
