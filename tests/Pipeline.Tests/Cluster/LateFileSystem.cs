using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>A shared folder seen from another machine: files appear some time after they were written last; one's own at once.</summary>
internal sealed class LateFileSystem(IFileSystem inner, TimeSpan delay) : IFileSystem
{
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public FileKind KindOf(string path) => IsVisible(path) ? inner.KindOf(path) : FileKind.Absent;

    public bool FileExists(string path) => inner.FileExists(path) && IsVisible(path);

    public byte[] ReadAllBytes(string path) => IsVisible(path) ? inner.ReadAllBytes(path) : throw new FileNotFoundException(path);

    public Stream OpenRead(string path) => IsVisible(path) ? inner.OpenRead(path) : throw new FileNotFoundException(path);

    public Stream CreateNew(string path)
    {
        Own(path);
        return inner.CreateNew(path);
    }

    public void Sync(Stream stream) => inner.Sync(stream);

    public void SyncFolder(string path) => inner.SyncFolder(path);

    public void Rename(string from, string to)
    {
        Own(to);
        inner.Rename(from, to);
    }

    public void DeleteFile(string path) => inner.DeleteFile(path);

    public void CreateFolder(string path) => inner.CreateFolder(path);

    public void DeleteFolder(string path) => inner.DeleteFolder(path);

    public IReadOnlyList<string> ListFiles(string folder) => [.. inner.ListFiles(folder).Where(n => IsVisible(Path.Combine(folder, n)))];

    public IReadOnlyList<string> ListFolders(string folder) => inner.ListFolders(folder);

    public bool FolderExists(string path) => inner.FolderExists(path);

    public void MoveFolder(string from, string to) => inner.MoveFolder(from, to);

    public bool IsLink(string path) => inner.IsLink(path);

    public DateTimeOffset LastWritten(string path) => inner.LastWritten(path);

    public IDisposable? TryLock(string path) => inner.TryLock(path);

    private void Own(string path)
    {
        lock (_lock) _own.Add(Path.GetFullPath(path));
    }

    private bool IsVisible(string path)
    {
        lock (_lock)
        {
            if (_own.Contains(Path.GetFullPath(path))) return true;
        }
        return DateTime.UtcNow - File.GetLastWriteTimeUtc(path) >= delay;
    }
}
