namespace Pipelines.Pipeline.Explanations.Diffs;

/// <summary>How far two numbers may be apart and still be the same: |a - b| &lt;= absolute + relative max(|a|, |b|).</summary>
/// <param name="Relative">Relative part.</param>
/// <param name="Absolute">Absolute part.</param>
public sealed record Tolerance(double Relative, double Absolute)
{
    /// <summary>NaN is the same as NaN, an infinity as itself.</summary>
    public bool Covers(double a, double b) =>
        a.Equals(b)
        || a == b
        || (double.IsFinite(a) && double.IsFinite(b) && Math.Abs(a - b) <= Absolute + (Relative * Math.Max(Math.Abs(a), Math.Abs(b))));

    /// <summary>How far two numbers are apart: infinite where one of them is not finite and the other is not the same.</summary>
    public static double Distance(double a, double b) =>
        a.Equals(b) || a == b ? 0 : double.IsFinite(a) && double.IsFinite(b) ? Math.Abs(a - b) : double.PositiveInfinity;
}
