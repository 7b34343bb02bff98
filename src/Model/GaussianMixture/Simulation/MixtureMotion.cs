using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>A run within a slice: weights in two buffers, the mask of the coming update, and the samples taken so far. Mutable.</summary>
internal sealed class MixtureMotion<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MixtureAdvance<T> _advance;
    private readonly ImmutableArray<MixtureSample>.Builder _samples = ImmutableArray.CreateBuilder<MixtureSample>();
    private long _step;
    private AlignedBuffer<T> _current;
    private AlignedBuffer<T> _next;
    private Termination? _ending;

    public MixtureMotion(MixtureAdvance<T> advance)
    {
        (_advance, _step) = (advance, advance.State.Step);
        (_current, _next, Mask) = (new(advance.State.Weights.Length), new(advance.State.Weights.Length), advance.State.Mask);
        advance.State.Weights.Span.CopyTo(_current.Span);
        Open();
    }

    public MixtureSimulation<T> Simulation => _advance.Simulation;

    public MixtureTrainingWorkspace<T> Workspace => _advance.Workspace;

    /// <summary>w(k).</summary>
    public AlignedBuffer<T> Weights => _current;

    /// <summary>s(k).</summary>
    public BatchMask Mask { get; private set; }

    /// <summary>Step k is recorded, so that pre-activations are needed outside the batch, too.</summary>
    public bool IsRecorded { get; private set; }

    /// <summary>There is an update to make.</summary>
    public bool IsGoing => _ending is null && _step < _advance.State.Step + _advance.Steps;

    /// <summary>Makes the update from the gradient and the pre-activations in the workspace.</summary>
    public void Step()
    {
        if (IsRecorded) _samples.Add(MixtureMeasurement.Sample(Simulation, _step, _current.Span, Workspace));
        DescendInto(Simulation.Problem, _current.Span, Workspace.Partials.Span, _next.Span);
        if (!AreFinite(_next.Span))
        {
            _ending = new Termination.Diverged(_step + 1, "a weight is not finite");
            return;
        }
        Mask = MaskLaw.Next(Simulation.Problem, Mask, ++_step, Simulation.Key.Fork("masks"));
        (_current, _next) = (_next, _current);
        Open();
    }

    public RunSlice<MixtureTrainingState<T>, MixtureSample> Close() =>
        new(new(_step, DenseVector<T>.Copy(_current.Span), Mask), _samples.DrainToImmutable(), _ending);

    private void Open()
    {
        if (!IsGoing) return;
        if (Simulation.Problem.Batch is BatchRule.Given given) _ = given.Masks.Row(_step);
        IsRecorded = _advance.IsRecorded(_step);
    }

    private static void DescendInto(MixtureProblem problem, ReadOnlySpan<T> current, ReadOnlySpan<T> gradient, Span<T> next)
    {
        var (rate, ridge) = (T.CreateChecked(problem.LearningRate), T.CreateChecked(problem.Ridge));
        for (var i = 0; i < current.Length; i++)
            next[i] = T.FusedMultiplyAdd(-rate, T.FusedMultiplyAdd(ridge, current[i], gradient[i]), current[i]);
    }

    private static bool AreFinite(ReadOnlySpan<T> weights)
    {
        foreach (var w in weights)
        {
            if (!T.IsFinite(w)) return false;
        }
        return true;
    }
}

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
