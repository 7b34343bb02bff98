using System.Collections.Immutable;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>Where something happens.</summary>
internal enum Area
{
    Inputs,
    Store,
    Results,
}

/// <summary>Something that a user, a script, a synchronisation or another tool does to files behind the tool's back.</summary>
/// <param name="Kind">See <see cref="Kinds"/>.</param>
/// <param name="Area">Where.</param>
/// <param name="Seed">Of what is left to chance once it happens.</param>
internal sealed record OutsideEvent(string Kind, Area Area, int Seed)
{
    public static ImmutableArray<string> Kinds { get; } =
    [
        "replace", "truncate", "append", "flip", "empty", "delete", "move", "link", "dangling link", "circular link", "deny", "swap", "restore",
        "restore all",
        "other version", "crafted", "folder for file", "file for folder", "foreign files", "delete folder", "move folder", "link folder",
        "own folder", "pipe", "edit",
    ];

    /// <summary>Draws one.</summary>
    public static OutsideEvent Any(Random random)
    {
        var kind = Kinds[random.Next(Kinds.Length)];
        var area = kind is "pipe" or "edit" ? Area.Inputs
            : kind is "other version" or "crafted" or "restore all" or "link folder" or "own folder" or "delete folder" or "move folder"
                or "file for folder"
                ? random.Next(2) == 0 ? Area.Store : Area.Results
            : (Area)random.Next(3);
        return new(kind, area, random.Next());
    }

    /// <summary>Happens now.</summary>
    /// <returns>What happened, for people.</returns>
    public string Happen(World world, Snapshot old)
    {
        try
        {
            var random = new Random(Seed);
            var text = Kind is "restore all" or "delete folder" or "move folder" or "link folder" or "own folder" or "file for folder"
                or "foreign files"
                ? new FolderEvent(world, old, Area, random).Happen(Kind)
                : new FileEvent(world, old, Area, random).Happen(Kind);
            return $"{Kind}: {text}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{Kind}: not possible ({exception.Message})";
        }
    }
}
