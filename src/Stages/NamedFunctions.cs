using System.Collections.Immutable;
using System.Globalization;

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

/// <summary>A user's own functions in keys: a digest of their values, so that a changed function under its old name has other keys.</summary>
/// <remarks>Built-in functions have none: their name and the version of their stage stand for them.</remarks>
internal static class FunctionValues
{
    /// <summary>Arguments lie this far beside the quarters, whose powers have few digits and may end in a 5 that is rounded either way.</summary>
    private const double Beside = 1 / 7.0;

    private static readonly ImmutableArray<double> Arguments = [.. Enumerable.Range(-120, 241).Select(quarters => (quarters / 4.0) + Beside)];

    /// <summary>The digest of functions of one number.</summary>
    /// <param name="facts">What else tells them from others.</param>
    /// <param name="functions">The functions.</param>
    public static string Of(ImmutableArray<string> facts, params ImmutableArray<Func<double, double>> functions) =>
        Digest.Of([.. facts, .. functions.SelectMany(f => Arguments.Select(t => Written(f(t))))]).Hex;

    /// <summary>To nine decimals, or nine digits where it is larger: elementary functions of other machines may differ in the last bits.</summary>
    private static string Written(double value)
    {
        var inv = CultureInfo.InvariantCulture;
        var rounded = Math.Abs(value) < 1 ? Math.Round(value, 9) : double.Parse(value.ToString("E8", inv), inv);
        return (rounded + 0.0).ToString("R", inv);
    }
}
