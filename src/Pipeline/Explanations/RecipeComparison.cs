using System.Collections.Immutable;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Explanations;

/// <summary>Holds a stage against the recipe of a stored result.</summary>
internal static class RecipeComparison
{
    private const string DigestPrefix = "sha256:";

    /// <summary>What differs, inputs that are not stored included.</summary>
    public static ImmutableArray<Change> Of(StageNode node, Recipe recipe)
    {
        var changes = ImmutableArray.CreateBuilder<Change>();
        Compare(node, recipe, changes);
        if (changes.Count == 0) changes.Add(new(ChangeKind.Columns, node.Stage.Name));
        return changes.ToImmutable();
    }

    private static void Compare(StageNode node, Recipe recipe, ImmutableArray<Change>.Builder changes)
    {
        if (recipe.Stage != node.Stage.Name) changes.Add(new(ChangeKind.Upstream, node.Stage.Name));
        if (recipe.Version != node.Stage.Version) changes.Add(new(ChangeKind.Version, node.Stage.Name, $"{recipe.Version}", $"{node.Stage.Version}"));
        CompareSettings(Canonical.Encode(node.Reads), recipe.Settings, node.Stage.Name, changes);
        for (var i = 0; i < Math.Max(node.Inputs.Length, recipe.Inputs.Length); i++)
        {
            var (input, before) = (node.Inputs.ElementAtOrDefault(i), recipe.Inputs.ElementAtOrDefault(i));
            if (input?.Key == before?.Key) continue;
            if (input is ValueNode && before?.Value is { } value) Compare(input, value, changes);
            else changes.Add(new(ChangeKind.Upstream, input?.Stage.Name ?? before?.Value?.Stage ?? Change.Absent));
        }
    }

    private static void CompareSettings(string now, string before, string stage, ImmutableArray<Change>.Builder changes)
    {
        if (now == before) return;
        var (after, old) = (CanonicalText.Leaves(now), CanonicalText.Leaves(before));
        foreach (var path in after.Keys.Union(old.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (b, a) = (old.GetValueOrDefault(path, Change.Absent), after.GetValueOrDefault(path, Change.Absent));
            if (a == b) continue;
            var isFile = a.StartsWith(DigestPrefix, StringComparison.Ordinal) && b.StartsWith(DigestPrefix, StringComparison.Ordinal);
            changes.Add(isFile ? new(ChangeKind.GivenFile, a, b, a) : new(ChangeKind.Setting, $"{stage}.{path}", b, a));
        }
    }
}
