using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Given;

/// <summary>The machine's files, of which one is replaced once it has been read: who reads it twice reads two files.</summary>
/// <param name="name">Name of the file.</param>
/// <param name="then">What is found later; null when it is gone then.</param>
/// <param name="reads">How often it is found as it was.</param>
internal sealed class ChangingFiles(string name, byte[]? then, int reads = 1) : IFileSystem
{
    private readonly LocalFileSystem _inner = new();
    private int _reads;

    public FileKind KindOf(string path) => IsChanged(path) && then is null ? FileKind.Absent : _inner.KindOf(path);

    public bool FileExists(string path) => KindOf(path) == FileKind.Regular;

    public byte[] ReadAllBytes(string path) => Read(path) ? then ?? throw new FileNotFoundException(path) : _inner.ReadAllBytes(path);

    public Stream OpenRead(string path) =>
        Read(path) ? new MemoryStream(then ?? throw new FileNotFoundException(path), writable: false) : _inner.OpenRead(path);

    public Stream CreateNew(string path) => _inner.CreateNew(path);

    public void Sync(Stream stream) => _inner.Sync(stream);

    public void SyncFolder(string path) => _inner.SyncFolder(path);

    public void Rename(string from, string to) => _inner.Rename(from, to);

    public void DeleteFile(string path) => _inner.DeleteFile(path);

    public void CreateFolder(string path) => _inner.CreateFolder(path);

    public void DeleteFolder(string path) => _inner.DeleteFolder(path);

    public IReadOnlyList<string> ListFiles(string folder) => _inner.ListFiles(folder);

    public IReadOnlyList<string> ListFolders(string folder) => _inner.ListFolders(folder);

    public bool FolderExists(string path) => _inner.FolderExists(path);

    public void MoveFolder(string from, string to) => _inner.MoveFolder(from, to);

    public bool IsLink(string path) => _inner.IsLink(path);

    public DateTimeOffset LastWritten(string path) => _inner.LastWritten(path);

    public IDisposable? TryLock(string path) => _inner.TryLock(path);

    private bool IsIt(string path) => Path.GetFileName(path) == name;

    private bool IsChanged(string path) => IsIt(path) && Volatile.Read(ref _reads) >= reads;

    private bool Read(string path) => IsIt(path) && Interlocked.Increment(ref _reads) > reads;
}
