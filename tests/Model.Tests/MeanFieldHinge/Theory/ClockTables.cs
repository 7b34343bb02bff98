using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Theory;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>The clock and everything read off it against independent 30-digit tables (tests/reference/hinge/README.md).</summary>
public class ClockTables
{
    // The tables' stated tolerance. Our own error is a few 1e-15, but beta functions and cancellation in the loss cost digits.
    private const double Tolerance = 1e-9;

    // Near the stationary point the tables hold the rounding of 30-digit arithmetic, not the exponentially small value.
    private const double Floor = 1e-24;

    public static TheoryData<string> Sets => new(ReferenceSets.Names);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Clock_and_observables_follow_the_table(string set)
    {
        var table = ReferenceTable.Read($"gamma_{set}.csv");
        var problem = ReferenceSets.Problem(set);
        var observed = HingeTheory.Solve(problem, [.. table.Column("t")]);
        foreach (var (row, o) in table.Rows.Zip(observed))
        {
            void Check(string column, double actual) =>
                Near.Assert(table.Number(row, column), actual, Tolerance, $"{set}, t = {o.Time}, {column}", Floor);
            Check("gamma", o.Clock);
            Check("dgamma_dt", o.ClockRate);
            Check("H", o.SatisfactionEdge);
            Check("I_clean", o.CleanDrive);
            Check("I_delta", o.Drive);
            Check("fU_clean", o.CleanUnsatisfiedFraction);
            Check("fU_delta", o.UnsatisfiedFraction);
            Check("J_delta", o.Noise);
            Check("J_delta_over_sqrtN", o.SampledNoise);
            Check("population_loss", o.PopulationLoss);
            Check("slope_f_over_xpar", o.OutputSlope);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Mislabelled_averages_at_the_noiseless_clock_follow_the_table(string set)
    {
        var table = ReferenceTable.Read($"gamma_{set}.csv");
        var problem = ReferenceSets.Problem(set);
        var times = table.Column("t").ToImmutableArray();
        foreach (var (row, o) in table.Rows.Zip(HingeTheory.SolveAtNoiselessClock(problem, times)))
        {
            void Check(string column, double actual) => Near.Assert(table.Number(row, column), actual, Tolerance, $"{set}, t = {o.Time}, {column}");
            Check("gamma_noiseless", o.Clock);
            Check("I_delta_at_noiseless", o.Drive);
            Check("J_delta_at_noiseless", o.Noise);
            Check("fU_delta_at_noiseless", o.UnsatisfiedFraction);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Time_stepping_agrees_with_quadrature(string set)
    {
        var problem = ReferenceSets.Problem(set);
        ImmutableArray<double> times = [.. ReferenceTable.Read($"gamma_{set}.csv").Column("t")];
        var stepped = HingeClock.Solve(problem, new HingeMethod.RungeKutta(), times);
        var integrated = HingeClock.At(problem, times);
        foreach (var (state, clock) in stepped.Zip(integrated))
            Near.Assert(clock, state.Clock, 1e-10, $"{set}, t = {state.Time}");
    }

    [Fact]
    public void Time_of_the_clock_follows_the_table()
    {
        var table = ReferenceTable.Read("time_of_gamma.csv");
        foreach (var row in table.Rows)
        {
            var (set, clock) = (table.Text(row, "set"), table.Number(row, "gamma"));
            var problem = ReferenceSets.Problem(set);
            var o = HingeTheory.Observe(problem, 0, clock);
            Near.Assert(table.Number(row, "t"), HingeClock.TimeOf(problem, clock), Tolerance, $"{set}, t at {clock}");
            Near.Assert(table.Number(row, "dgamma_dt"), o.ClockRate, Tolerance, $"{set}, rate at {clock}");
            Near.Assert(table.Number(row, "H"), o.SatisfactionEdge, Tolerance, $"{set}, H at {clock}");
        }
    }
}
