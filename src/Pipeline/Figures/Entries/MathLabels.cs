using Pipelines.Pipeline.Figures.Drawing;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Figures.Entries;

/// <summary>Checks texts with formulas.</summary>
internal static class MathLabels
{
    public static IEnumerable<Violation> Violations(params IEnumerable<(string Key, string Text)> texts) =>
        from text in texts
        let problem = MathText.Problem(text.Text)
        where problem is not null
        select new Violation(
            text.Key, $"The formula cannot be read: {problem}.",
            "Formulas are a part of TeX: $w_\\parallel$, $10^{-3}$, $\\epsilon_{\\mathrm{gen}}$.");
}
