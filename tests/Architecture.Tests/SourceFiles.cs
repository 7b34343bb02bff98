using Pipelines.Tests;

namespace Pipelines.Architecture.Tests;

/// <summary>The code as it is written.</summary>
internal static class SourceFiles
{
    /// <summary>The C# files in some folders of the repository, by name from its root, in order of it.</summary>
    public static IEnumerable<(string Name, string[] Lines)> All(params string[] folders) =>
        Names(folders).Select(name => (name, File.ReadAllLines(Path.Combine(RepositoryFiles.Root, name))));

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names(params string[] folders) =>
        from folder in folders
        from path in Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(RepositoryFiles.Root, path).Replace(Path.DirectorySeparatorChar, '/')
        where !name.Contains("/node_modules/", StringComparison.Ordinal) && !name.Contains("/obj/", StringComparison.Ordinal)
        orderby name
        select name;
}
