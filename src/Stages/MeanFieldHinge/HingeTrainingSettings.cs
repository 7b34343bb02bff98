using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Loss and gradient descent (Pellegrini and Biroli 2020, arXiv 2006.11209, eqs. 3, 7, 8).</summary>
public sealed record HingeTrainingSettings(
    [Setting("steps", "Gradient-descent steps", Minimum = 0)] int Steps,
    [Setting("learningRate", "Learning rate of gradient descent; or give effectiveLearningRate", Minimum = 0, ExclusiveMinimum = true)]
    double? LearningRate = null,
    [Setting("effectiveLearningRate",
        "Learning rate per neuron, learningRate / hiddenUnits; or give learningRate", Minimum = 0, ExclusiveMinimum = true)]
    double? EffectiveLearningRate = null,
    [Setting("outputScale", "Loss rescaling alpha", Minimum = 0, ExclusiveMinimum = true)] double OutputScale = 1,
    [Setting("margin", "Hinge size h", Minimum = 0, ExclusiveMinimum = true)] double Margin = 1,
    [Setting("precision", "Arithmetic of training")] Precision Precision = Precision.Float32,
    [Setting("batchSize", "Examples per step, of which the last of an epoch may have fewer; absent: all of them", Minimum = 1)] int? BatchSize = null,
    [Setting("shuffle", "Batches in a new random order every epoch instead of stored order")] bool Shuffle = false)
    : IValidatedSettings
{
    /// <summary>The learning rate of gradient descent, however it was given.</summary>
    public double LearningRateFor(int hiddenUnits) => LearningRate ?? (EffectiveLearningRate!.Value * hiddenUnits);

    public IEnumerable<Violation> Violations()
    {
        if (LearningRate is null == EffectiveLearningRate is null)
        {
            yield return new(
                "learningRate",
                LearningRate is null ? "No learning rate is given." : "Two learning rates are given.",
                "Give exactly one of learningRate and effectiveLearningRate.");
        }
    }
}
