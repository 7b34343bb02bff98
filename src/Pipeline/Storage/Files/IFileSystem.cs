namespace Pipelines.Pipeline.Storage.Files;

/// <summary>Every operation on files that the product does, and nothing else: tests crash, tear, fill or delay any of them.</summary>
internal interface IFileSystem
{
    bool FileExists(string path);

    /// <summary>What is under a path; links are followed.</summary>
    FileKind KindOf(string path);

    byte[] ReadAllBytes(string path);

    /// <summary>Opens a file for reading, at any position; others may write to it or replace it meanwhile.</summary>
    Stream OpenRead(string path);

    /// <summary>Creates a file that must not exist and opens it for writing.</summary>
    Stream CreateNew(string path);

    /// <summary>Makes what was written to a stream of this file system durable.</summary>
    void Sync(Stream stream);

    /// <summary>Makes the entries of a folder durable, where the platform can.</summary>
    void SyncFolder(string path);

    /// <summary>Renames within a folder, replacing what is there, atomically.</summary>
    void Rename(string from, string to);

    void DeleteFile(string path);

    /// <summary>Creates a folder and its parents; nothing happens when it exists.</summary>
    void CreateFolder(string path);

    /// <summary>Removes a folder with everything in it; nothing happens when there is none.</summary>
    void DeleteFolder(string path);

    /// <summary>Names of the files of a folder, sorted; none when there is no such folder.</summary>
    IReadOnlyList<string> ListFiles(string folder);

    /// <summary>Names of the folders of a folder, sorted, links to folders included; none when there is no such folder.</summary>
    IReadOnlyList<string> ListFolders(string folder);

    /// <summary>There is a folder of this name, or a link to one.</summary>
    bool FolderExists(string path);

    /// <summary>Gives a folder another name beside it.</summary>
    void MoveFolder(string from, string to);

    /// <summary>The name itself is a link, wherever it leads.</summary>
    bool IsLink(string path);

    /// <summary>When a file was written last, by the clock of the file server.</summary>
    DateTimeOffset LastWritten(string path);

    /// <summary>Takes a lock that ends with its process at the latest; null while somebody else has it. The file of a lock stays.</summary>
    IDisposable? TryLock(string path);
}

/// <summary>What is under a path.</summary>
internal enum FileKind
{
    /// <summary>Nothing, or a link that leads nowhere.</summary>
    Absent,

    /// <summary>A file that gives the same bytes to every reader, and ends.</summary>
    Regular,

    Folder,

    /// <summary>A named pipe, a device or a socket: reading it may wait for ever, or never end.</summary>
    Special,
}
