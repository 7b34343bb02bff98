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

    /// <summary>Writes the recipe of a node.</summary>
    internal static void Write(StateWriter writer, StageNode node)
    {
        writer.Text(node.Stage.Name);
        writer.Integer(node.Stage.Version);
        node.WriteReads(writer);
        writer.Integer(node.Inputs.Length);
        Span<byte> hash = stackalloc byte[32];
        foreach (var input in node.Inputs)
        {
            input.Key.CopyTo(hash);
            writer.Raw(hash);
            writer.Flag(input is ValueNode);
            if (input is ValueNode) Write(writer, input);
        }
    }

    /// <summary>The key that a recipe gives.</summary>
    /// <param name="reader">Stands before the recipe.</param>
    /// <param name="tables">The tables of the result; none for a value.</param>
    /// <param name="stage">Name and version of its stage.</param>
    /// <returns>Null where an input that is not stored has another key than its own recipe gives.</returns>
    /// <exception cref="InvalidDataException">The bytes are no recipe.</exception>
    internal static Digest? KeyOf(StateReader reader, ImmutableArray<TableSchema> tables, out (string Name, int Version) stage)
    {
        stage = (reader.Text(), (int)reader.Integer());
        using var key = new StageKey(stage.Name, stage.Version, tables);
        key.Reads(reader.Raw(reader.Count(1)));
        var isConsistent = true;
        for (var left = reader.Count(33); left > 0; left--)
        {
            var input = Digest.FromHash(reader.Raw(32));
            key.Input(input);
            if (reader.Flag()) isConsistent &= KeyOf(reader, default, out _) == input;
        }
        return isConsistent ? key.ToDigest() : null;
    }

    internal static Recipe Read(StateReader reader)
    {
        var (stage, version, settings) = (reader.Text(), (int)reader.Integer(), reader.Text());
        var inputs = new Input[reader.Count(33)];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = new(Digest.FromHash(reader.Raw(32)), reader.Optional(() => Read(reader)));
        return new(stage, version, settings, [.. inputs]);
    }
}
