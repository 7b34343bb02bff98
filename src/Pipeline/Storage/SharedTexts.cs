using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Pipeline.Storage;

/// <summary>Texts of characters in memory: rows with one entry of a dictionary share its memory, and so share one text.</summary>
internal sealed class SharedTexts
{
    private const int Places = 1 << 12;

    private readonly (char[]? Characters, int Start, string Text)[] _known = new (char[]?, int, string)[Places];

    /// <summary>The text; made once for each memory that is met often.</summary>
    public string Of(ReadOnlyMemory<char> characters)
    {
        if (!MemoryMarshal.TryGetArray(characters, out var segment)) return characters.ToString();
        ref var known = ref _known[(RuntimeHelpers.GetHashCode(segment.Array) + segment.Offset) & (Places - 1)];
        if (known.Characters != segment.Array || known.Start != segment.Offset || known.Text.Length != segment.Count)
            known = (segment.Array, segment.Offset, characters.ToString());
        return known.Text;
    }
}
