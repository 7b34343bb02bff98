using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The sections that the mean-field hinge system reads of an experiment file.</summary>
public sealed record HingeSettings(
    [Setting("dataset", "The examples")] HingeDatasetSettings Dataset,
    [Setting("network", "The network")] HingeNetworkSettings Network,
    [Setting("training", "Loss and gradient descent")] HingeTrainingSettings Training,
    [Setting("record", "What is recorded and when")] RecordSettings Record)
    : IValidatedSettings
{
    /// <summary>Between them every component is a normal number of single precision.</summary>
    private const double ShortestSingle = 1e-30, LongestSingle = 1e30;

    public IEnumerable<Violation> Violations()
    {
        if (Training.Precision != Precision.Float32) yield break;
        var (key, lengths) = Dataset switch
        {
            HingeDatasetSettings.Sphere sphere => ("dataset.radius", [sphere.Radius]),
            HingeDatasetSettings.Ball ball => ("dataset.radius", [ball.Radius]),
            HingeDatasetSettings.Shells shells => ("dataset.radii", shells.Radii),
            _ => ("", ImmutableArray<double>.Empty),
        };
        if (lengths.FirstOrDefault(r => r is < ShortestSingle or > LongestSingle) is not (> 0 and var length)) yield break;
        yield return new(
            key, FormattableString.Invariant($"Inputs of length {length} are beyond the range of training in single precision."),
            FormattableString.Invariant($"Take lengths from {ShortestSingle} to {LongestSingle}, or training.precision: float64."));
    }
}

/// <summary>The one-hidden-layer ReLU network.</summary>
public sealed record HingeNetworkSettings(
    [Setting("hiddenUnits", "Hidden units M", Minimum = 1)] int HiddenUnits,
    [Setting("initialParameters",
        "File of initial weights (CSV, Parquet, NumPy, HDF5), one hidden unit a row: a column outerWeight, the others are its inner"
            + " weights; absent: drawn")]
    string? InitialParameters = null,
    [Setting("outerWidth",
        "Standard deviation of the initial outer weights: of those drawn, and in the theory also of given ones", Minimum = 0,
        ExclusiveMinimum = true)]
    double OuterWidth = 1,
    [Setting("innerWidth", "Standard deviation of the initial inner weights, likewise", Minimum = 0, ExclusiveMinimum = true)]
    double InnerWidth = 1);
