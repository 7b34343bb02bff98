using System.Collections.Immutable;

namespace Pipelines.Stages;

/// <summary>The losses that an experiment file may name: those of this program, and a user's own.</summary>
internal abstract class NamedLosses<TLoss>
    where TLoss : class
{
    private readonly ImmutableDictionary<string, TLoss> _losses;

    /// <exception cref="ArgumentException">Two losses have one name.</exception>
    protected NamedLosses(IEnumerable<(string Name, TLoss Loss)> losses)
    {
        var known = new Dictionary<string, TLoss>(StringComparer.Ordinal);
        foreach (var (name, loss) in losses)
        {
            if (!known.TryAdd(name, loss)) throw new ArgumentException($"There are two losses of the name '{name}'.", nameof(losses));
        }
        _losses = known.ToImmutableDictionary(StringComparer.Ordinal);
    }

    public TLoss? Find(string name) => _losses.GetValueOrDefault(name);

    /// <summary>The names, in order.</summary>
    public ImmutableArray<string> All => [.. _losses.Keys.Order(StringComparer.Ordinal)];

    public string Names => string.Join(", ", All);
}
