using System.Collections.Immutable;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>The names after a backslash.</summary>
internal static class MathSigns
{
    private const string GreekNames =
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho - sigma tau upsilon phi chi psi omega";

    /// <summary>Sign by name. Small Greek letters are italic in a formula, all others upright.</summary>
    public static ImmutableSortedDictionary<string, string> All { get; } = Greek().Concat(new Dictionary<string, string>
    {
        ["parallel"] = "∥",
        ["perp"] = "⊥",
        ["infty"] = "∞",
        ["times"] = "×",
        ["cdot"] = "·",
        ["pm"] = "±",
        ["le"] = "≤",
        ["ge"] = "≥",
        ["ll"] = "≪",
        ["gg"] = "≫",
        ["approx"] = "≈",
        ["sim"] = "∼",
        ["to"] = "→",
        ["langle"] = "⟨",
        ["rangle"] = "⟩",
        ["sqrt"] = "√",
        ["partial"] = "∂",
        ["nabla"] = "∇",
        ["sum"] = "Σ",
        ["ell"] = "ℓ",
        ["dots"] = "…",
        ["ast"] = "∗",
        ["star"] = "⋆",
        ["circ"] = "°",
        ["prime"] = "′",
        ["varepsilon"] = "ε",
        ["varphi"] = "φ",
        ["ln"] = "ln",
        ["cos"] = "cos",
        ["sin"] = "sin",
        ["log"] = "log",
        ["exp"] = "exp",
        ["max"] = "max",
        ["min"] = "min",
    }).ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static bool IsItalic(string sign) => sign is [>= 'α' and <= 'ω'] or "ℓ";

    private static IEnumerable<KeyValuePair<string, string>> Greek()
    {
        var letter = 'α';
        foreach (var name in GreekNames.Split(' '))
        {
            // The final sigma has a place of its own in the alphabet.
            if (name != "-")
            {
                yield return new(name, letter.ToString());
                yield return new(char.ToUpperInvariant(name[0]) + name[1..], ((char)(letter - 'α' + 'Α')).ToString());
            }
            letter++;
        }
    }
}
