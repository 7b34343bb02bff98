using System.Collections.Immutable;
using Pipelines.Stages;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>What a finished stage leaves: its tables, and why it ended early when its dynamics diverged or its input was refused.</summary>
/// <remarks>Layout: magic, length of the recipe, recipe, failure, tables.</remarks>
internal sealed record Artifact(TableSet Tables, StageFailure? Failure)
{
    private const int Whole = 0, Diverged = 1, Refused = 2;

    private static ReadOnlySpan<byte> Magic => "PLSTORE2"u8;

    /// <exception cref="ArgumentException">The failure is none that repeats.</exception>
    /// <param name="writer">Takes the bytes.</param>
    /// <param name="node">What it is the result of.</param>
    internal void WriteTo(StateWriter writer, StageNode node)
    {
        var front = new StateWriter();
        Recipe.Write(front, node);
        writer.Raw(Magic);
        writer.Values(front.Written.Span);
        Write(writer, Failure);
        TableForm.Write(writer, Tables);
    }

    /// <summary>The inverse, given the schemas that the stage declares.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="schemas">The schemas.</param>
    /// <param name="isWanted">Chooses tables; the others are skipped.</param>
    /// <param name="inMemory">The tables are read at once, and else where they lie.</param>
    /// <exception cref="InvalidDataException">The bytes are no artifact of this stage.</exception>
    internal static Artifact Read(StoredContent content, ImmutableArray<TableSchema> schemas, Func<TableSchema, bool> isWanted, bool inMemory)
    {
        var reader = Begin(content);
        reader.Skip(reader.Count(1));
        var failure = ReadFailure(reader);
        return new(inMemory ? TableForm.Read(reader, schemas, isWanted) : TableForm.Find(content, reader.Position, schemas, isWanted), failure);
    }

    /// <summary>What an artifact was made of.</summary>
    /// <exception cref="InvalidDataException">The bytes are no artifact.</exception>
    internal static Recipe ReadRecipe(StoredContent content)
    {
        var reader = Begin(content);
        reader.Count(1);
        return Recipe.Read(reader);
    }

    /// <summary>Why an artifact ended early; null when it did not.</summary>
    /// <exception cref="InvalidDataException">The bytes are no artifact.</exception>
    internal static StageFailure? ReadFailureOf(StoredContent content)
    {
        var reader = Begin(content);
        reader.Skip(reader.Count(1));
        return ReadFailure(reader);
    }

    /// <summary>What an artifact was made of, as bytes: equal where it was made of the same.</summary>
    /// <exception cref="InvalidDataException">The bytes are no artifact.</exception>
    internal static byte[] RecipeBytes(StoredContent content)
    {
        var reader = Begin(content);
        return reader.Raw(reader.Count(1)).ToArray();
    }

    /// <summary>What of a journal's record is not true of the artifact that it points at; empty when all of it is.</summary>
    /// <param name="content">The artifact.</param>
    /// <param name="record">The record.</param>
    /// <param name="tables">The tables of whoever asks for the key; null where nobody knows: then the key itself cannot be compared.</param>
    internal static string Mismatch(StoredContent content, StoreRecord record, ImmutableArray<TableSchema>? tables)
    {
        try
        {
            var reader = Begin(content);
            reader.Count(1);
            var key = Recipe.KeyOf(reader, tables ?? default, out var stage);
            return stage != (record.Stage, record.Version) ? $"it is one of {stage.Name} v{stage.Version}"
                : (ReadFailureOf(content) is not null) != record.IsFailure ? "its journal is wrong about how it ended"
                : key is null || (tables is not null && key != record.Key) ? "it was made of other settings or inputs than its key says"
                : "";
        }
        catch (InvalidDataException exception)
        {
            return exception.Message;
        }
    }

    private static StateReader Begin(StoredContent content)
    {
        var reader = content.Reader();
        return reader.Raw(Magic.Length).SequenceEqual(Magic) ? reader : throw new InvalidDataException("Not an artifact of this tool.");
    }

    private static void Write(StateWriter writer, StageFailure? failure)
    {
        switch (failure)
        {
            case null:
                writer.Integer(Whole);
                break;
            case StageFailure.Diverged diverged:
                writer.Integer(Diverged);
                writer.Integer(diverged.Step);
                writer.Text(diverged.Cause);
                break;
            case StageFailure.Refused refused:
                writer.Integer(Refused);
                writer.Text(refused.Reason);
                break;
            default:
                throw new ArgumentException($"A failure that does not repeat is not stored: {failure.Sentence}", nameof(failure));
        }
    }

    private static StageFailure? ReadFailure(StateReader reader) => reader.Integer() switch
    {
        Whole => null,
        Diverged => new StageFailure.Diverged(reader.Integer(), reader.Text()),
        Refused => new StageFailure.Refused(reader.Text()),
        _ => throw new InvalidDataException("The artifact has an ending that this tool does not know."),
    };
}

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
