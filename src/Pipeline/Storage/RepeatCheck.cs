using Pipelines.Stages;

namespace Pipelines.Pipeline.Storage;

/// <summary>Has somebody else finished a key with other bytes?</summary>
/// <param name="index">What all journals say.</param>
/// <param name="indexLock">Its lock.</param>
/// <param name="open">Opens a sound result; null where it is damaged.</param>
internal sealed class RepeatCheck(StoreIndex index, Lock indexLock, Func<StoreRecord, StoredContent?> open)
{
    /// <summary>Looks before a group is journalled.</summary>
    /// <returns>What was found not to be trusted on the way.</returns>
    /// <exception cref="NondeterminismException">Somebody has.</exception>
    public List<JournalEntry> Of(IReadOnlyList<JournalEntry> group)
    {
        var dropped = new List<JournalEntry>();
        lock (indexLock)
        {
            index.Refresh();
            foreach (var entry in group.OfType<JournalEntry.Finished>().Where(e => index.IsConflict(e.Record.Key)))
            {
                dropped.AddRange(Impostors(entry.Record));
                dropped.ForEach(index.Add);
                if (index.IsConflict(entry.Record.Key))
                    throw new NondeterminismException(entry.Record.Key, $"{entry.Record.Stage} v{entry.Record.Version}");
            }
        }
        return dropped;
    }

    /// <summary>Records of the same key whose bytes are damaged, or were made of something else: they say nothing about whether a stage
    /// repeats.</summary>
    private IEnumerable<JournalEntry> Impostors(StoreRecord own)
    {
        var recipe = RecipeOf(own) ?? [];
        return index.AllOf(own.Key).Where(r => r.Content != own.Content)
            .Where(r => RecipeOf(r)?.AsSpan().SequenceEqual(recipe) is not true)
            .Select(r => new JournalEntry.Dropped(r.Place.File, r.Place.Offset)).ToList();
    }

    private byte[]? RecipeOf(StoreRecord record)
    {
        using var content = open(record);
        return content is null ? null : Artifact.RecipeBytes(content);
    }
}

/// <summary>Two computations of one key gave different bytes. Neither can be trusted, and no result of the two is used.</summary>
public sealed class NondeterminismException(Digest key, string stage)
    : Exception(
        $"Nondeterminism: stage {stage} gave two different results for the same key {key.Hex}. Either the stage does not repeat, which is a bug to "
            + $"report, "
        + "or a machine computes or stores wrongly. 'pipelines verify' drops both; the next run computes the result again.")
{
    public Digest Key { get; } = key;
}
