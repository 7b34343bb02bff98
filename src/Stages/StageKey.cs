using System.Collections.Immutable;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages;

/// <summary>The key of a stage while it is put together: name, version and tables, then what the stage reads, then the keys of its inputs.</summary>
/// <remarks>Each part enters the digest with its length. Used once, by one thread.</remarks>
public sealed class StageKey : IDisposable
{
    private readonly Utf8Text _text = new();

    /// <param name="stage">Name of a stage.</param>
    /// <param name="version">Its version.</param>
    /// <param name="tables">What it leaves; none for a value.</param>
    public StageKey(string stage, int version, ImmutableArray<TableSchema> tables = default)
    {
        End(_text.Begin(), _text.Append(stage));
        End(_text.Begin(), _text.Append("v"u8).Append(version));
        var start = _text.Begin();
        if (!tables.IsDefault)
        {
            for (var i = 0; i < tables.Length; i++) (i == 0 ? _text : _text.Append(";"u8)).Append(TableNode.ShapeOf(tables[i]));
        }
        _text.End(start);
    }

    /// <summary>What the stage reads of the experiment file, as canonical text in UTF-8.</summary>
    public void Reads(ReadOnlySpan<byte> text) => End(_text.Begin(), _text.Append(text));

    /// <summary>The key of an input, in the order of the inputs.</summary>
    public void Input(Digest key) => End(_text.Begin(), _text.Append(key));

    /// <summary>The key.</summary>
    public Digest ToDigest() => Digest.Of(_text.Written);

    /// <summary>Gives back the memory.</summary>
    public void Dispose() => _text.Dispose();

    internal void ReadsOf(object reads)
    {
        var start = _text.Begin();
        Canonical.AppendTo(_text, reads);
        _text.End(start);
    }

    private static void End(int start, Utf8Text text) => text.End(start);
}
