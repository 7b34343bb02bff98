using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>When a simulated mean and a solved mean are the same curve, each within its error.</summary>
/// <remarks>
/// With s the combined standard error and f the floor of the observable: |difference| &lt;= 3 s + f at 95 % of the steps from 1 on, and
/// |difference| &lt;= 5 s + 2.5 f at every one of them, for each observable. Floors and factors were fixed before any run; what they can and
/// cannot detect is tested on theories that are wrong on purpose.
/// </remarks>
internal static class AcceptanceCriterion
{
    private const double NearErrors = 3;
    private const double FarErrors = 5;
    private const double FarFloors = 2.5;

    /// <summary>One observable at one step.</summary>
    /// <param name="Difference">Simulation minus theory.</param>
    /// <param name="StandardError">s.</param>
    /// <param name="Allowed">3 s + f.</param>
    /// <param name="Excess">|difference| over 5 s + 2.5 f.</param>
    internal sealed record Deviation(double Difference, double StandardError, double Allowed, double Excess)
    {
        public bool IsWithin => Math.Abs(Difference) <= Allowed;
    }

    /// <summary>One observable over all steps.</summary>
    /// <param name="WithinShare">Share of the steps with |difference| within 3 s + f; NaN without steps.</param>
    /// <param name="WorstExcess">Largest |difference| over 5 s + 2.5 f; NaN without steps, or when an error is not known.</param>
    internal sealed record Judgement(double WithinShare, double WorstExcess);

    public static Deviation Compare(MixtureQuantity quantity, Estimate simulation, Estimate theory)
    {
        var error = Math.Sqrt((simulation.StandardError * simulation.StandardError) + (theory.StandardError * theory.StandardError));
        var floor = quantity.FloorAt(simulation.Mean);
        var difference = simulation.Mean - theory.Mean;
        return new(difference, error, (NearErrors * error) + floor, Math.Abs(difference) / ((FarErrors * error) + (FarFloors * floor)));
    }

    public static Judgement Judge(ImmutableArray<Deviation> steps) => steps.IsEmpty
        ? new(double.NaN, double.NaN)
        : new((double)steps.Count(d => d.IsWithin) / steps.Length, steps.Any(d => double.IsNaN(d.Excess)) ? double.NaN : steps.Max(d => d.Excess));
}
