using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.MeanFieldHinge.Laws;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>The averages of the input laws and what follows from them alone, against 30-digit tables.</summary>
public class LawTables
{
    // The tables' stated tolerance.
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Sets => new(ReferenceSets.Names);

    [Fact]
    public void Averages_of_radial_laws_follow_the_table()
    {
        var table = ReferenceTable.Read("radial_laws.csv");
        foreach (var row in table.Rows)
        {
            var (law, dimension) = ReferenceSets.Law(table.Text(row, "law"));
            var statistics = ProjectionStatistics.Of(law, dimension);
            var edge = table.Number(row, "H");
            void Check(string column, double actual) =>
                Near.Assert(table.Number(row, column), actual, Tolerance, $"{table.Text(row, "law")}, H = {edge}, {column}");
            Check("I", statistics.Drive(edge));
            Check("fU", statistics.UnsatisfiedFraction(edge));
            Check("J_squared", statistics.NoiseSquare(edge));
            Check("I0", statistics.InitialDrive);
        }
    }

    [Fact]
    public void Stationary_point_follows_the_table()
    {
        var table = ReferenceTable.Read("mislabel_fixed_point.csv");
        foreach (var row in table.Rows)
        {
            var (law, dimension) = ReferenceSets.Law(table.Text(row, "law"));
            var problem = new HingeProblem(law, dimension, HiddenUnits: 100, LearningRate: 1)
            {
                OutputScale = table.Number(row, "alpha"),
                Margin = table.Number(row, "h"),
                MislabelFraction = table.Number(row, "delta"),
            };
            Near.Assert(table.Number(row, "gamma_star"), HingeClock.StationaryClock(problem), Tolerance, $"{problem}, clock");
            Near.Assert(table.Number(row, "H_star"), HingeClock.StationaryEdge(problem), Tolerance, $"{problem}, edge");
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Numbers_beside_the_parameter_sets_are_reproduced(string set)
    {
        var problem = ReferenceSets.Problem(set);
        var statistics = ProjectionStatistics.Of(problem.Law, problem.InputDimension);
        var crossing = Crossing.Of(problem);
        void Check(string name, double actual) => Near.Assert(ReferenceSets.Number(set, name), actual, Tolerance, $"{set}, {name}");
        Check("I0", statistics.InitialDrive);
        Check("p_par_density_at_0", statistics.DensityAtOrigin);
        Check("rate0", HingeClock.InitialRate(problem));
        Check("gamma_star", HingeClock.StationaryClock(problem));
        Check("large_t_const", LargeTime.Constant(problem));
        Check("gamma_cross", crossing.Clock);
        Check("t_cross", crossing.Time);
    }
}
