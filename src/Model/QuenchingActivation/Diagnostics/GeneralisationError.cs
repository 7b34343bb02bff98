using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>E (f - f*)² over fresh inputs: exactly, from the population risk, and from a sampled test set as a cross-check.</summary>
public static class GeneralisationError
{
    /// <summary>The exact error; no test set is needed.</summary>
    public static double Exact(TargetFunction target, InputLaw law, TwoLayerParameters parameters, OutputScaling scaling, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new PopulationRisk(target, parameters.InputDimension, law.Normalisation()).Value(parameters, scaling, threads);
    }

    /// <summary>The mean over <paramref name="count"/> fresh inputs; its relative error is of order count^(-1/2).</summary>
    public static double Sampled(
        RandomKey key, TargetFunction target, InputLaw law, TwoLayerParameters parameters, OutputScaling scaling, int count, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var samples = LabelledSamples.Draw(key, law, count, parameters.InputDimension, target);
        return new EmpiricalRisk(samples).Value(parameters, scaling, threads);
    }
}
