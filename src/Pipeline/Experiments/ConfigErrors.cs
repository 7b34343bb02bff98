using System.Collections.Immutable;

namespace Pipelines.Pipeline.Experiments;

/// <summary>Gathers errors while one text is read, so that all are told at once.</summary>
/// <remarks>Mutable, owned by one reading. The same error twice (a setting shared by many points) is told once; after <see cref="Limit"/> nothing
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

    /// <summary>The unknown key at this place has been told before, and this is what it was taken for.</summary>
    public bool TryMeant(SourceLocation mark, out string? key) => meant.TryGetValue(mark, out key);

    public void SetMeant(SourceLocation mark, string? key) => meant[mark] = key;

    public void Add(SourceLocation mark, string message, string expected = "", string fix = "")
    {
        if (IsFull) return;
        errors.Add(new(mark.Source.Within(mark), message, expected, fix));
        marks.Add(mark);
    }

    public ImmutableArray<ConfigError> InOrder() =>
        [.. errors.OrderBy(e => e.Location.Source.IsCommandLine).ThenBy(e => e.Line).ThenBy(e => e.Column)];

    /// <summary>The value if nothing went wrong.</summary>
    public Checked<T> Else<T>(T? value) where T : class =>
        Count == 0 && value is not null ? new Checked<T>.Valid(value) : new Checked<T>.Invalid(InOrder());
}
