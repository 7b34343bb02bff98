using System.Diagnostics;

namespace Pipelines.Model.GaussianMixture;

/// <summary>Loss l(v) of the margin v = y φ(h), with its first two derivatives.</summary>
public abstract record MixtureLoss
{
    private MixtureLoss() { }

    /// <summary>l(v) = ln(1 + e^−v), computed stably for both signs of v.</summary>
    public sealed record Logistic : MixtureLoss;

    /// <summary>l(v) = (1 − v)²/2.</summary>
    public sealed record Quadratic : MixtureLoss;

    /// <summary>A loss of the user's own.</summary>
    /// <param name="Name">Identifies the loss: two losses of one name are taken to be the same function wherever results are kept by key.</param>
    /// <param name="Value">l(v); must be pure.</param>
    /// <param name="First">l'(v); must be pure.</param>
    /// <param name="Second">l''(v); must be pure.</param>
    public sealed record Custom(string Name, Func<double, double> Value, Func<double, double> First, Func<double, double> Second) : MixtureLoss
    {
        public string Name { get; } = string.IsNullOrWhiteSpace(Name)
            ? throw new ArgumentException("A custom loss needs a name.", nameof(Name))
            : Name;

        public Func<double, double> Value { get; } = Value ?? throw new ArgumentNullException(nameof(Value));

        public Func<double, double> First { get; } = First ?? throw new ArgumentNullException(nameof(First));

        public Func<double, double> Second { get; } = Second ?? throw new ArgumentNullException(nameof(Second));
    }

    public T Match<T>(Func<Logistic, T> logistic, Func<Quadratic, T> quadratic, Func<Custom, T> custom)
    {
        ArgumentNullException.ThrowIfNull(logistic);
        ArgumentNullException.ThrowIfNull(quadratic);
        ArgumentNullException.ThrowIfNull(custom);
        return this switch
        {
            Logistic l => logistic(l),
            Quadratic l => quadratic(l),
            Custom l => custom(l),
            _ => throw new UnreachableException(),
        };
    }
}
