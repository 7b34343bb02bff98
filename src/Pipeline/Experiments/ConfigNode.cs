using System.Collections.Immutable;
using System.Diagnostics;

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
