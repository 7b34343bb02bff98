using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Settings;

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

/// <summary>Reads the canonical text of settings back into its values, each under its path.</summary>
/// <remarks>The inverse of <see cref="Canonical.Encode"/> as far as paths and values go; of a record's name only a leaf remains.</remarks>
internal static class CanonicalText
{
    /// <summary>The path of the name of a record: the case of a union.</summary>
    private const string Name = "name";

    /// <exception cref="InvalidDataException">The text is no canonical text.</exception>
    public static ImmutableSortedDictionary<string, string> Leaves(string text)
    {
        var leaves = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var position = 0;
        Read(text, ref position, "", leaves);
        return leaves.ToImmutable();
    }

    private static void Read(string text, ref int position, string path, ImmutableSortedDictionary<string, string>.Builder leaves)
    {
        if (At(text, position) == '[') ReadItems(text, ref position, path, leaves);
        else if (text.AsSpan(position).StartsWith("text") && char.IsAsciiDigit(At(text, position + 4))) leaves[path] = ReadText(text, ref position);
        else
        {
            var end = text.AsSpan(position).IndexOfAny(";,{]");
            var word = end < 0 ? text[position..] : text.Substring(position, end);
            position += word.Length;
            if (At(text, position) == '{') ReadRecord(text, ref position, path, word, leaves);
            else leaves[path] = Plain(word);
        }
    }

    private static void ReadItems(string text, ref int position, string path, ImmutableSortedDictionary<string, string>.Builder leaves)
    {
        position++;
        for (var item = 0; At(text, position) != ']'; item++)
        {
            Read(text, ref position, string.Create(CultureInfo.InvariantCulture, $"{path}[{item}]"), leaves);
            Expect(text, ref position, ',');
        }
        position++;
    }

    private static void ReadRecord(string text, ref int position, string path, string name, ImmutableSortedDictionary<string, string>.Builder leaves)
    {
        leaves[Join(path, Name)] = name;
        position++;
        while (At(text, position) != '}')
        {
            var equals = text.IndexOf('=', position);
            if (equals < 0) throw Broken(position);
            var key = SettingName.Key(text[position..equals]);
            position = equals + 1;
            Read(text, ref position, Join(path, key), leaves);
            Expect(text, ref position, ';');
        }
        position++;
    }

    private static string ReadText(string text, ref int position)
    {
        var colon = text.IndexOf(':', position);
        if (colon < 0
            || !int.TryParse(text.AsSpan((position + 4)..colon), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || colon + 1 + length > text.Length)
            throw Broken(position);
        position = colon + 1 + length;
        return text.Substring(colon + 1, length);
    }

    /// <summary>Numbers as people write them; everything else as it is.</summary>
    private static string Plain(string word) =>
        word.StartsWith("f64:", StringComparison.Ordinal)
            ? Written(BitConverter.UInt64BitsToDouble(ulong.Parse(word.AsSpan(4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
        : word.StartsWith("f32:", StringComparison.Ordinal)
            ? Written(BitConverter.UInt32BitsToSingle(uint.Parse(word.AsSpan(4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
        : word.StartsWith("i32:", StringComparison.Ordinal)
            || word.StartsWith("i64:", StringComparison.Ordinal)
            || word.StartsWith("u64:", StringComparison.Ordinal)
            ? word[4..]
        : word;

    private static string Written(IFormattable number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static char At(string text, int position) => position < text.Length ? text[position] : '\0';

    private static void Expect(string text, ref int position, char sign)
    {
        if (At(text, position) != sign) throw Broken(position);
        position++;
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static InvalidDataException Broken(int position) =>
        new(FormattableString.Invariant($"This is no canonical text, at character {position}."));
}

/// <summary>What stored results were made of, by stage and run.</summary>
internal sealed class StoredRecipes(ArtifactStore store)
{
    /// <summary>Results that are read for one stage: enough to find the nearest, few enough to answer at once.</summary>
    private const int Most = 1000;

    private readonly ILookup<string, StoreRecord> _records = store.Records().ToLookup(r => r.Stage, StringComparer.Ordinal);
    private readonly Dictionary<(string, PastRun), ImmutableArray<Recipe>> _known = [];

    /// <summary>Versions of the stage in the results that a run used.</summary>
    public ImmutableSortedSet<int> VersionsOf(string stage, PastRun run) => [.. Records(stage, run).Select(r => r.Version)];

    /// <summary>Recipes of the stage's results that a run used.</summary>
    public ImmutableArray<Recipe> Of(string stage, PastRun run) =>
        _known.TryGetValue((stage, run), out var known)
            ? known
            : _known[(stage, run)] = [.. Records(stage, run).Take(Most).Select(TryRead).OfType<Recipe>()];

    private IEnumerable<StoreRecord> Records(string stage, PastRun run) => _records[stage].Where(r => run.Keys.Contains(r.Key));

    /// <summary>A damaged result explains nothing; the next run finds the damage and says so.</summary>
    private Recipe? TryRead(StoreRecord record)
    {
        using var content = store.TryOpen(record, out _);
        if (content is null) return null;
        try
        {
            return Artifact.ReadRecipe(content);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
