using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Theories.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>One quantity at three successive time steps, each half the one before: what the limit of small steps is read from.</summary>
/// <param name="Coarse">At 4 times the smallest of the three steps.</param>
/// <param name="Middle">At twice that step.</param>
/// <param name="Fine">At that step.</param>
internal sealed record MixtureTimeStepTail(Estimate Coarse, Estimate Middle, Estimate Fine)
{
    /// <summary>Standard errors by which the two finest must differ: below, the ratio of the differences is one of sampling errors.</summary>
    private const double Resolved = 2;

    private static readonly Estimate Unknown = new(double.NaN, double.NaN);

    /// <summary>p where the error is proportional to step^p: log2 of the ratio of successive differences.</summary>
    public double Order => Elementary.Log(Math.Abs(First / Second)) / Elementary.Log(2);

    public double OrderError =>
        Root(Coarse.StandardError / First, Middle.StandardError * ((1 / First) + (1 / Second)), Fine.StandardError / Second) / Elementary.Log(2);

    /// <summary>2 y(step/2) - y(step): what is left of an error of first order is of second.</summary>
    public Estimate Limit => new((2 * Fine.Mean) - Middle.Mean, Root(2 * Fine.StandardError, Middle.StandardError, 0));

    private double First => Coarse.Mean - Middle.Mean;

    private double Second => Middle.Mean - Fine.Mean;

    private bool IsResolved => Math.Abs(Second) > Resolved * Root(Middle.StandardError, Fine.StandardError, 0);

    /// <summary>The finest three of these levels, coarse to fine, that are resolved; unknown numbers where there are none.</summary>
    public static MixtureTimeStepTail Of(ImmutableArray<Estimate> levels) => Enumerable.Range(0, Math.Max(0, levels.Length - 2))
        .Select(i => new MixtureTimeStepTail(levels[i], levels[i + 1], levels[i + 2]))
        .LastOrDefault(t => t.IsResolved) ?? new(Unknown, Unknown, Unknown);

    private static double Root(double a, double b, double c) => Math.Sqrt((a * a) + (b * b) + (c * c));
}
