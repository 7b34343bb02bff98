namespace Pipelines.Pipeline.Storage;

/// <summary>Whether the values of a column chunk have a smallest and a largest one that every reader understands; where they have not, none is written.</summary>
/// <remarks>Readers skip chunks by these ranges: a wrong range loses rows in silence.</remarks>
internal static class ParquetRange
{
    /// <summary>Longer texts are left out: the package repeats a range eight times in headers and footer; in characters.</summary>
    private const int LongestText = 256;

    /// <summary>NaN is in no range, and the two zeros have no order that all readers share.</summary>
    public static bool IsStated(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (double.IsNaN(value) || (value == 0 && double.IsNegative(value))) return false;
        }
        return true;
    }

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
