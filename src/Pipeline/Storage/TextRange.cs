namespace Pipelines.Pipeline.Storage;

/// <summary>Whether a smallest and a largest text are written that every reader understands: readers skip row groups by them, and a wrong one loses
/// rows in silence.</summary>
internal static class TextRange
{
    /// <summary>Longer texts are left out: the package repeats a range eight times in headers and footer; in characters.</summary>
    private const int LongestText = 256;

    /// <summary>The package orders by UTF-16, which is the order of UTF-8 where no text leaves the basic plane.</summary>
    public static bool IsStated(ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (text.Length > LongestText || text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return false;
        }
        return true;
    }
}
