using System.Collections.Immutable;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Figures.Scene;

/// <summary>Reads <see cref="MathText"/> from left to right.</summary>
internal sealed class MathReader(string text)
{
    private readonly ImmutableArray<MathRun>.Builder _runs = ImmutableArray.CreateBuilder<MathRun>();
    private int _next;

    /// <summary>Why <see cref="Read"/> gave nothing.</summary>
    public string Problem { get; private set; } = "";

    public ImmutableArray<MathRun>? Read()
    {
        while (_next < text.Length)
        {
            var dollar = text.IndexOf('$', _next);
            Add(text[_next..(dollar < 0 ? text.Length : dollar)], isItalic: false, 0);
            if (dollar < 0) break;
            _next = dollar + 1;
            if (!Formula()) return null;
        }
        return _runs.ToImmutable();
    }

    private bool Formula()
    {
        while (_next < text.Length && text[_next] != '$')
        {
            var level = text[_next] switch { '^' => 1, '_' => -1, _ => 0 };
            if (level != 0) _next++;
            if (!Item(level)) return false;
        }
        return _next++ < text.Length || Fail("a '$' has no partner");
    }

    /// <summary>One letter, sign or group.</summary>
    private bool Item(int level)
    {
        if (_next >= text.Length || text[_next] == '$') return Fail("'^' or '_' has nothing after it");
        if (text[_next] == '{') return Group(level, isUpright: false);
        if (text[_next] == '}') return Fail("a '}' has no partner");
        if (text[_next] == '\\') return Sign(level);
        Letter(level, isUpright: false);
        return true;
    }

    private bool Group(int level, bool isUpright)
    {
        for (_next++; _next < text.Length && text[_next] is not ('}' or '$');)
        {
            if (text[_next] is '^' or '_' && level != 0) return Fail("an index cannot have an index");
            if (text[_next] == '\\')
            {
                if (!Sign(level)) return false;
            }
            else if (text[_next] is '^' or '_')
            {
                var inner = text[_next++] == '^' ? 1 : -1;
                if (!Item(inner)) return false;
            }
            else
            {
                Letter(level, isUpright);
            }
        }
        if (_next >= text.Length || text[_next] != '}') return Fail("a '{' has no partner");
        _next++;
        return true;
    }

    private bool Sign(int level)
    {
        var end = _next + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        var name = text[(_next + 1)..end];
        if (name.Length == 0)
        {
            // A backslash and a space or comma: a thin space.
            _next = Math.Min(end + 1, text.Length);
            Add("\u2009", isItalic: false, level);
            return true;
        }
        _next = end;
        if (name == "mathrm") return _next < text.Length && text[_next] == '{' ? Group(level, isUpright: true) : Fail("\\mathrm needs a {group}");
        if (!MathSigns.All.TryGetValue(name, out var sign))
            return Fail($"there is no sign \\{name}; {Suggest.Sentence(name, MathSigns.All.Keys)}".TrimEnd(';', ' '));
        // TeX swallows the space that ends a name; before a letter it has no other purpose.
        if (_next + 1 < text.Length && text[_next] == ' ' && char.IsLetter(text[_next + 1])) _next++;
        Add(sign, MathSigns.IsItalic(sign), level);
        return true;
    }

    /// <summary>The next character, which may be two units of the text.</summary>
    private void Letter(int level, bool isUpright)
    {
        var length = _next + 1 < text.Length && char.IsSurrogatePair(text[_next], text[_next + 1]) ? 2 : 1;
        var letter = text.Substring(_next, length);
        _next += length;
        if (letter == "-") Add("−", isItalic: false, level);
        else Add(letter, !isUpright && char.IsLetter(letter[0]), level);
    }

    private void Add(string piece, bool isItalic, int level)
    {
        if (piece.Length == 0) return;
        if (_runs.Count > 0 && _runs[^1] is var last && last.IsItalic == isItalic && last.Level == level)
            _runs[^1] = last with { Text = last.Text + piece };
        else _runs.Add(new(piece, isItalic, level));
    }

    private bool Fail(string problem)
    {
        Problem = problem;
        return false;
    }
}

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
