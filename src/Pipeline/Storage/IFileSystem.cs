namespace Pipelines.Pipeline.Storage;

/// <summary>Every operation on files that the product does, and nothing else: tests crash, tear, fill or delay any of them.</summary>
public interface IFileSystem
{
    bool FileExists(string path);

    byte[] ReadAllBytes(string path);

    Stream OpenRead(string path);

    /// <summary>Creates a file that must not exist and opens it for writing.</summary>
    Stream CreateNew(string path);

    /// <summary>Opens a file for appending, creating it when it is absent; every write goes to its end in one piece.</summary>
    Stream OpenAppend(string path);

    /// <summary>Makes what was written to a stream of this file system durable.</summary>
    void Sync(Stream stream);

    /// <summary>Makes the entries of a folder durable, where the platform can.</summary>
    void SyncFolder(string path);

    /// <summary>Renames within a folder, replacing what is there, atomically.</summary>
    void Rename(string from, string to);

    void DeleteFile(string path);

    /// <summary>Creates a folder and its parents; nothing happens when it exists.</summary>
    void CreateFolder(string path);
}
