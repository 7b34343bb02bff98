using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Stages;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Explanations;

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
