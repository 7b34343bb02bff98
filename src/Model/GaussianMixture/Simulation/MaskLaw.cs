using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>Draws the masks of a simulation, one step after the other.</summary>
/// <remarks>
/// Sample μ of step k sees one uniform number, named by (key, k, μ): masks depend on neither the data nor the recording.
/// A rule with b = 1 masks nothing, whatever its name, so its runs equal full batch bit for bit.
/// </remarks>
internal static class MaskLaw
{
    public static BatchMask First(MixtureProblem problem, int samples, RandomKey key) => problem.Batch.Match(
        full: _ => BatchMask.All(samples),
        sgd: r => Bernoulli(r.BatchFraction, samples, key.Fork(0)),
        persistent: r => Bernoulli(r.BatchFraction, samples, key.Fork(0)),
        chain: r => Bernoulli(r.BatchFraction, samples, key.Fork(0)),
        given: r => r.Masks.Samples == samples
            ? r.Masks.Row(0)
            : throw new ArgumentException($"Mask rows have {r.Masks.Samples} entries, the data set has {samples} samples.", nameof(problem)));

    /// <summary>The mask of <paramref name="step"/>, from the mask of the step before.</summary>
    public static BatchMask Next(MixtureProblem problem, BatchMask previous, long step, RandomKey key) => problem.Batch.Match(
        full: _ => previous,
        sgd: r => Bernoulli(r.BatchFraction, previous.Length, key.Fork(step)),
        persistent: r => Switch(
            previous, r.ActivationProbability(problem.LearningRate), r.DeactivationProbability(problem.LearningRate), key.Fork(step)),
        chain: r => Switch(previous, r.Activation, r.Deactivation, key.Fork(step)),
        given: r => r.Masks.Row(Math.Min(step, r.Masks.Steps - 1)));

    private static BatchMask Bernoulli(double fraction, int samples, RandomKey key)
    {
        var (active, uniforms) = (new bool[samples], Uniforms(samples, key));
        for (var i = 0; i < samples; i++) active[i] = uniforms[i] < fraction;
        return BatchMask.Copy(active);
    }

    private static BatchMask Switch(BatchMask previous, double activation, double deactivation, RandomKey key)
    {
        var (active, uniforms) = (new bool[previous.Length], Uniforms(previous.Length, key));
        for (var i = 0; i < active.Length; i++) active[i] = previous[i] ? uniforms[i] >= deactivation : uniforms[i] < activation;
        return BatchMask.Copy(active);
    }

    /// <summary>One number a sample, a function of the key and the sample's index alone.</summary>
    private static double[] Uniforms(int samples, RandomKey key)
    {
        var uniforms = new double[samples];
        Uniform.FillInto(key, 0, uniforms);
        return uniforms;
    }
}
