using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Gradient descent on the hinge loss of a one-hidden-layer ReLU network f(x) = Σ_i a_i max(0, w_i·x/√d) / M.</summary>
/// <remarks>
/// Pellegrini and Biroli 2020, arXiv 2006.11209, eqs. 1, 3, 7, 8. One step is one unit of time: a_i ← a_i + C w_i·g_i, w_i ← w_i + C a_i g_i with
/// g_i = mean of u step(w_i·x) y x, C = LearningRate/(α M √d), both from the old parameters, step(0) = 0.
/// </remarks>
/// <param name="Training">Training examples.</param>
/// <param name="Loss">Output scale α and margin h.</param>
/// <param name="LearningRate">β* &gt; 0; the mean-field formulas hold β = β*/M.</param>
public sealed record TrainingProblem<T>(LabelledDataset<T> Training, HingeLoss Loss, double LearningRate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public double LearningRate { get; init => field = Require.Positive(value, nameof(LearningRate)); }
        = Require.Positive(LearningRate, nameof(LearningRate));

    /// <summary>Examples to test on, if any, with the input dimension of the training examples.</summary>
    /// <exception cref="ArgumentException">The input dimensions differ.</exception>
    public LabelledDataset<T>? Test
    {
        get;
        init => field = value is null || value.InputDimension == Training.InputDimension
            ? value
            : throw new ArgumentException(
                $"The test inputs have {value.InputDimension} dimensions, the training inputs {Training.InputDimension}.", nameof(Test));
    }

    /// <summary>Which examples a step sees.</summary>
    public BatchSchedule Batches { get; init; } = new BatchSchedule.FullBatch();

    /// <summary>Whether the state keeps for every training example when it was satisfied.</summary>
    public bool TracksSatisfaction { get; init; }
}
