using System.Collections.Immutable;
using Pipelines.Stages;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>What a stored result was made of: stage, version and settings, and those of the inputs that are not stored themselves.</summary>
/// <remarks>It lies in front of the tables of every artifact, so that a result can always be explained from the store alone.</remarks>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Version">Its version.</param>
/// <param name="Settings">Canonical text of its settings, see <see cref="Canonical"/>.</param>
/// <param name="Inputs">What it read of other stages, in order.</param>
internal sealed record Recipe(string Stage, int Version, string Settings, ImmutableArray<Recipe.Input> Inputs)
{
    /// <param name="Key">Key of the input.</param>
    /// <param name="Value">Its own recipe where the input is recomputed whenever it is needed; null where it is stored.</param>
    public sealed record Input(Digest Key, Recipe? Value);

    public static Recipe Of(StageNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new(
            node.Stage.Name, node.Stage.Version, Canonical.Encode(node.Reads),
            [.. node.Inputs.Select(input => new Input(input.Key, input is ValueNode ? Of(input) : null))]);
    }

    /// <summary>The key of a result that has these tables and was made of this.</summary>
    public Digest KeyOf(ImmutableArray<TableSchema> tables) => TableNode.KeyOf(Stage, Version, tables, Settings, Inputs.Select(i => i.Key));

    /// <summary>Every input that is not stored has the key that its own recipe gives.</summary>
    public bool IsConsistent() =>
        Inputs.All(i => i.Value is not { } value
            || (ValueNode.KeyOf(value.Stage, value.Version, value.Settings, value.Inputs.Select(v => v.Key)) == i.Key && value.IsConsistent()));

    internal void Write(StateWriter writer)
    {
        writer.Text(Stage);
        writer.Integer(Version);
        writer.Text(Settings);
        writer.Integer(Inputs.Length);
        Span<byte> hash = stackalloc byte[32];
        foreach (var input in Inputs)
        {
            input.Key.CopyTo(hash);
            writer.Raw(hash);
            writer.Optional(input.Value, r => r.Write(writer));
        }
    }

    internal static Recipe Read(StateReader reader)
    {
        var (stage, version, settings) = (reader.Text(), (int)reader.Integer(), reader.Text());
        var inputs = new Input[reader.Count(33)];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = new(Digest.FromHash(reader.Raw(32)), reader.Optional(() => Read(reader)));
        return new(stage, version, settings, [.. inputs]);
    }
}
