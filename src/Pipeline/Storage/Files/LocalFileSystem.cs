using System.Runtime.InteropServices;

namespace Pipelines.Pipeline.Storage.Files;

/// <summary>The machine's own files.</summary>
internal sealed class LocalFileSystem : IFileSystem
{
    private const int BufferSize = 1 << 16;

    /// <summary>EAGAIN, which is what a taken lock gives on Linux; Windows calls it a sharing violation.</summary>
    private const int WouldBlock = 11, SharingViolation = unchecked((int)0x80070020);

    public bool FileExists(string path) => File.Exists(path);

    /// <remarks>The framework tells no pipe from a file; where the system has no statx, what exists counts as regular.</remarks>
    public FileKind KindOf(string path)
    {
        if (!File.Exists(path)) return Directory.Exists(path) ? FileKind.Folder : FileKind.Absent;
        return FormatOf(path) switch
        {
            NativeMethods.RegularFile => FileKind.Regular,
            not null => FileKind.Special,
            _ => OperatingSystem.IsLinux() && IsLink(path) ? FileKind.Absent : FileKind.Regular,
        };
    }

    public byte[] ReadAllBytes(string path)
    {
        RequireEnding(path);
        return File.ReadAllBytes(path);
    }

    public Stream OpenRead(string path)
    {
        RequireEnding(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize);
    }

    public Stream CreateNew(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, BufferSize);

    public void Sync(Stream stream) => ((FileStream)stream).Flush(flushToDisk: true);

    public void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = NativeMethods.Open(path, NativeMethods.ReadOnly);
        if (descriptor < 0) throw new IOException($"Cannot open folder {path} to make its entries durable (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (NativeMethods.Fsync(descriptor) != 0 && Marshal.GetLastPInvokeError() != NativeMethods.NotSupported)
            {
                throw new IOException($"Cannot make the entries of folder {path} durable (errno {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = NativeMethods.Close(descriptor);
        }
    }

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void DeleteFile(string path) => File.Delete(path);

    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    public void DeleteFolder(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    public IReadOnlyList<string> ListFiles(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)]
        : [];

    public IReadOnlyList<string> ListFolders(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateDirectories(folder).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)]
        : [];

    public bool FolderExists(string path) => Directory.Exists(path);

    public void MoveFolder(string from, string to) => Directory.Move(from, to);

    public bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    public DateTimeOffset LastWritten(string path) => File.GetLastWriteTimeUtc(path);

    /// <remarks>An advisory lock (flock) on Unix: the system drops it when the process ends, however it ends.</remarks>
    public IDisposable? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult is WouldBlock or SharingViolation)
        {
            return null;
        }
    }

    /// <summary>Opening a pipe waits for its writer, and a device may never end: neither is opened, wherever its path came from.</summary>
    private static void RequireEnding(string path)
    {
        if (FormatOf(path) is { } format and not (NativeMethods.RegularFile or NativeMethods.Folder))
            throw new IOException($"{path} is a named pipe, a device or a socket, and no file (type {format:x4}).");
    }

    /// <summary>The type bits of what is under a path; null where there is nothing, or the system does not say.</summary>
    private static int? FormatOf(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        Span<byte> status = stackalloc byte[NativeMethods.StatusSize];
        if (NativeMethods.Statx(NativeMethods.CurrentFolder, path, 0, NativeMethods.TypeMask, ref MemoryMarshal.GetReference(status)) != 0)
            return null;
        return MemoryMarshal.Read<ushort>(status[NativeMethods.ModeOffset..]) & NativeMethods.FormatBits;
    }

    /// <summary>The framework opens no folders, and a rename is durable only once its folder is; nor does it say what kind of file there
    /// is.</summary>
    private static class NativeMethods
    {
        public const int ReadOnly = 0;

        /// <summary>EINVAL: the file system has no folder fsync.</summary>
        public const int NotSupported = 22;

        /// <summary>AT_FDCWD, STATX_TYPE, S_IFMT, S_IFREG and S_IFDIR; struct statx has the same layout on every Linux.</summary>
        public const int CurrentFolder =
            -100, TypeMask = 1, FormatBits = 0xF000, RegularFile = 0x8000, Folder = 0x4000, StatusSize = 256, ModeOffset = 28;

        [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte status);

        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Fsync(int descriptor);

        [DllImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);
    }
}

/// <summary>Folders that a crash does not take away again, and with them what is in them.</summary>
internal static class DurableFolder
{
    /// <summary>Creates a folder and finds out now, not hours later, whether files can be written there.</summary>
    /// <exception cref="IOException">They cannot; or <see cref="UnauthorizedAccessException"/>.</exception>
    public static void RequireWritable(IFileSystem files, string path)
    {
        Create(files, path);
        var probe = Path.Combine(path, $"writable.{Environment.ProcessId}-{Guid.NewGuid():N}{AtomicFile.TemporarySuffix}");
        files.CreateNew(probe).Dispose();

        // A run that writes its results there may have removed it as a leftover meanwhile.
        if (files.FileExists(probe)) files.DeleteFile(probe);
    }

    /// <summary>Creates a folder and makes its entry, and that of its parent, durable: the two levels that this tool creates at a time.</summary>
    public static void Create(IFileSystem files, string path)
    {
        var full = Path.GetFullPath(path);
        files.CreateFolder(full);
        for (var (parent, level) = (Path.GetDirectoryName(full), 0); parent is not null && level < 2; parent = Path.GetDirectoryName(parent), level++)
        {
            files.SyncFolder(parent);
        }
    }
}

/// <summary>Short locks between processes.</summary>
internal static class FileLock
{
    /// <summary>Waits for a lock; null when somebody else has it for longer than <paramref name="patience"/>.</summary>
    public static IDisposable? Take(IFileSystem files, string path, TimeSpan patience, TimeProvider time)
    {
        // What is no file cannot be locked; its content is kept for its owner.
        if (files.IsLink(path)) files.DeleteFile(path);
        else if (files.FolderExists(path)) AtomicFile.MoveAside(files, path);
        var start = time.GetTimestamp();
        while (true)
        {
            if (files.TryLock(path) is { } held) return held;
            if (time.GetElapsedTime(start) > patience) return null;
            Thread.Sleep(1);
        }
    }
}
