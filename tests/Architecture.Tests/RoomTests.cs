using System.Text.RegularExpressions;

namespace Pipelines.Architecture.Tests;

/// <summary>What a folder of the source is to the compiler, and what a file is to its reader.</summary>
public partial class RoomTests
{
    /// <summary>A file is a concept with its satellites; what is shorter belongs to a neighbour.</summary>
    private const int FewestLines = 20;

    /// <summary>The one concept that no folder of Model owns.</summary>
    private static readonly string[] Short = ["src/Model/WrittenAsAttribute.cs"];

    /// <summary>So the edges between namespaces, which compiled code shows, are those between folders.</summary>
    [Fact]
    public void The_namespace_of_a_file_is_its_folder() => Assert.Empty(SourceFiles.All("src").SelectMany(f => Elsewhere(f.Name, f.Lines)));

    [Fact]
    public void A_file_of_the_pure_rings_is_a_concept_with_its_satellites() => Assert.Equal(
        Short, SourceFiles.All("src/Model", "src/Stages").Where(f => IsTooShort(f.Lines)).Select(f => f.Name));

    [Fact]
    public void A_planted_namespace_is_found()
    {
        Assert.Equal(
            ["src/Model/Runs/F.cs is in Pipelines.Model"], Elsewhere("src/Model/Runs/F.cs", ["using System;", "", "namespace Pipelines.Model;"]));
        Assert.Equal(["src/Model/F.cs is in Pipelines.Model.Runs"], Elsewhere("src/Model/F.cs", ["namespace Pipelines.Model.Runs;"]));
        Assert.Empty(Elsewhere("src/Model/Runs/F.cs", ["namespace Pipelines.Model.Runs;"]));
        Assert.Empty(Elsewhere("src/Tool/Program.cs", ["return 0;"]));
    }

    [Fact]
    public void A_planted_short_file_is_found()
    {
        Assert.True(IsTooShort(new string[FewestLines - 1]));
        Assert.False(IsTooShort(new string[FewestLines]));
    }

    private static bool IsTooShort(string[] lines) => lines.Length < FewestLines;

    private static IEnumerable<string> Elsewhere(string name, string[] lines) =>
        from line in lines
        let found = Declaration.Match(line)
        where found.Success
        let folder = Path.GetDirectoryName(name)!.Replace('\\', '/')["src/".Length..].Replace('/', '.')
        where found.Groups[1].Value != $"Pipelines.{folder}"
        select $"{name} is in {found.Groups[1].Value}";

    [GeneratedRegex(@"^namespace ([\w.]+)")]
    private static partial Regex Declaration { get; }
}
