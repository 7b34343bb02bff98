using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Explanations.Activity;

/// <summary>Who is at work on a store, read from the files of claims without the lock: a look disturbs nobody.</summary>
internal static class Holders
{
    private const string Suffix = ".claims";

    /// <summary>The claims of every process that is not dead, by its writer's name; true where it is known to live.</summary>
    public static Dictionary<string, (OtherHolder Holder, bool IsHere)> Of(IFileSystem files, ArtifactStore store, IProcesses processes)
    {
        var holders = new Dictionary<string, (OtherHolder, bool)>(StringComparer.Ordinal);
        foreach (var name in files.ListFiles(store.Layout.Claims).Where(n => n.EndsWith(Suffix, StringComparison.Ordinal)))
        {
            var holder = new OtherHolder(name);
            try
            {
                using var stream = files.OpenRead(Path.Combine(store.Layout.Claims, name));
                holder.ReadOn(stream, 0);
            }
            catch (FileNotFoundException)
            {
                continue; // It ended just now.
            }
            if (holder.Identity is { } identity && processes.IsAlive(identity) is not false)
                holders[name[..^Suffix.Length]] = (holder, processes.IsAlive(identity) is true);
        }
        return holders;
    }
}
