using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Theory;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>
/// Parameters over eighteen decades, singular laws and label noise near one half, against tables made with 30 to 40 digits by hard_cases.py.
/// </summary>
public class HardCases
{
    [Fact]
    public void Clock_and_observables_hold_their_digits()
    {
        var table = ReferenceTable.Read("hard_cases.csv");
        var failures = new List<string>();
        foreach (var group in table.Rows.GroupBy(r => string.Join(',', r[..7])))
        {
            var problem = Problem(table, group.First());
            var states = HingeClock.Solve(problem, new HingeMethod.Quadrature(), [.. group.Select(r => table.Number(r, "t"))]);
            foreach (var (row, state) in group.Zip(states))
            {
                var o = HingeTheory.Observer(problem)(state);
                void Check(string column, double actual, double tolerance, double floor = 0)
                {
                    if (!Near.Are(table.Number(row, column), actual, tolerance, floor))
                        failures.Add(FormattableString.Invariant($"{group.Key}, t = {o.Time}, {column}: {table.Text(row, column)}, got {actual:r}"));
                }
                Check("gamma", o.Clock, 1e-11);
                Check("H", o.SatisfactionEdge, 1e-9);
                Check("I_clean", o.CleanDrive, 1e-9);
                Check("fU_clean", o.CleanUnsatisfiedFraction, 1e-9);
                Check("J_delta", o.Noise, 1e-9);
                Check("population_loss", o.PopulationLoss, 1e-9);
                // What decays towards γ* does so at a rate that may be large: a time known to 1e-13 fixes it no better than this.
                var conditioned = 1e-9 + (double.IsInfinity(state.Gap) ? 0 : 1e-12 * o.Time * o.ClockRate / state.Gap);
                Check("dgamma_dt", o.ClockRate, conditioned);
                Check("I_delta", o.Drive, conditioned);
                Check("gap", state.Gap, conditioned);
                // Nearer to γ* the time is lost in the rounding of the clock that it is asked for.
                if (state.Gap > 1e-2 * o.Clock) Check("t", HingeClock.TimeOf(problem, table.Number(row, "gamma")), 1e-11);
            }
        }
        Assert.True(failures.Count == 0, $"{failures.Count}:\n" + string.Join('\n', failures));
    }

    private static HingeProblem Problem(ReferenceTable table, string[] row)
    {
        var (law, dimension) = ReferenceSets.Law(table.Text(row, "law"));
        return new(law, dimension, (int)table.Number(row, "M"), table.Number(row, "beta_star"))
        {
            OutputScale = table.Number(row, "alpha"),
            Margin = table.Number(row, "h"),
            MislabelFraction = table.Number(row, "delta"),
            TrainingSamples = (int)table.Number(row, "N"),
        };
    }
}
