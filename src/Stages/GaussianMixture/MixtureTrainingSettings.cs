using Pipelines.Stages.Settings;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>
/// Loss and descent (Mignacco et al. 2020, eqs. 5 to 9). The batch sum is not divided by the batch size; time is learningRate * step.
/// </summary>
public sealed record MixtureTrainingSettings(
    [Setting("steps", "Steps of descent", Minimum = 0)] int Steps,
    [Setting("learningRate", "Learning rate eta, also the time of one step", Minimum = 0, ExclusiveMinimum = true)] double LearningRate,
    [Setting("batch", "Which samples enter an update")] MixtureBatchSettings Batch,
    [Setting("initialVariance", "Variance R of one initial weight", Minimum = 0)] double InitialVariance,
    [Setting("start", "Where the weights start")] MixtureStartSettings Start,
    [Setting("seeds", "Independent simulations (data, weights, masks) that are averaged; a standard error needs at least 2", Minimum = 1)] int Seeds,
    [Setting("ridge", "Ridge lambda", Minimum = 0)] double Ridge = 0,
    [Setting("loss", "Loss l(v) of the margin v = y phi(h): logistic ln(1 + e^-v), quadratic (1 - v)^2/2, or the name of one defined in C#")]
    string Loss = MixtureLosses.Logistic,
    [Setting("precision", "Arithmetic of the simulations")] Precision Precision = Precision.Float64)
    : IValidatedSettings
{
    public IEnumerable<Violation> Violations()
    {
        if (Batch is not MixtureBatchSettings.PersistentSgd { Saturates: false } rule) yield break;
        var (on, off) = (rule.Activation(LearningRate), rule.Deactivation(LearningRate));
        if (Math.Max(on, off) <= MixtureBatchSettings.PersistentSgd.LargestProbability) yield break;
        var (name, value) = on > off
            ? ("P(0 -> 1) = learningRate / persistenceTime", on)
            : ("P(1 -> 0) = (1 - batchFraction) learningRate / (batchFraction persistenceTime)", off);
        yield return new(
            "batch.persistenceTime",
            FormattableString.Invariant($"{name} is {value}, which is no probability."),
            "Increase persistenceTime; or write saturates: true for the chain in which it is 1.");
    }
}
