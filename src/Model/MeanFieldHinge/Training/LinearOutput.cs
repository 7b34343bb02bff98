using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>The best linear function of the projection to a network's outputs F on the training examples, and how far they scatter around
/// it.</summary>
/// <remarks>
/// In the limit F = s x_par exactly (Pellegrini and Biroli 2020, arXiv 2006.11209, eq. 11); at finite width the scatter is the spread of
/// the output, of order M^-1/2 (supplement eqs. 17-20, for the output from which the initial one is subtracted).
/// </remarks>
/// <param name="Slope">s of the least-squares line through the origin.</param>
/// <param name="Scatter">Root mean square of F - s x_par over examples.</param>
public readonly record struct LinearOutput(double Slope, double Scatter)
{
    /// <summary>Cost: one forward pass over the training examples.</summary>
    public static LinearOutput Of<T>(TrainingProblem<T> problem, TrainingState<T> state, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(problem);
        double[] outputs = [.. HingeMeasurement.TrainingOutputs(problem, state, workspace).Span.ToArray().Select(o => double.CreateTruncating(o))];
        double[] projections = [.. problem.Training.ParallelInputs().Span];
        var slope = SampleStatistics.SlopeThroughOrigin(projections, outputs);
        var scatter = 0.0;
        for (var n = 0; n < outputs.Length; n++)
        {
            var rest = outputs[n] - (slope * projections[n]);
            scatter += rest * rest;
        }
        return new(slope, Math.Sqrt(scatter / outputs.Length));
    }
}
