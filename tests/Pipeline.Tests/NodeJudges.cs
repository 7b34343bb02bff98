using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests;

/// <summary>The judges of <c>tests/judges</c>, which run on Node.js.</summary>
internal static class NodeJudges
{
    public static string Folder => Path.Combine(RepositoryFiles.Root, "tests", "judges");

    /// <summary>The judge that needs this npm package can run here.</summary>
    public static bool Has(string package) => HasNode && Directory.Exists(Path.Combine(Folder, "node_modules", package));

    private static bool HasNode =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, "node"))
            || File.Exists(Path.Combine(f, "node.exe")));
}
