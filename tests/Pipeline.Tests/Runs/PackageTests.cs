using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Runs;

/// <summary>The packages as a user gets them: packed to a feed, installed into an empty project and as a tool, and both run.</summary>
public sealed class PackageTests : IDisposable
{
    private const string Program = """
        using Pipelines.Pipeline.Runs;

        var run = await Experiment.Load(args[0]).With("replicates", 1).RunAsync();
        Console.WriteLine($"{run.Statuses["complete"]} of {run.Points} points, {run.Table("trajectory").Column<double>("testError").Length} errors");
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [OptInFact("PIPELINES_PACKAGES")]
    public void The_packages_of_a_feed_make_a_program_and_a_tool()
    {
        var root = RepositoryFiles.Root;
        var (feed, cache) = (_folder.File("feed"), _folder.File("cache"));
        Dotnet(root, cache, "pack", "Pipelines.sln", "-c", "Release", "-o", feed);
        string[] packages = ["Pipelines", "Pipelines.Model", "Pipelines.Stages", "Pipelines.Testing", "Pipelines.Tool"];
        Assert.Equal(
            packages.SelectMany(p => (string[])[$"{p}.0.1.0.nupkg", $"{p}.0.1.0.snupkg"]).Order(StringComparer.Ordinal),
            Directory.GetFiles(feed).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        foreach (var package in packages)
        {
            using var zip = System.IO.Compression.ZipFile.OpenRead(Path.Combine(feed, $"{package}.0.1.0.nupkg"));
            using var reader = new StreamReader(zip.GetEntry($"{package}.nuspec")!.Open());
            var facts = reader.ReadToEnd();
            Assert.NotNull(zip.GetEntry("README.md"));
            foreach (var fact in (string[])
            [
                "<license type=\"expression\">MIT</license>", "<readme>README.md</readme>", "<tags>machine-learning ", "<description>"
            ])
                Assert.Contains(fact, facts, StringComparison.Ordinal);
        }
        var experiment = Path.Combine(root, "pipelines", "tiny", "hinge.yaml");

        var app = Directory.CreateDirectory(_folder.File("app")).FullName;
        Dotnet(app, cache, "new", "console", "--no-restore");
        File.WriteAllText(Path.Combine(app, "Program.cs"), Program);
        Dotnet(app, cache, "add", "package", "Pipelines", "--version", "0.1.0", "--source", feed, "--no-restore");
        Dotnet(app, cache, "restore", "-p:RestoreAdditionalProjectSources=" + feed);
        Assert.Contains("4 of 4 points, 48 errors", Dotnet(app, cache, "run", "--no-restore", "--", experiment), StringComparison.Ordinal);

        Dotnet(app, cache, "tool", "install", "Pipelines.Tool", "--version", "0.1.0", "--tool-path", _folder.File("tool"), "--add-source", feed);
        var tool = ChildProcess.Run(_folder.File("tool/pipelines"), ["run", experiment, "--set", "replicates=1", "-q"], app, []);
        Assert.True(tool.ExitCode == 0, tool.Error);
        Assert.Contains("4 points: 4 complete.", tool.Output, StringComparison.Ordinal);
    }

    /// <summary>With a cache of its own for our packages, so that an earlier build of the same version is not found; the others come from the
    /// machine's.</summary>
    private static string Dotnet(string folder, string cache, params string[] arguments)
    {
        var home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        (string, string)[] own = folder == RepositoryFiles.Root ? [] : [("NUGET_PACKAGES", cache), ("RestoreFallbackFolders", home)];
        var run = ChildProcess.Run("dotnet", arguments, folder, [("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), .. own]);
        Assert.True(run.ExitCode == 0, string.Join(' ', arguments) + run.Output + run.Error);
        return run.Output;
    }
}
