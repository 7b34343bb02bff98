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
    /// <param name="Name">Names the loss in experiment files; where results are kept by key, its values count beside its name.</param>
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
        public string? Flaw
        {
            get
            {
                var flaw =
                    !(Value(0) > 0)
                        ? FormattableString.Invariant($"is {Value(0):g6} at u = 0, where every example starts; it must be positive there")
                    : Slope(0) == 0 ? "has the slope 0 at u = 0, where every example starts: nothing would be learnt"
                    : SlopeCheck.FlawOf(Value, Slope, "u", hasSign: true, FlawAt);
                return flaw is null ? null : $"The loss '{Name}' {flaw}.";
            }
        }

        private FormattableString? FlawAt(double u) =>
            Slope(u) > 0 ? (FormattableString)$"rises at u = {u:g6}: its slope there is {Slope(u):g6}"
            : HasMargin && u >= 1 && (Value(u) != 0 || Slope(u) != 0)
                ? (FormattableString)$"is said to end at u = 1, but at u = {u:g6} it is {Value(u):g6} with the slope {Slope(u):g6}"
            : null;
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
