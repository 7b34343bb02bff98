using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.MeanFieldHinge.Laws;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>What the theory says of a whole run in single numbers.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="IsExact">The closure is exact for its inputs.</param>
/// <param name="ClockDisagreement">Largest relative difference of the two methods of solution.</param>
internal sealed record HingeLandmarks(HingeProblem Problem, bool IsExact, double ClockDisagreement)
{
    private readonly HingeProblem _noiseless = Problem with { MislabelFraction = 0 };

    public ProjectionStatistics Law { get; } = ProjectionStatistics.Of(Problem.Law, Problem.InputDimension);

    public Crossing Crossing { get; } = Crossing.Of(Problem);

    public (double Clock, double Time) First { get; } = SatisfactionTime.First(Problem);

    public double StationaryEdge => HingeClock.StationaryEdge(Problem);

    public double NoiselessStopTime => HingeClock.TimeOf(_noiseless, HingeClock.StationaryClock(Problem));

    public double NoiselessCrossingTime => HingeClock.TimeOf(_noiseless, Crossing.Clock);

    public double CrossingEdge => HingeTheory.Observe(Problem, Crossing.Time, Crossing.Clock).SatisfactionEdge;

    /// <summary>Largest |stepped/integrated - 1|; two zeros agree.</summary>
    public static double Disagreement(ImmutableArray<double> integrated, ImmutableArray<double> stepped) => integrated
        .Zip(stepped, (by, and) => by == and ? 0 : Math.Abs((and / by) - 1)).DefaultIfEmpty(0).Max();
}
