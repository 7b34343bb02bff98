using System.Collections.Immutable;

namespace Pipelines.Stages;

/// <summary>The losses or activations that an experiment file may name: those of this program, and a user's own.</summary>
internal abstract class NamedFunctions<TFunction>
    where TFunction : class
{
    private readonly ImmutableDictionary<string, TFunction> _functions;

    /// <param name="kind">What they are, in the plural.</param>
    /// <param name="functions">They with their names.</param>
    /// <exception cref="ArgumentException">Two of them have one name.</exception>
    protected NamedFunctions(string kind, IEnumerable<(string Name, TFunction Function)> functions)
    {
        var known = new Dictionary<string, TFunction>(StringComparer.Ordinal);
        foreach (var (name, function) in functions)
        {
            if (!known.TryAdd(name, function)) throw new ArgumentException($"There are two {kind} of the name '{name}'.", nameof(functions));
        }
        _functions = known.ToImmutableDictionary(StringComparer.Ordinal);
    }

    public TFunction? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>The names, in order.</summary>
    public ImmutableArray<string> All => [.. _functions.Keys.Order(StringComparer.Ordinal)];

    public string Names => string.Join(", ", All);
}
