using Pipelines.Model;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The sections that the quenching-activation system reads of an experiment file.</summary>
public sealed record QuenchingSettings(
    [Setting("dataset", "The inputs")] QuenchingDatasetSettings Dataset,
    [Setting("target", "The function to learn")] QuenchingTargetSettings Target,
    [Setting("network", "The network and its start")] QuenchingNetworkSettings Network,
    [Setting("training", "How the weights move")] QuenchingTrainingSettings Training,
    [Setting("record", "What is recorded and when")] RecordSettings Record,
    [Setting("randomFeatures", "Solve the random feature model of the same features and data, and compare")] bool RandomFeatures = true,
    [Setting("effective", "Effective dynamics of the quenching stage, next to the full one; absent: none")]
    QuenchingEffectiveSettings? Effective = null);

/// <summary>The two-layer ReLU network and its start (Ma, Wu and E 2020, arXiv 2006.14450, eqs. 1 and 6).</summary>
[WrittenAs("QuenchingNetworkSettings")]
public sealed record QuenchingNetworkSettings(
    [Setting("hiddenUnits", "Hidden units m", Minimum = 1)] int HiddenUnits,
    [Setting("scaling", "Factor in front of the network: conventional is 1, mean-field 1/m")] OutputScaling Scaling = OutputScaling.Conventional,
    [Setting("inner", "Law of the inner weights at the start: unit-sphere, or gaussian of variance 1/d")]
    InnerWeightLaw Inner = InnerWeightLaw.UnitSphere,
    [Setting("outerDeviation", "Standard deviation of the outer weights at the start; or give outerExponent", Minimum = 0)]
    double? OuterDeviation = null,
    [Setting("outerExponent", "The same as m^-exponent", Minimum = 0)] double? OuterExponent = null)
    : IValidatedSettings
{
    internal Initialisation Initialisation => new(
        Inner,
        OuterExponent is { } exponent ? new OuterWeightScale.PowerOfWidth(exponent) : new OuterWeightScale.Fixed(OuterDeviation ?? 0));

    public IEnumerable<Violation> Violations()
    {
        if (OuterDeviation is not null && OuterExponent is not null)
            yield return new("outerExponent", "The outer weights have two standard deviations.", "Give one of outerDeviation and outerExponent.");
    }
}

/// <summary>When the effective dynamics takes over.</summary>
[WrittenAs("QuenchingEffectiveSettings")]
public sealed record QuenchingEffectiveSettings(
    [Setting("fromStep", "Step of the full dynamics from which the effective one starts", Minimum = 0)] int FromStep);
