using System.Security.Cryptography;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>The tables of a results folder: none is decoded before its bytes were hashed and found to be those that the manifest seals.</summary>
/// <param name="files">The file system.</param>
/// <param name="folder">The results folder.</param>
/// <param name="manifest">Its manifest; null where there is none: nobody knows what its tables should be then.</param>
internal sealed class SealedTables(IFileSystem files, string folder, Manifest? manifest)
{
    /// <summary>Reads columns of a table.</summary>
    /// <param name="name">Its file below the folder.</param>
    /// <param name="schema">The columns.</param>
    /// <exception cref="DamagedTableException">Its file is not as it was written.</exception>
    public Table Read(string name, TableSchema schema) => Intact(name, stream => TableParquet.ReadAsync(stream, schema));

    /// <summary>Reads from a table's file.</summary>
    /// <exception cref="DamagedTableException">It is not as it was written.</exception>
    public T Intact<T>(string name, Func<Stream, Task<T>> read)
    {
        var path = Path.Combine(folder, name);
        try
        {
            using var stream = files.OpenRead(path);
            if (manifest?.Files.GetValueOrDefault(name) is { } expected)
            {
                if (expected.Length == 0) throw new InvalidDataException("A run is writing it, or was stopped while it did.");
                if (Digest.FromHash(SHA256.HashData(stream)).Hex != expected)
                    throw new InvalidDataException("Its bytes are not those that were written.");
            }
            stream.Position = 0;
            return read(stream).GetAwaiter().GetResult();
        }
        catch (InvalidDataException exception)
        {
            throw new DamagedTableException(path, exception);
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
