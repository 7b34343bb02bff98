using System.Security.Cryptography;
using System.Text;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Storage;

/// <summary>The file that says that a folder is a store of this tool. A folder without it is used only when it is empty, or a store of an earlier
/// build.</summary>
/// <remarks>Its first line names the store, so that results folders can say which store they were made from.</remarks>
internal sealed class StoreMarker(IFileSystem files, StoreLayout layout)
{
    private const string Header = "pipelines store ";
    private const int IdLength = 16;

    private readonly Lock _lock = new();
    private bool _isThere;

    public static string FileName => "pipelines-store";

    private string FilePath => Path.Combine(layout.Folder, FileName);

    /// <summary>Name of the store; empty while nothing has been written, and where it cannot be read.</summary>
    public string Id
    {
        get
        {
            try
            {
                if (!files.FileExists(FilePath)) return "";
                var line = Encoding.UTF8.GetString(files.ReadAllBytes(FilePath)).Split('\n')[0];
                return line.StartsWith(Header, StringComparison.Ordinal) && line.Length == Header.Length + IdLength ? line[Header.Length..] : "";
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return "";
            }
        }
    }

    /// <summary>The folder is a store, not one that may yet become one.</summary>
    public bool IsThere => files.FileExists(FilePath) || files.ListFolders(layout.Folder).Any(StoreNames.Folders.Contains);

    /// <summary>The folder is a store, or may become one.</summary>
    /// <exception cref="ForeignFolderException">It is somebody else's, or a part of it lies elsewhere.</exception>
    public void Check()
    {
        foreach (var folder in StoreNames.Folders.Select(layout.PathOf).Where(files.IsLink))
        {
            throw new ForeignFolderException(
                $"{folder} is a link: this tool writes and removes files below its store only. Move the whole store and link that, or name its "
                    + $"place with --store.");
        }
        if (files.FileExists(FilePath) || IsEmpty() || HasRecords() || HasOwnNamesOnly()) return;
        var example = files.ListFiles(layout.Folder).Concat(files.ListFolders(layout.Folder)).First();
        throw new ForeignFolderException(
            $"{layout.Folder} is no store of this tool: it has no file '{FileName}' and holds '{example}'. Nothing was touched. Give an empty or a "
                + $"new folder with --store, or the right one.");
    }

    /// <summary>Writes the marker before anything else; also into a store of an earlier build.</summary>
    public void Ensure()
    {
        lock (_lock)
        {
            if (_isThere) return;
            if (!files.FileExists(FilePath))
            {
                Check();
                DurableFolder.Create(files, layout.Folder);
                if (files.FolderExists(FilePath)) AtomicFile.MoveAside(files, FilePath);
                if (TryCreate() is { } stream)
                {
                    using (stream)
                    {
                        Write(stream);
                        files.Sync(stream);
                    }
                    files.SyncFolder(Path.GetFullPath(layout.Folder));
                }
            }
            _isThere = true;
        }
    }

    /// <summary>Names a store whose marker was torn by a crash; nobody else may be at work.</summary>
    public void Repair()
    {
        if (Id.Length == 0) AtomicFile.Write(files, FilePath, Write);
    }

    /// <summary>Null where another process was first. The file itself, not another one that is renamed: a process that starts alone removes
    /// unfinished files.</summary>
    private Stream? TryCreate()
    {
        try
        {
            return files.CreateNew(FilePath);
        }
        catch (IOException) when (files.FileExists(FilePath))
        {
            return null;
        }
    }

    private static void Write(Stream stream) => stream.Write(Encoding.UTF8.GetBytes(
        $"{Header}{RandomNumberGenerator.GetHexString(IdLength, lowercase: true)}\nStored results of 'pipelines run'. The tool keeps this folder; "
            + $"files of your own belong elsewhere.\n"));

    private bool IsEmpty() => files.ListFiles(layout.Folder).All(AtomicFile.IsTemporary) && files.ListFolders(layout.Folder).Count == 0;

    /// <summary>An earlier build wrote here: something has its seal or its checksum.</summary>
    private bool HasRecords() =>
        Names("segments", StoreLayout.JournalSuffix).Any(n => JournalText.Parse(FirstLine(n), s => s) is not null)
        || Names("claims", ".claims").Any(n => HolderIdentity.Parse(Encoding.UTF8.GetString(FirstLine(n))) is not null)
        || Names("runs", "").Concat(Names("checkpoints", "")).Any(n => SealedBytes.Read(files, n, "PL"u8).State == SealState.OtherVersion);

    /// <summary>A crash of an earlier build may have left folders and locks alone.</summary>
    private bool HasOwnNamesOnly() =>
        files.ListFiles(layout.Folder).All(AtomicFile.IsTemporary)
        && files.ListFolders(layout.Folder).All(f => StoreNames.Folders.Contains(f)
            && files.ListFiles(layout.PathOf(f)).All(n => StoreNames.IsOwn(f, n))
            && files.ListFolders(layout.PathOf(f)).Count == 0);

    private IEnumerable<string> Names(string folder, string suffix) =>
        files.ListFiles(layout.PathOf(folder)).Where(n => n.EndsWith(suffix, StringComparison.Ordinal))
            .Select(n => Path.Combine(layout.PathOf(folder), n));

    private byte[] FirstLine(string path)
    {
        const int most = 4096;
        try
        {
            using var stream = files.OpenRead(path);
            var bytes = new byte[Math.Min(stream.Length, most)];
            var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var end = bytes.AsSpan(0, count).IndexOf((byte)'\n');
            return end < 0 ? [] : bytes[..end];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

/// <summary>A folder, or a file in it, is not this tool's: nothing in it was touched, and nothing was started.</summary>
public sealed class ForeignFolderException(string message) : Exception(message);

/// <summary>Another process writes to the same results folder.</summary>
public sealed class LockedFolderException(string folder)
    : Exception($"Another process writes the results in {folder}. What is computed is kept; give the same command when that has ended.");
