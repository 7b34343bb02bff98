using System.Collections.Immutable;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Runs;

/// <summary>What is to be made again.</summary>
/// <param name="Folder">The results folder.</param>
/// <param name="Manifest">What it says about itself.</param>
/// <param name="Names">Files of it.</param>
internal sealed record Reproduction(string Folder, Manifest Manifest, ImmutableArray<string> Names)
{
    /// <summary>Manifests lie at most so many folders above their files.</summary>
    private const int MostLevels = 3;

    /// <summary>The folder and the files that a path means; null with the problem.</summary>
    public static Reproduction? Find(IFileSystem files, string path, out string problem)
    {
        problem = "";
        var (whole, why) = Manifest.Read(files, path);
        if (whole is { IsUnfinished: true })
        {
            problem = Unfinished(path);
            return null;
        }
        if (whole is not null) return new(path, whole, [.. whole.Files.Keys.Where(IsRepeatable)]);
        if (why.Length > 0)
        {
            problem = $"{Path.Combine(path, Manifest.FileName)} cannot be used, {why}; run the experiment of these results again.";
            return null;
        }
        if (files.FileExists(Path.Combine(path, SealedTables.Points)))
        {
            problem =
                $"{path}: these results have no {Manifest.FileName}, which would say what they were made with; run their experiment file and "
                    + $"compare with 'pipelines diff --numbers'.";
            return null;
        }
        if (!files.FileExists(path))
        {
            problem = $"{path}: there is no such file, and no results folder of that name.";
            return null;
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        for (var level = 0; level < MostLevels && folder is not null; level++, folder = Path.GetDirectoryName(folder))
        {
            if (Manifest.TryRead(files, folder) is not { } manifest) continue;
            var name = Path.GetRelativePath(folder, Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/');
            if (manifest.Files.ContainsKey(name) && IsRepeatable(name) && !manifest.IsUnfinished) return new(folder, manifest, [name]);
            problem = manifest.IsUnfinished ? Unfinished(folder)
                : name is Manifest.FileName or SealedTables.Timings
                ? $"{path}: this says when, where and how long a run took, which does not repeat."
                : $"{path}: the manifest of {folder} does not list it.";
            return null;
        }
        problem = $"{path}: no {Manifest.FileName} beside or above it says where it comes from.";
        return null;
    }

    private static string Unfinished(string folder) =>
        $"{folder} was being written by a run or a report that was stopped; run the experiment of these results again.";

    /// <summary>Times are measured, and pictures have the letters of a machine.</summary>
    private static bool IsRepeatable(string name) => name != SealedTables.Timings && Path.GetExtension(name) is not (".pdf" or ".png");
}
