using System.Collections.Immutable;

namespace Pipelines.Pipeline.Runs;

/// <summary>Outputs that were made again from their own record, and compared with what is there.</summary>
/// <param name="Same">Every file has the same bytes.</param>
/// <param name="Notes">What differs between then and now, in sentences.</param>
/// <param name="Files">The files.</param>
public sealed record ReproReport(bool Same, ImmutableArray<string> Notes, ImmutableArray<ReproReport.File> Files)
{
    /// <param name="Name">Name below the results folder.</param>
    /// <param name="Same">It has the same bytes.</param>
    /// <param name="Finding">What was found, in a sentence.</param>
    public sealed record File(string Name, bool Same, string Finding);

    /// <summary>Makes outputs of a results folder again, in a fresh store, with nothing that was stored, and compares bytes.</summary>
    /// <param name="path">Table, figure or report of a results folder, or the folder for all of them.</param>
    /// <param name="project">Systems and threads; null for <see cref="Project.Default"/>.</param>
    /// <param name="notices">Hears of damage.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusedException">No manifest lists it, or it needs more memory than there is.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<ReproReport> OfAsync(
        string path, Project? project = null, IProgress<string>? notices = null, CancellationToken cancellation = default)
    {
        project ??= Project.Default;
        if (Reproduction.Find(project.Files, path, out var problem) is not { } wanted) throw new RefusedException(Refusal.Usage, problem);
        using var scratch = new ScratchFolder();
        return await new Reproducer(project, wanted, text => notices?.Report(text)).RunAsync(scratch.Path, cancellation).ConfigureAwait(false);
    }
}

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
