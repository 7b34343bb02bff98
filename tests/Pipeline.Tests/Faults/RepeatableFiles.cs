namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>What a run leaves that must be the same whenever it is run.</summary>
internal static class RepeatableFiles
{
    /// <summary>Contents by name: everything but the volatile files, marker and lock; leftovers of killed writers would be here, too.</summary>
    public static SortedDictionary<string, byte[]> Of(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is not ("manifest.json" or "timings.parquet")
                && !Path.GetFileName(f).StartsWith(".pipelines-", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllBytes),
        StringComparer.Ordinal);
}
