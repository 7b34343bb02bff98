using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>Counts the operations on files and lets a test decide what happens to each.</summary>
/// <param name="inner">Where they are carried out.</param>
/// <param name="decide">From an operation to what happens to it.</param>
internal sealed class FaultyFileSystem(IFileSystem inner, Func<Operation, Fault> decide) : IFileSystem
{
    private readonly Lock _lock = new();
    private readonly List<string> _reading = [];
    private bool _isCrashed;

    /// <param name="inner">Where they are carried out.</param>
    /// <param name="decide">From the number and the name of an operation to what happens to it.</param>
    public FaultyFileSystem(IFileSystem inner, Func<int, string, Fault> decide)
        : this(inner, operation => decide(operation.Number, operation.Name))
    {
    }

    /// <summary>Operations so far.</summary>
    public int Count { get; private set; }

    public bool IsCrashed => _isCrashed;

    public FileKind KindOf(string path) => inner.KindOf(path);

    public bool FileExists(string path)
    {
        // It never fails: what cannot be seen does not exist.
        if (_isCrashed) throw new SimulatedCrashException();
        return inner.FileExists(path);
    }

    public byte[] ReadAllBytes(string path) => Do("read", path, () => inner.ReadAllBytes(path));

    public Stream OpenRead(string path) => Do("open", path, () => new Reader(this, path, inner.OpenRead(path)));

    /// <summary>Files that are open for reading, each as often as it is.</summary>
    public IReadOnlyList<string> Reading
    {
        get
        {
            lock (_reading) return [.. _reading];
        }
    }

    public Stream CreateNew(string path) => new FaultyStream(this, path, Do("create", path, () => inner.CreateNew(path)));

    public void Sync(Stream stream)
    {
        var faulty = (FaultyStream)stream;
        faulty.WriteBuffered();
        Do("sync", faulty.Path, () => inner.Sync(faulty.Inner));
    }

    public void SyncFolder(string path) => Do("sync folder", path, () => inner.SyncFolder(path));

    public void Rename(string from, string to) => Do("rename", to, () => inner.Rename(from, to));

    public void DeleteFile(string path) => Do("delete", path, () => inner.DeleteFile(path));

    public void CreateFolder(string path) => Do("create folder", path, () => inner.CreateFolder(path));

    public void DeleteFolder(string path) => Do("delete folder", path, () => inner.DeleteFolder(path));

    public IReadOnlyList<string> ListFiles(string folder) => Do("list", folder, () => inner.ListFiles(folder));

    public IReadOnlyList<string> ListFolders(string folder) => Do("list", folder, () => inner.ListFolders(folder));

    public bool FolderExists(string path) => _isCrashed ? throw new SimulatedCrashException() : inner.FolderExists(path);

    public void MoveFolder(string from, string to) => Do("rename", from, () => inner.MoveFolder(from, to));

    public bool IsLink(string path) => _isCrashed ? throw new SimulatedCrashException() : inner.IsLink(path);

    public DateTimeOffset LastWritten(string path) => Do("look", path, () => inner.LastWritten(path));

    public IDisposable? TryLock(string path) => Do("lock", path, () => inner.TryLock(path));

    private void Do(string operation, string path, Action action) => Do<object?>(operation, path, () =>
    {
        action();
        return null;
    });

    private T Do<T>(string operation, string path, Func<T> action) => Do(operation, path, _ => action());

    /// <param name="operation">Its name.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="action">Carries out a share of it: 1 is all.</param>
    private T Do<T>(string operation, string path, Func<double, T> action)
    {
        Fault fault;
        lock (_lock)
        {
            if (_isCrashed) throw new SimulatedCrashException();
            fault = decide(new(Count++, operation, path));
            if (fault.IsCrash) _isCrashed = true;
        }
        fault.Until?.WaitOne();
        if (fault.Error is null) return action(1);
        if (fault.IsDone) action(1);
        else if (fault.Share > 0 && operation == "write") action(fault.Share);
        throw fault.Error;
    }

    /// <summary>Is counted until it is closed.</summary>
    private sealed class Reader : Stream
    {
        private readonly FaultyFileSystem _files;
        private readonly string _path;
        private readonly Stream _inner;

        public Reader(FaultyFileSystem files, string path, Stream inner)
        {
            (_files, _path, _inner) = (files, path, inner);
            lock (files._reading) files._reading.Add(path);
        }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => _inner.Length;

        public override long Position { get => _inner.Position; set => _inner.Position = value; }

        public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => _inner.Read(buffer);

        public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            lock (_files._reading) _files._reading.Remove(_path);
            _inner.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Collects small writes as the system's own streams do.</summary>
    private sealed class FaultyStream(FaultyFileSystem files, string path, Stream inner) : Stream
    {
        private const int BufferSize = 1 << 16;

        private readonly MemoryStream _buffer = new();

        public Stream Inner { get; } = inner;

        public string Path { get; } = path;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Inner.Length + _buffer.Length;

        public override long Position { get => Length; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _buffer.Write(buffer);
            if (_buffer.Length >= BufferSize) WriteBuffered();
        }

        public void WriteBuffered()
        {
            if (_buffer.Length == 0) return;
            var bytes = _buffer.ToArray();
            _buffer.SetLength(0);
            files.Do<object?>("write", Path, share =>
            {
                Inner.Write(bytes.AsSpan(0, (int)(share * bytes.Length)));
                return null;
            });
        }

        public override void Flush() => WriteBuffered();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            try
            {
                if (disposing && !files._isCrashed) WriteBuffered();
            }
            finally
            {
                Inner.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}
