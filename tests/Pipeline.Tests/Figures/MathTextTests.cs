using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Labels in a subset of TeX.</summary>
public class MathTextTests
{
    [Theory]
    [InlineData("loss", "loss")]
    [InlineData("$x$", "/x/")]
    [InlineData(@"at $\gamma(t)$", "at |/γ/|(|/t/|)")]
    [InlineData("$10^{-3}$", "10|^−3")]
    [InlineData(@"$w_\parallel$", "/w/|_∥")]
    [InlineData(@"$\epsilon_{\mathrm{gen}}$", "/ε/|_gen")]
    [InlineData(@"$\Gamma_0$", "Γ|_0")]
    [InlineData(@"$|w_\perp|$", "||/w/|_⊥||")]
    public void Is_read_as_runs(string text, string runs)
    {
        Assert.Null(MathText.Problem(text));
        Assert.Equal(runs, string.Join('|', MathText.Of(text).Runs.Select(r =>
            (r.Level switch { 1 => "^", -1 => "_", _ => "" }) + (r.IsItalic ? $"/{r.Text}/" : r.Text))));
    }

    [Theory]
    [InlineData("$x", "a '$' has no partner")]
    [InlineData("$x_$", "'^' or '_' has nothing after it")]
    [InlineData("$x_{a$", "a '{' has no partner")]
    [InlineData("$x}$", "a '}' has no partner")]
    [InlineData(@"$\gama$", @"there is no sign \gama; did you mean 'gamma'?")]
    [InlineData("$x_{a_b}$", "an index cannot have an index")]
    public void What_is_wrong_is_said(string text, string problem) => Assert.Equal(problem, MathText.Problem(text));

    [PropertyOfCases]
    public Property No_text_at_all_is_an_exception() =>
        Prop.ForAll(Arb.From(Gen.Elements("$", "\\", "{", "}", "_", "^", "a", "γ", "gamma", "mathrm", " ", ",").ListOf()
            .Select(string.Concat)), text =>
            (MathText.Problem(text) is null || MathText.Of(text).Plain == text) && TextWidth.Of(MathText.Of(text), 8) >= 0);

    /// <summary>No formula is torn, and no line but that of one long word is wider than it may be.</summary>
    [PropertyOfCases]
    public Property Lines_hold_all_words_in_their_order() =>
        Prop.ForAll(Arb.From(from words in Gen.Elements("a", "generalisation", "$t = 10^{-3}$", "(steps)", @"$\epsilon_{\mathrm{gen}}$")
                                 .NonEmptyListOf()
                             from room in Gen.Choose(1, 300)
                             select (words, room)), t =>
        {
            var text = MathText.Of(string.Join(' ', t.words));
            var lines = text.Lines(t.room, 8);
            var longest = t.words.Max(w => TextWidth.Of(MathText.Of(w), 8));
            string WithoutSpaces(string words) => words.Replace(" ", "", StringComparison.Ordinal);
            return WithoutSpaces(string.Concat(lines.Select(l => l.Plain))) == WithoutSpaces(text.Plain)
                && lines.All(l => TextWidth.Of(l, 8) <= Math.Max(t.room, longest) && l.Plain.Trim() == l.Plain);
        });

    [Theory]
    [InlineData("$w_{\\parallel,i}(t)$", "w_{∥,i}(t)")]
    [InlineData("$10^{-3}$", "10⁻³")]
    [InlineData("$\\epsilon_{\\mathrm{gen}}$", "ε_gen")]
    [InlineData("$N f^U$", "N f^U")]
    public void Formulas_are_read_to_those_who_listen(string text, string read) => Assert.Equal(read, UnicodeText.Of(text));
}
