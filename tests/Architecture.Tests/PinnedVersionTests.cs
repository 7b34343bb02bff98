using System.Text.Json.Nodes;
using System.Xml.Linq;
using Pipelines.Tests;

namespace Pipelines.Architecture.Tests;

/// <summary>Central versions hold within this repository alone. What the product needs at run time is therefore named by its projects, so that a
/// program elsewhere, built on them by path, gets the same packages, and its results the same bytes.</summary>
public sealed class PinnedVersionTests
{
    [Fact]
    public void Every_pinned_package_of_the_product_is_named_by_one_of_its_projects()
    {
        var projects = Directory.GetFiles(Path.Combine(RepositoryFiles.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        var named = projects.SelectMany(p => XDocument.Load(p).Descendants("PackageReference")).Select(r => r.Attribute("Include")!.Value)
            .ToHashSet(StringComparer.Ordinal);
        var restored = Path.Combine(RepositoryFiles.Root, "artifacts", "obj");
        var pinned = projects.Select(p => Path.Combine(restored, Path.GetFileNameWithoutExtension(p), "project.assets.json"))
            .Where(File.Exists)
            .SelectMany(p => JsonNode.Parse(File.ReadAllText(p))!["centralTransitiveDependencyGroups"]?.AsObject() ?? [])
            .SelectMany(group => group.Value!.AsObject().Select(package => package.Key)).Distinct().ToList();
        Assert.NotEmpty(pinned);
        Assert.Equal([], pinned.Where(p => !named.Contains(p)));
    }
}
