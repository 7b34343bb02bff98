using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pipelines.Pipeline.Experiments;

/// <summary>One thing wrong in an experiment file or on the command line.</summary>
/// <param name="Location">The place.</param>
/// <param name="Message">What is wrong, one sentence.</param>
/// <param name="Expected">What may stand there: type, range and unit; empty where that says nothing.</param>
/// <param name="Fix">What to write instead; empty where nobody can know.</param>
public sealed record ConfigError(SourceLocation Location, string Message, string Expected = "", string Fix = "")
{
    private const int Before = 90;
    private const int Width = 130;

    public string File => Location.Source.Name;

    public int Line => Location.Line;

    public int Column => Location.Column;

    /// <summary>The error for people: place, sentence, the line with a caret under the place, what is expected, what to do.</summary>
    public string Render()
    {
        var text = new StringBuilder().Append(Location).Append(": error: ").AppendLine(Message);
        // A file that could not be taken as text at all has no line to show.
        if (Location.Source.Text.Length > 0) AppendLine(text, Location.Source.Line(Line) ?? "");
        if (Expected.Length > 0) text.Append("  expected: ").AppendLine(Expected);
        if (Fix.Length > 0) text.Append("  fix: ").AppendLine(Fix);
        return text.ToString();
    }

    private void AppendLine(StringBuilder text, string line)
    {
        var number = Location.Source.IsCommandLine ? "" : Line.ToString(CultureInfo.InvariantCulture);
        var start = Math.Max(0, Column - 1 - Before);
        var shown = line.AsSpan(Math.Min(start, line.Length));
        if (shown.Length > Width) shown = shown[..Width];
        text.Append(' ').Append(number).Append(" | ").Append(start > 0 ? "..." : "").AppendLine(Printable(shown));
        text.Append(' ', number.Length + 1).Append(" | ").Append(start > 0 ? "   " : "").Append(' ', Math.Max(0, Column - 1 - start)).AppendLine("^");
    }

    // One column per character, so that the caret stands under its place; nothing that a terminal would obey.
    private static string Printable(ReadOnlySpan<char> text)
    {
        var shown = text.ToString().ToCharArray();
        for (var i = 0; i < shown.Length; i++)
        {
            if (char.IsControl(shown[i])) shown[i] = ' ';
        }
        return new string(shown).TrimEnd();
    }
}

/// <summary>Gathers errors while one text is read, so that all are reported at once.</summary>
/// <remarks>Mutable, owned by one reading. The same error twice (a setting shared by many points) is reported once; after <see cref="Limit"/> nothing
/// more is kept.</remarks>
internal sealed class ConfigErrors
{
    public const int Limit = 100;

    private readonly HashSet<ConfigError> errors = [];
    private readonly HashSet<SourceLocation> marks = [];
    private readonly Dictionary<SourceLocation, string?> meant = [];

    public int Count => errors.Count;

    public bool IsFull => errors.Count >= Limit;

    /// <summary>This place has been complained about before.</summary>
    public bool IsAt(SourceLocation mark) => marks.Contains(mark);

    /// <summary>The unknown key at this place has been reported before, and this is what it was taken for.</summary>
    public bool TryMeant(SourceLocation mark, out string? key) => meant.TryGetValue(mark, out key);

    public void SetMeant(SourceLocation mark, string? key) => meant[mark] = key;

    public void Add(SourceLocation mark, string message, string expected = "", string fix = "")
    {
        if (IsFull) return;
        errors.Add(new(mark.Source.Within(mark), message, expected, fix));
        marks.Add(mark);
    }

    public ImmutableArray<ConfigError> InOrder() => InOrder(errors);

    /// <summary>In the order of each file, and those of the command line last.</summary>
    public static ImmutableArray<ConfigError> InOrder(IEnumerable<ConfigError> errors) =>
    [
        .. errors.GroupBy(e => e.Location.Source.IsCommandLine ? "" : e.File).SelectMany(file => file.OrderBy(e => e.Line).ThenBy(e => e.Column))
            .OrderBy(e => e.Location.Source.IsCommandLine),
    ];

    /// <summary>The value if nothing went wrong.</summary>
    public Checked<T> Else<T>(T? value) where T : class =>
        Count == 0 && value is not null ? new Checked<T>.Valid(value) : new Checked<T>.Invalid(InOrder());
}

/// <summary>A value read from settings, or every reason why there is none.</summary>
public abstract record Checked<T>
{
    private Checked() { }

    public sealed record Valid(T Value) : Checked<T>;

    /// <summary>At least one error, in the order of their places.</summary>
    public sealed record Invalid(ImmutableArray<ConfigError> Errors) : Checked<T>;

    public TResult Match<TResult>(Func<T, TResult> valid, Func<ImmutableArray<ConfigError>, TResult> invalid) => this switch
    {
        Valid v => valid(v.Value),
        Invalid i => invalid(i.Errors),
        _ => throw new UnreachableException(),
    };
}
