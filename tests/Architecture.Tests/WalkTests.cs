using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Tests;

namespace Pipelines.Architecture.Tests;

/// <summary>The page of the architecture names files: those are there, and it counts them right.</summary>
public partial class WalkTests
{
    private static readonly string[] Files = [.. SourceFiles.Names("src")];

    private static string[] Page => File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "docs/explanation/architecture.md"));

    [Fact]
    public void The_files_of_every_walk_are_there_and_counted() => Assert.Empty(Page.SelectMany(line => Wrong(line, Files)));

    [Fact]
    public void There_are_three_walks() => Assert.Equal(3, Page.Count(line => Walk.IsMatch(line)));

    [Fact]
    public void A_planted_walk_through_a_file_that_is_gone_is_found()
    {
        string[] files = ["src/Model/Runs/RunSlice.cs", "src/Stages/StageRun.cs"];
        Assert.Empty(Wrong("| a value | 2 | in `src/Model`: `Runs/RunSlice`; `StageRun` |", files));
        Assert.Equal(["Runs/Slice is no file"], Wrong("| a value | 2 | `Runs/Slice`, `StageRun` |", files));
        Assert.Equal(["3 files are said, 2 are named: a value"], Wrong("| a value | 3 | `Runs/RunSlice`, `StageRun` |", files));
        Assert.Empty(Wrong("| a folder | what `Nothing` is |", files));
    }

    private static IEnumerable<string> Wrong(string line, string[] files)
    {
        if (Walk.Match(line) is not { Success: true } walk) yield break;
        var names = Name.Matches(walk.Groups[3].Value).Select(m => m.Groups[1].Value)
            .Where(n => !n.StartsWith("src/", StringComparison.Ordinal)).ToList();
        foreach (var name in names.Where(n => !files.Any(f => f.EndsWith($"/{n}.cs", StringComparison.Ordinal)))) yield return $"{name} is no file";
        if (int.Parse(walk.Groups[2].Value, CultureInfo.InvariantCulture) != names.Count)
            yield return $"{walk.Groups[2].Value} files are said, {names.Count} are named: {walk.Groups[1].Value}";
    }

    /// <summary>A row of the table: the value, the number of files, their names.</summary>
    [GeneratedRegex(@"^\| (.+) \| (\d+) \| (.+) \|$")]
    private static partial Regex Walk { get; }

    [GeneratedRegex(@"`([\w/]+)`")]
    private static partial Regex Name { get; }
}
