using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pipelines.Model.Numerics;

/// <summary>Argument checks that return the value they accept, for use in <c>init</c> accessors.</summary>
public static class Require
{
    /// <summary>What an argument's exception says, without the name of the parameter: for people whose file, not whose code, is at fault.</summary>
    public static string Reason(ArgumentException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var end = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }

    public static T Positive<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : INumber<T> =>
        T.IsFinite(value) && value > T.Zero
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a positive, finite number.");

    public static T NonNegative<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : INumber<T> =>
        T.IsFinite(value) && value >= T.Zero
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number of at least 0.");

    public static T Finite<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : INumber<T> =>
        T.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number.");

    /// <summary>Every entry is finite.</summary>
    public static DenseVector<double> Finite(DenseVector<double> values, [CallerArgumentExpression(nameof(values))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        foreach (var value in values.Span) Finite(value, name);
        return values;
    }

    /// <summary>Half-open range <c>minimum &lt;= value &lt; limit</c>.</summary>
    public static T InRange<T>(T value, T minimum, T limit, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : INumber<T> =>
        value >= minimum && value < limit
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must lie in [{minimum}, {limit}).");
}
