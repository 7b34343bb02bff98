using System.Text;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Tests.Faults.Outside;

/// <summary>What happens to one file, or two.</summary>
internal sealed class FileEvent(World world, Snapshot old, Area area, Random random)
{
    /// <returns>To which file.</returns>
    public string Happen(string kind)
    {
        var files = FilesOf(kind == "pipe").Where(f => kind != "other version" || HasVersion(f)).ToArray();
        if (kind == "edit") return Edit();
        if (files.Length == 0) return "nothing there";

        // Every kind of file has the same chance, however many there are.
        var group = files.GroupBy(KindOf).OrderBy(g => g.Key, StringComparer.Ordinal).ElementAt(random.Next(files.Select(KindOf).Distinct().Count()))
            .ToArray();
        var file = group[random.Next(group.Length)];
        var name = Path.GetRelativePath(world.Root, file);
        var other = group.Length > 1
            && random.Next(4) > 0 ? group[(Array.IndexOf(group, file) + 1) % group.Length] : files[random.Next(files.Length)];
        var bytes = File.ReadAllBytes(file);
        switch (kind)
        {
            case "replace": File.WriteAllBytes(file, File.ReadAllBytes(other)); return $"{name} by {Path.GetRelativePath(world.Root, other)}";
            case "truncate": File.WriteAllBytes(file, bytes[..random.Next(bytes.Length + 1)]); return name;
            case "append": File.WriteAllBytes(file, [.. bytes, .. bytes[..random.Next(bytes.Length + 1)]]); return name;
            case "flip": File.WriteAllBytes(file, Flipped(bytes)); return name;
            case "empty": File.WriteAllBytes(file, []); return name;
            case "delete": File.Delete(file); return name;
            case "move": return $"{name} to {Path.GetRelativePath(world.Root, Moved(file, random.Next(2) == 0))}";
            case "link": return $"{name} to {Linked(file, bytes)}";
            case "dangling link": Link(file, Path.Combine(world.Mine, "nowhere")); return name;
            case "circular link": Link(file, file); return name;
            case "deny": world.Denied.Add(random.Next(3) == 0 ? Path.GetDirectoryName(file)! : file); return name;
            case "swap":
                File.WriteAllBytes(
                file, File.ReadAllBytes(other)); File.WriteAllBytes(other, bytes); return $"{name} and {Path.GetRelativePath(world.Root, other)}";
            case "restore": return Restore();
            case "other version": return Other(file, bytes, name);
            case "crafted": return Craft(files);
            case "folder for file":
                File.Delete(file); Directory.CreateDirectory(file); if (random.Next(2) == 0)
                    world.PutMine(Path.Combine(file, "thesis.tex"), [1, 2, 3]); return name;
            case "pipe": world.MakePipe(file); return name;
            default: throw new InvalidOperationException(kind);
        }
    }

    /// <param name="isPipe">An experiment may come through a pipe, and whoever names one waits for its writer.</param>
    private IEnumerable<string> FilesOf(bool isPipe) => (area switch
    {
        Area.Inputs => world.Scenario.Given.Keys.Concat(isPipe
            ? []
            : [world.Scenario.File]).Order(StringComparer.Ordinal).Select(n => Path.Combine(world.Project, n)).Where(world.IsFile),
        Area.Store => world.FilesBelow(world.Store),
        _ => world.FilesBelow(world.Results),
    }).Where(f => !world.IsMine(f));

    private static bool HasVersion(string file) =>
        Path.GetFileName(Path.GetDirectoryName(file)) is "runs" or "checkpoints"
            || Path.GetFileName(file) == Manifest.FileName
            || file.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal);

    /// <summary>Folder and suffix: journals, segments, tables, figures.</summary>
    private string KindOf(string file) => area == Area.Inputs ? file : $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetExtension(file)}";

    private byte[] Flipped(byte[] bytes)
    {
        if (bytes.Length == 0) return [1];
        bytes = [.. bytes];
        for (var i = random.Next(3); i >= 0; i--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    /// <summary>The other version of the experiment, or of a given file.</summary>
    private string Edit()
    {
        var inputs = world.Scenario.Inputs(random.Next(2), random.Next(2));
        var name = inputs.Keys.ElementAt(random.Next(inputs.Count));
        var path = Path.Combine(world.Project, name);
        world.Remove(path);
        File.WriteAllBytes(path, inputs[name]!);
        return name;
    }

    private string Moved(string file, bool isCopy)
    {
        var to = Path.Combine(Path.GetDirectoryName(file)!, (string[])
        [
            "old-" + Path.GetFileName(file), Path.GetFileName(file) + ".bak", "thesis.tmp"
        ] is var names ? names[random.Next(3)] : "");
        if (World.Exists(to)) return to;
        if (isCopy) File.Copy(file, to);
        else File.Move(file, to);
        world.Protect(to);
        return to;
    }

    /// <summary>The same content, at another place that is the user's.</summary>
    private string Linked(string file, byte[] bytes)
    {
        var to = Path.Combine(world.Mine, $"kept-{random.Next(1000)}-{Path.GetFileName(file)}");
        world.PutMine(to, random.Next(2) == 0 ? bytes : Encoding.UTF8.GetBytes("of the user"));
        Link(file, to);
        return Path.GetRelativePath(world.Root, to);
    }

    private static void Link(string file, string to)
    {
        File.Delete(file);
        File.CreateSymbolicLink(file, to);
    }

    private string Restore()
    {
        var part = Path.GetRelativePath(world.Root, area switch { Area.Inputs => world.Project, Area.Store => world.Store, _ => world.Results });
        var names = old.Files.Select(f => f.Key).Where(n => n.StartsWith(part + "/", StringComparison.Ordinal)
            && (area != Area.Inputs || !n[(part.Length + 1)..].Contains('/'))).ToArray();
        if (names.Length == 0) return "nothing old";
        var name = names[random.Next(names.Length)];
        world.Remove(Path.Combine(world.Root, name));
        old.Restore(world.Root, name);
        return name;
    }

    private string Other(string file, byte[] bytes, string name)
    {
        if (OtherVersion.Sealed(bytes) is { } other)
        {
            // What another version has written is its own, and not ours to remove.
            File.WriteAllBytes(file, other);
            world.Protect(file);
        }
        else
        {
            File.WriteAllBytes(file, file.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal)
                ? OtherVersion.Journal(bytes)
                : OtherVersion.Manifest(bytes));
        }
        return name;
    }

    private string Craft(string[] files)
    {
        var journals = files.Where(f => f.EndsWith(StoreLayout.JournalSuffix, StringComparison.Ordinal)).ToArray();
        if (journals.Length == 0) return "no journal";
        var journal = journals[random.Next(journals.Length)];
        File.WriteAllBytes(journal, OtherVersion.Crafted(File.ReadAllBytes(journal)));
        return Path.GetRelativePath(world.Root, journal);
    }
}
