using System.Text;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>What happens to a whole folder of the store or of the results.</summary>
internal sealed class FolderEvent(World world, Snapshot old, Area area, Random random)
{
    /// <summary>Names that a user's own files may have, some of them much like ours.</summary>
    private static readonly string[] Names =
    [
        "thesis.tex", "notes.tmp", "mine.parquet", "backup.journal", "backup.segment", "mine.run", "mine.claims", "mine.svg", "0",
        "manifest.json.bak", ".hidden",
        "results.lock", "20260101T000000-thesis.txt",
    ];

    /// <returns>To which folder.</returns>
    public string Happen(string kind)
    {
        var folder = Folder(kind);
        var name = Path.GetRelativePath(world.Root, folder);
        switch (kind)
        {
            case "restore all": return Restore(folder, name);
            case "delete folder": world.Remove(folder); return name;
            case "move folder": return Move(folder, name);
            case "link folder": return Link(folder, name);
            case "own folder": return Own(folder, name);
            case "file for folder": world.Remove(folder); world.PutMine(folder, Encoding.UTF8.GetBytes("a file of the user")); return name;
            case "foreign files": return Foreign(folder, name);
            default: throw new InvalidOperationException(kind);
        }
    }

    private string Folder(string kind)
    {
        if (area == Area.Inputs) return world.Project;
        var top = area == Area.Store ? world.Store : world.Results;
        string[] parts = area == Area.Store ? ["", "segments", "objects", "checkpoints", "runs", "claims", "cluster"] : ["", "series", "figures"];
        var part = kind == "own folder" && random.Next(2) == 0 ? "" : parts[random.Next(parts.Length)];
        return part.Length == 0 ? top : Path.Combine(top, part);
    }

    private string Restore(string folder, string name)
    {
        var isClean = random.Next(2) == 0;
        if (isClean) world.Remove(folder);
        old.Restore(world.Root, name);
        return $"{name}{(isClean ? "" : " over what is there")}";
    }

    private string Move(string folder, string name)
    {
        var to = folder + "-moved";
        if (!Directory.Exists(folder) || World.Exists(to)) return "nothing";
        Directory.Move(folder, to);
        world.ForgetHarmed();
        world.ProtectAll(to);
        return name;
    }

    /// <summary>The folder is a link to one of the user's, in which names are much like ours.</summary>
    private string Link(string folder, string name)
    {
        PutMine(world.Mine);
        world.Remove(folder);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        Directory.CreateSymbolicLink(folder, world.Mine);
        return name;
    }

    private string Own(string folder, string name)
    {
        world.Remove(folder);
        PutMine(folder, isSeries: Path.GetFileName(folder) == "series");
        return name;
    }

    private string Foreign(string folder, string name)
    {
        if (!Directory.Exists(folder)) return "no such folder";
        for (var i = random.Next(4); i >= 0; i--)
            world.PutMine(Path.Combine(folder, Names[random.Next(Names.Length)]), Encoding.UTF8.GetBytes($"{i} of the user"));
        return name;
    }

    /// <param name="folder">The folder.</param>
    /// <param name="isSeries">Within a results folder of the tool's: a table of its name may be written again.</param>
    private void PutMine(string folder, bool isSeries = false)
    {
        string[] names =
        [
            "thesis.tex", "points.parquet", "experiment.yaml", "trajectory.parquet", "series/trajectory.parquet", "figures/mine.svg", "report.html",
            "checkpoints/notes.tmp", "objects/photo.jpg",
            "segments/data.segment", "segments/data.journal", "runs/race.run",
        ];
        foreach (var name in names.Where(_ => random.Next(3) > 0))
        {
            var path = Path.Combine(folder, name);
            world.PutMine(path, Encoding.UTF8.GetBytes($"{name} of the user"));
            if (isSeries && name == "trajectory.parquet") world.Abandon(path);
        }
    }
}
