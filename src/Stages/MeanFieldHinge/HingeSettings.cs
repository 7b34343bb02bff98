using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>The sections that the mean-field hinge system reads of an experiment file.</summary>
public sealed record HingeSettings(
    [Setting("dataset", "The examples", Example = "{law: gaussian, inputDimension: 100, trainingSamples: 10000}")] HingeDatasetSettings Dataset,
    [Setting("network", "The network")] HingeNetworkSettings Network,
    [Setting("training", "Loss and gradient descent", Example = "{steps: 200, effectiveLearningRate: 2.5}")] HingeTrainingSettings Training,
    [Setting("record", RecordSettings.Meaning)] RecordSettings Record)
    : IValidatedSettings
{
    /// <summary>Between them every component is a normal number of single precision.</summary>
    private const double ShortestSingle = 1e-30, LongestSingle = 1e30;

    public IEnumerable<Violation> Violations()
    {
        var rate = Training.LearningRate ?? (Training.EffectiveLearningRate * Network.HiddenUnits);
        foreach (var (name, size) in new[] { ("The learning rate", rate), ("training.margin", Training.Margin) })
        {
            if (size / Training.OutputScale is { } scaled && !double.IsNormal(scaled))
                yield return new(
                    "training.outputScale", $"{name} over training.outputScale leaves the range of double precision.",
                    "Take sizes that are closer.");
        }
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
    [Setting("hiddenUnits", "Hidden units M", Minimum = 1, Symbol = "M", Example = "400")] int HiddenUnits,
    [Setting("initialParameters",
        "File of initial weights (CSV, Parquet, NumPy, HDF5), one hidden unit a row: a column outerWeight, the others are its inner"
            + " weights; absent: drawn", Example = "start.csv", IsGivenFile = true)]
    string? InitialParameters = null,
    [Setting("outerWidth",
        "Standard deviation of the initial outer weights: of those drawn, and in the theory also of given ones", Minimum = 0,
        ExclusiveMinimum = true, Example = "0.5")]
    double OuterWidth = 1,
    [Setting("innerWidth",
        "Standard deviation of the initial inner weights: of those drawn, and in the theory also of given ones", Minimum = 0,
        ExclusiveMinimum = true, Example = "0.5")]
    double InnerWidth = 1);

/// <summary>Loss and gradient descent (Pellegrini and Biroli 2020, arXiv 2006.11209, eqs. 3, 7, 8).</summary>
public sealed record HingeTrainingSettings(
    [Setting("steps", "Gradient-descent steps", Minimum = 0, Symbol = "t", Example = "200")] int Steps,
    [Setting("learningRate", "Learning rate of gradient descent; or give effectiveLearningRate", Minimum = 0, ExclusiveMinimum = true,
        Symbol = "beta*", Example = "1000", InsteadOf = "effectiveLearningRate")]
    double? LearningRate = null,
    [Setting("effectiveLearningRate",
        "Learning rate per neuron, learningRate / hiddenUnits; or give learningRate", Minimum = 0, ExclusiveMinimum = true,
        Symbol = "beta", Example = "2.5")]
    double? EffectiveLearningRate = null,
    [Setting("outputScale", "Loss rescaling alpha", Minimum = 0, ExclusiveMinimum = true, Symbol = "alpha", Example = "10")] double OutputScale = 1,
    [Setting("margin", "Hinge size h", Minimum = 0, ExclusiveMinimum = true, Symbol = "h", Example = "0.5")] double Margin = 1,
    [Setting("loss",
        "Loss h lambda(v/h) of the margin v = alpha y f: linear-hinge max(0, 1 - u), squared-hinge max(0, 1 - u)^2/2, logistic ln(1 + e^-u),"
            + " exponential e^-u, or the name of one defined in C#", Symbol = "lambda", Example = "logistic")]
    string Loss = HingeLosses.LinearHinge,
    [Setting("precision", "Arithmetic of training", Example = "float64")] Precision Precision = Precision.Float32,
    [Setting("batchSize", "Examples per step, of which the last of an epoch may have fewer; absent: all of them", Minimum = 1, Example = "100")]
    int? BatchSize = null,
    [Setting("shuffle", "Batches in a new random order every epoch instead of stored order", Example = "true", With = "batchSize: 100")]
    bool Shuffle = false)
    : IValidatedSettings
{
    /// <summary>The loss as it stands in keys: results of the linear hinge are those of files that could not name a loss.</summary>
    internal string? LossInKey => Loss == HingeLosses.LinearHinge ? null : Loss;

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

/// <summary>Losses of the hinge system.</summary>
/// <param name="own">A user's own.</param>
internal sealed class HingeLosses(IEnumerable<MarginLoss.Custom> own) : NamedFunctions<MarginLoss>("losses",
[
    (LinearHinge, new MarginLoss.LinearHinge()), ("squared-hinge", new MarginLoss.SquaredHinge()), (Logistic, new MarginLoss.Logistic()),
    ("exponential", new MarginLoss.Exponential()), .. own.Select(l => (l.Name, (MarginLoss)l)),
])
{
    public const string LinearHinge = "linear-hinge";
    public const string Logistic = "logistic";

    /// <summary>What stands for a user's own loss in keys, beside its name; null for a built-in one.</summary>
    public static string? ValuesOf(MarginLoss loss) => loss is not MarginLoss.Custom mine ? null : FunctionValues.Of(
        [mine.HasMargin ? "margin" : "no margin", .. mine.Kinks.Select(k => k.ToString("R", CultureInfo.InvariantCulture))], mine.Value, mine.Slope);

    /// <summary>Why the loss of these settings cannot be trained or solved; null where it can.</summary>
    public PointPlan.Refused? Refusal(HingeTrainingSettings settings) => Find(settings.Loss) switch
    {
        null => new(
            "training.loss", $"There is no loss '{settings.Loss}'.",
            $"Write one of {Names}; a loss of your own takes a few lines of C#: docs/how-to/own-programs.md."),
        MarginLoss.Custom { Flaw: { } flaw } => new("training.loss", flaw, "Correct the loss, or give it its own slope."),
        _ => null,
    };
}
