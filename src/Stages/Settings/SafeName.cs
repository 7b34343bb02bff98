using System.Text.RegularExpressions;

namespace Pipelines.Stages.Settings;

/// <summary>Names that are the same single file name on every file system: they cannot leave a folder, hide, collide by case or look like
/// another.</summary>
public static class SafeName
{
    /// <summary>What is permitted, for people.</summary>
    public const string Rule =
        "1 to 100 lower-case letters, digits, '-', '_' and single '.', starting and ending with a letter or digit, and no device name such as 'con'";

    public const int MaximumLength = 100;

    /// <summary>The same as a regular expression (ECMAScript and .NET); it must match the whole text.</summary>
    public const string Pattern = @"^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$))(?!.*\.\.)[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$";

    private static readonly Regex Expression = new(Pattern, RegexOptions.CultureInvariant);

    public static bool Is(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // .NET's $ also matches before a final line feed, hence the length.
        return text.Length <= MaximumLength && Expression.Match(text).Length == text.Length && text.Length > 0;
    }

    /// <summary>The nearest permitted name, for a "did you mean".</summary>
    public static string Nearest(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kept = new string([.. text.Take(MaximumLength).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')]);
        var name = Regex.Replace(kept, "-+", "-").Trim('-');
        return Is(name) ? name : $"my-{name}".Trim('-');
    }
}
