namespace Pipelines.Tests;

/// <summary>Where a test finds the repository's own data, from any working directory.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>Path of a committed reference file, e.g. <c>Reference("hinge", "gamma_fig1.csv")</c>.</summary>
    public static string Reference(params string[] parts) => Path.Combine([Root, "tests", "reference", .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pipelines.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Pipelines.sln.");
    }
}
