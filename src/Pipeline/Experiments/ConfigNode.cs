using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Pipelines.Pipeline.Experiments;

/// <summary>What an experiment file says before anyone asks what it means: a closed union of mappings, sequences and scalars that know their
/// place.</summary>
/// <remarks>Immutable; at most <see cref="ExperimentText.MaximumDepth"/> deep. An aliased node is shared.</remarks>
internal abstract class ConfigNode
{
    private ConfigNode(SourceLocation mark) => Location = mark;

    /// <summary>Where the value begins.</summary>
    public SourceLocation Location { get; }

    /// <summary>Keys with values, no key twice.</summary>
    public sealed class Mapping(SourceLocation mark, ImmutableArray<ConfigEntry> entries) : ConfigNode(mark)
    {
        public ImmutableArray<ConfigEntry> Entries { get; } = entries;

        public ConfigEntry? Find(string key)
        {
            foreach (var entry in Entries)
            {
                if (entry.Key == key) return entry;
            }
            return null;
        }
    }

    public sealed class Sequence(SourceLocation mark, ImmutableArray<ConfigNode> items) : ConfigNode(mark)
    {
        public ImmutableArray<ConfigNode> Items { get; } = items;
    }

    public sealed class Scalar(SourceLocation mark, string text, ScalarStyle style) : ConfigNode(mark)
    {
        public string Text { get; } = text;

        public ScalarStyle Style { get; } = style;

        /// <summary>Found out once: a point of a sweep asks for it again and again.</summary>
        public ScalarKind Kind { get; } = style == ScalarStyle.Quoted ? ScalarKind.Text : PlainScalar.KindOf(text);
    }

    public T Match<T>(Func<Mapping, T> mapping, Func<Sequence, T> sequence, Func<Scalar, T> scalar) => this switch
    {
        Mapping n => mapping(n),
        Sequence n => sequence(n),
        Scalar n => scalar(n),
        _ => throw new UnreachableException(),
    };

    /// <summary>The value on one line, as a flow-style file would write it.</summary>
    public override string ToString() => FlowText.Of(this);
}

/// <summary>One key of a mapping with its value.</summary>
internal sealed record ConfigEntry(string Key, SourceLocation KeyMark, ConfigNode Value);

/// <summary>What a scalar is by its look (YAML 1.2 core schema, decimal numbers only).</summary>
internal enum ScalarKind
{
    Null,
    Boolean,
    Number,
    Text,
}

/// <summary>How a scalar was written.</summary>
internal enum ScalarStyle
{
    /// <summary>Bare: a number, true, false, null or a text, by its look.</summary>
    Plain,

    /// <summary>In quotes or as a block: always a text.</summary>
    Quoted,

    /// <summary>A number made by <c>lin</c> or <c>log</c>: where a whole number is needed it stands for the nearest one.</summary>
    Spaced,
}

/// <summary>Nodes as JSON, as the schema sees a file and the manifest keeps it.</summary>
internal static class ConfigJson
{
    /// <summary>Numbers keep the text they were written with where JSON allows it.</summary>
    public static JsonNode? Of(ConfigNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Match<JsonNode?>(
            mapping: m => new JsonObject(m.Entries.Select(e => KeyValuePair.Create(e.Key, Of(e.Value)))),
            sequence: s => new JsonArray([.. s.Items.Select(Of)]),
            scalar: Of);
    }

    private static JsonNode? Of(ConfigNode.Scalar scalar) => scalar.Kind switch
    {
        ScalarKind.Null => null,
        ScalarKind.Boolean => JsonValue.Create(scalar.Text[0] is 't' or 'T'),
        ScalarKind.Number => JsonNode.Parse(JsonNumber(scalar.Text)),
        _ => JsonValue.Create(scalar.Text),
    };

    // YAML writes +5, .5 and 5., which JSON does not.
    private static string JsonNumber(string text)
    {
        var sign = text[0] == '-' ? "-" : "";
        var digits = text.TrimStart('+', '-');
        if (digits[0] == '.') digits = "0" + digits;
        return sign + digits.Replace(".e", ".0e", StringComparison.OrdinalIgnoreCase) + (digits[^1] == '.' ? "0" : "");
    }
}
