using System.Collections.Immutable;
using System.Diagnostics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Losses;

/// <summary>A decreasing loss l(v) = h λ(v/h) of the margin v = α y F, with the size h of the problem; each case is its λ.</summary>
/// <remarks>The closure of the theory is exact for all of them: docs/explanation/theory/margin-losses.md.</remarks>
public abstract record MarginLoss
{
    private MarginLoss() { }

    /// <summary>λ(u) = max(0, 1 − u), the loss of Pellegrini and Biroli 2020, arXiv 2006.11209, eq. 8.</summary>
    public sealed record LinearHinge : MarginLoss;

    /// <summary>λ(u) = max(0, 1 − u)²/2.</summary>
    public sealed record SquaredHinge : MarginLoss;

    /// <summary>λ(u) = ln(1 + e^−u).</summary>
    public sealed record Logistic : MarginLoss;

    /// <summary>λ(u) = e^−u.</summary>
    public sealed record Exponential : MarginLoss;

    /// <summary>A loss of the user's own.</summary>
    /// <param name="Name">Identifies the loss: two losses of one name are taken to be the same function wherever results are kept by key.</param>
    /// <param name="Value">λ(u); must be pure.</param>
    /// <param name="Slope">λ'(u), at most 0; must be pure.</param>
    /// <param name="HasMargin">λ and λ' are 0 from u = 1 on: training then leaves out examples that are surely beyond it.</param>
    public sealed record Custom(string Name, Func<double, double> Value, Func<double, double> Slope, bool HasMargin = false) : MarginLoss
    {
        public string Name { get; } = string.IsNullOrWhiteSpace(Name)
            ? throw new ArgumentException("A custom loss needs a name.", nameof(Name))
            : Name;

        public Func<double, double> Value { get; } = Value ?? throw new ArgumentNullException(nameof(Value));

        public Func<double, double> Slope { get; } = Slope ?? throw new ArgumentNullException(nameof(Slope));

        /// <summary>Margins u at which λ' has a corner or jumps, u = 1 of a loss with a margin aside: averages over the law are cut there.</summary>
        /// <remarks>Where one is not named, averages have about six digits instead of ten.</remarks>
        /// <exception cref="ArgumentException">One is no finite number.</exception>
        public ImmutableArray<double> Kinks
        {
            get;
            init => field = !value.IsDefault && value.All(double.IsFinite)
                ? value
                : throw new ArgumentException("Every kink is a finite margin.", nameof(value));
        } = [];

        /// <summary>What makes it no decreasing loss with this slope on −30 ≤ u ≤ 30, where that was found; null for a sound one.</summary>
        public string? Flaw => LossCheck.FlawOf(this);
    }

    public T Match<T>(
        Func<LinearHinge, T> linearHinge, Func<SquaredHinge, T> squaredHinge, Func<Logistic, T> logistic, Func<Exponential, T> exponential,
        Func<Custom, T> custom)
    {
        ArgumentNullException.ThrowIfNull(linearHinge);
        ArgumentNullException.ThrowIfNull(squaredHinge);
        ArgumentNullException.ThrowIfNull(logistic);
        ArgumentNullException.ThrowIfNull(exponential);
        ArgumentNullException.ThrowIfNull(custom);
        return this switch
        {
            LinearHinge l => linearHinge(l),
            SquaredHinge l => squaredHinge(l),
            Logistic l => logistic(l),
            Exponential l => exponential(l),
            Custom l => custom(l),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The loss itself, or the reason why it is none.</summary>
    internal static MarginLoss Sound(MarginLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss is Custom { Flaw: { } flaw } ? throw new ArgumentException(flaw, nameof(loss)) : loss;
    }
}

/// <summary>Tries a user's loss on −30 ≤ u ≤ 30.</summary>
internal static class LossCheck
{
    private const double Reach = 30, Step = 0.25;

    /// <summary>l and the integral of l' may differ by this share of the larger: a quadrature across a corner leaves 1e-7.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>The first flaw found; null for a sound loss.</summary>
    public static string? FlawOf(MarginLoss.Custom loss)
    {
        var (value, slope) = (loss.Value, loss.Slope);
        string Found(FormattableString what) => $"The loss '{loss.Name}' {FormattableString.Invariant(what)}.";
        if (!(value(0) > 0)) return Found($"is {value(0):g6} at u = 0, where every example starts; it must be positive there");
        if (slope(0) == 0) return Found($"has the slope 0 at u = 0, where every example starts: nothing would be learnt");
        for (var u = -Reach; u <= Reach; u += Step)
        {
            if (!double.IsFinite(value(u))) return Found($"is {value(u):g6} at u = {u:g6}");
            if (!double.IsFinite(slope(u))) return Found($"has the slope {slope(u):g6} at u = {u:g6}");
            if (slope(u) > 0) return Found($"rises at u = {u:g6}: its slope there is {slope(u):g6}");
            if (loss.HasMargin && u >= 1 && (value(u) != 0 || slope(u) != 0))
                return Found($"is said to end at u = 1, but at u = {u:g6} it is {value(u):g6} with the slope {slope(u):g6}");
        }
        for (var u = -Reach; u < Reach; u += Step)
        {
            var (rise, integral) = (value(u + Step) - value(u), Quadrature.Integrate(slope, u, u + Step, 1e-9));
            // What the difference loses to the size of the loss is no flaw.
            var allowed = (Tolerance * Math.Max(Math.Abs(rise), Math.Abs(integral))) + (1e-12 * Math.Abs(value(u)));
            if (!(Math.Abs(rise - integral) <= allowed))
            {
                return Found(
                    $"and its slope disagree: from u = {u:g6} to {u + Step:g6} it changes by {rise:g6}, the integral of its slope is {integral:g6}");
            }
        }
        return null;
    }
}
