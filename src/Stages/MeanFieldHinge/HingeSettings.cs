using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The sections that the mean-field hinge system reads of an experiment file.</summary>
public sealed record HingeSettings(
    [Setting("The examples")] HingeDatasetSettings Dataset,
    [Setting("The network")] HingeNetworkSettings Network,
    [Setting("Loss and gradient descent")] HingeTrainingSettings Training,
    [Setting("What is recorded and when")] RecordSettings Record);

/// <summary>The one-hidden-layer ReLU network.</summary>
public sealed record HingeNetworkSettings(
    [Setting("Hidden units M", Minimum = 1)] int HiddenUnits,
    [Setting("File of initial weights (Parquet or CSV), one hidden unit a row: a column outerWeight, the others are its inner weights; absent: drawn")]
    string? InitialParameters = null,
    [Setting("Standard deviation of the initial outer weights: of those drawn, and in the theory also of given ones", Minimum = 0, ExclusiveMinimum = true)]
    double OuterWidth = 1,
    [Setting("Standard deviation of the initial inner weights, likewise", Minimum = 0, ExclusiveMinimum = true)]
    double InnerWidth = 1);
