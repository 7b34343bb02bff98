using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The plateaus R_k of the circle target in the units of a point's training risk; for any other target there are none.</summary>
/// <param name="Unit">C of the kernel; NaN where the target is not the circle.</param>
internal sealed record PlateauScale(double Unit)
{
    // Even k are worse than the odd ones before them and are not visited.
    private static readonly PolygonPlateau[] Visited = [.. new[] { 1, 3, 5, 7 }.Select(PolygonPlateau.Of)];

    public static PlateauScale Of(QuenchingTask task) =>
        new(task.Target == TargetFunction.Circle ? task.Test.Normalisation.Constant(task.InputDimension) : double.NaN);

    /// <summary>R / R_k; NaN where there are no plateaus.</summary>
    public double Ratio(double risk, int neurons) => risk / (Unit * PolygonPlateau.Of(neurons).Risk);

    /// <summary>The k of 1, 3, 5, 7 whose plateau is nearest by ratio; NaN where there are no plateaus.</summary>
    public double Nearest(double risk) => double.IsNaN(Unit) ? double.NaN : NearestPlateau(risk).Neurons;

    /// <summary>R over the nearest plateau; NaN where there are none.</summary>
    public double RatioToNearest(double risk) => double.IsNaN(Unit) ? double.NaN : risk / (Unit * NearestPlateau(risk).Risk);

    private PolygonPlateau NearestPlateau(double risk) =>
        Visited.MinBy(p => Math.Abs(Elementary.Log(Math.Max(risk, 1e-300) / (Unit * p.Risk))))!;
}
