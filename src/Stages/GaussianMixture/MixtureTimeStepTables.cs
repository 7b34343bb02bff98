using Pipelines.Model.GaussianMixture;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The tables in which the theory's time step goes to 0.</summary>
internal static class MixtureTimeStepTables
{
    /// <summary>The theory at one time and one time step.</summary>
    internal sealed record Row(int Halvings, double LearningRate, double Time, IReadOnlyList<Estimate> Estimates);

    /// <summary>One row per time step and recorded time.</summary>
    public static RowTable<Row> TimeStep { get; } = MixtureQuantity.All.Select((q, i) => (q, i)).Aggregate(
        new RowTable<Row>("timeStep", "The theory at the recorded times for ever smaller time steps: towards the (stochastic) gradient flow.")
            .Integer("halvings", r => r.Halvings, "How often the time step was halved.")
            .Number("learningRate", r => r.LearningRate, "The time step.", "time")
            .Number("time", r => r.Time, "t = learningRate * step.", "time"),
        (table, c) => table
            .Number(c.q.Name, r => r.Estimates[c.i].Mean, c.q.Summary, "", c.q.Equation)
            .Number(c.q.ErrorName, r => r.Estimates[c.i].StandardError, "Its standard error over independent solutions."));

    /// <summary>One row per point.</summary>
    public static RowTable<(MixtureTimeStepTail Error, MixtureTimeStepTail Norm)> Summary { get; } = Add(
        Add(
            new RowTable<(MixtureTimeStepTail Error, MixtureTimeStepTail Norm)>(
                "timeStepSummary",
                "The limit of small time steps at the last time; NaN with fewer than three of them.",
                isSummary: true),
            "squaredNorm", "C(t,t)", r => r.Norm),
        "generalisationError", "the generalisation error", r => r.Error);

    private static RowTable<(MixtureTimeStepTail Error, MixtureTimeStepTail Norm)> Add(
        RowTable<(MixtureTimeStepTail Error, MixtureTimeStepTail Norm)> table, string name, string words,
        Func<(MixtureTimeStepTail Error, MixtureTimeStepTail Norm), MixtureTimeStepTail> tail) => table
        .Number($"{name}Order", r => tail(r).Order.Mean, $"Order p of {words} in the time step: y = limit + a step^p, by least squares.")
        .Number($"{name}OrderStandardError", r => tail(r).Order.StandardError, "Its standard error; 0 where nothing is sampled.")
        .Number($"{name}Limit", r => tail(r).Limit.Mean, $"Value of {words} extrapolated to time step 0 by first order.")
        .Number($"{name}LimitStandardError", r => tail(r).Limit.StandardError, "Its standard error.");
}
