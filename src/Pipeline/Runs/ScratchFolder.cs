namespace Pipelines.Pipeline.Runs;

/// <summary>A folder for work that leaves nothing behind; under the system's own folder for such things.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pipelines-").FullName;

    /// <summary>What cannot be removed is left to the system: the work itself is done.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
