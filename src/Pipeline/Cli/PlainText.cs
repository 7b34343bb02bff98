namespace Pipelines.Pipeline.Cli;

/// <summary>Text that no terminal takes for commands.</summary>
internal static class PlainText
{
    /// <summary>What stands for a control character: names of files and settings may hold any.</summary>
    private const char Substitute = '\uFFFD';

    /// <summary>The text with every control character but line feed and tab replaced.</summary>
    public static string Of(string text) =>
        text.Any(IsControl) ? string.Create(text.Length, text, static (target, from) => CopyInto(from, target)) : text;

    /// <summary>The same, into a buffer of the same length.</summary>
    public static void CopyInto(ReadOnlySpan<char> text, Span<char> destination)
    {
        for (var i = 0; i < text.Length; i++) destination[i] = IsControl(text[i]) ? Substitute : text[i];
    }

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
