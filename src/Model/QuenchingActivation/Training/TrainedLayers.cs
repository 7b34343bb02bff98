namespace Pipelines.Model.QuenchingActivation.Training;

/// <summary>Which weights training moves.</summary>
[WrittenAs("TrainedLayers")]
public enum TrainedLayers
{
    /// <summary>Both layers: the neural network.</summary>
    [WrittenAs("Both")]
    Both,

    /// <summary>The outer weights only: the random feature model, step by step. <c>RandomFeatureModel</c> solves it in closed form.</summary>
    [WrittenAs("OuterOnly")]
    OuterOnly,
}
