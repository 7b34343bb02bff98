using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The losses that an experiment file may name: those of this program, and a user's own.</summary>
internal sealed class MixtureLosses
{
    public const string Logistic = "logistic";
    public const string Quadratic = "quadratic";

    private readonly ImmutableDictionary<string, MixtureLoss> _losses;

    /// <exception cref="ArgumentException">Two losses have one name.</exception>
    public MixtureLosses(IEnumerable<MixtureLoss.Custom> own)
    {
        var losses = new Dictionary<string, MixtureLoss>(StringComparer.Ordinal)
        {
            [Logistic] = new MixtureLoss.Logistic(),
            [Quadratic] = new MixtureLoss.Quadratic(),
        };
        foreach (var loss in own)
        {
            if (!losses.TryAdd(loss.Name, loss)) throw new ArgumentException($"There are two losses of the name '{loss.Name}'.", nameof(own));
        }
        _losses = losses.ToImmutableDictionary(StringComparer.Ordinal);
    }

    public MixtureLoss? Find(string name) => _losses.GetValueOrDefault(name);

    public string Names => string.Join(", ", _losses.Keys.Order(StringComparer.Ordinal));
}
