namespace Pipelines.Pipeline.Storage;

/// <summary>Texts of characters in memory: rows with one entry of a dictionary share its memory, and so share one text.</summary>
internal sealed class SharedTexts
{
    private const int Places = 1 << 12;

    private readonly (ReadOnlyMemory<char> Characters, string Text)[] _known = new (ReadOnlyMemory<char>, string)[Places];

    /// <summary>The texts; each is made once for each memory that is met often.</summary>
    public void CopyTo(Span<string> texts, ReadOnlySpan<ReadOnlyMemory<char>> characters)
    {
        for (var i = 0; i < characters.Length; i++)
        {
            // Both are about the memory, not what is in it.
            ref var known = ref _known[characters[i].GetHashCode() & (Places - 1)];
            if (known.Text is null || !known.Characters.Equals(characters[i])) known = (characters[i], characters[i].ToString());
            texts[i] = known.Text;
        }
    }
}
