using Pipelines.Model.Numerics;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The tables in which the theory's time step goes to 0.</summary>
internal static class MixtureTimeStepTables
{
    /// <summary>The theory at one time and one time step.</summary>
    internal sealed record Row(int Halvings, double LearningRate, double Time, IReadOnlyList<Estimate> Estimates);

    /// <summary>One quantity at the last time, at the three finest time steps.</summary>
    internal sealed record Tail(double Coarse, double Middle, double Fine)
    {
        /// <summary>log2 of the ratio of successive differences.</summary>
        public double Order => Elementary.Log(Math.Abs((Coarse - Middle) / (Middle - Fine))) / Elementary.Log(2);

        /// <summary>2 y(step/2) - y(step): what is left of an error of first order is of second.</summary>
        public double Richardson => (2 * Fine) - Middle;
    }

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
    public static RowTable<(Tail Error, Tail Norm)> Summary { get; } =
        new RowTable<(Tail Error, Tail Norm)>("timeStepSummary", "The limit of small time steps at the last time; NaN with fewer than two halvings.", isSummary: true)
            .Number("squaredNormOrder", r => r.Norm.Order, "Order in the time step, of C(t,t): log2 of the ratio of the last two differences.")
            .Number("squaredNormLimit", r => r.Norm.Richardson, "C(t,t) extrapolated to time step 0 by first order.")
            .Number("generalisationErrorOrder", r => r.Error.Order, "Order in the time step, of the generalisation error.")
            .Number("generalisationErrorLimit", r => r.Error.Richardson, "Generalisation error extrapolated to time step 0 by first order.");
}
