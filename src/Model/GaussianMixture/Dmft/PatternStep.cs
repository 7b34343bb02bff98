using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>What one step makes of a block of trajectories: pre-activations, forces and curvatures, and their averages.</summary>
/// <remarks>Equation: r = m x0 + √Δ (ω − η √Δ Σ G F), F = s Λ'(y, r), D = s Λ''(y, r). Blocks of 64 samples; sums lane by lane.</remarks>
internal sealed class PatternStep(MixtureProblem problem, SampleLayout layout)
{
    /// <summary>Averages of a step: F x0, D, Λ, [v &gt; 0] and F r.</summary>
    public const int Sums = 5;

    private const int Block = SampleLayout.BlockSize;

    private readonly PatternLoss _loss = PatternLoss.Of(problem);

    /// <summary>η √Δ.</summary>
    public double Feedback { get; } = problem.LearningRate * Math.Sqrt(problem.NoiseLevel);

    /// <param name="block">Which samples.</param>
    /// <param name="magnetization">m.</param>
    /// <param name="omega">ω of the block.</param>
    /// <param name="fields">Σ G F before, r after.</param>
    /// <param name="margins">y φ(r).</param>
    /// <param name="value">Λ.</param>
    /// <param name="force">Λ'.</param>
    /// <param name="curvature">Λ''.</param>
    public void EvaluateInto(
        int block, double magnetization, ReadOnlySpan<double> omega, Span<double> fields,
        Span<double> margins, Span<double> value, Span<double> force, Span<double> curvature)
    {
        var labels = layout.Labels.AsSpan(block * Block, Block);
        FieldInto(magnetization, layout.Signals.AsSpan(block * Block, Block), omega, fields);
        _loss.MarginsInto(labels, fields, margins);
        _loss.EvaluateInto(labels, fields, margins, value, force, curvature);
    }

    /// <summary>Adds the block's weighted F x0, D, Λ, [v &gt; 0] and F r to the sums.</summary>
    public void AddInto(
        int block, ReadOnlySpan<double> fields, ReadOnlySpan<double> margins, ReadOnlySpan<double> value,
        ReadOnlySpan<double> force, ReadOnlySpan<double> curvature, Span<double> sums)
    {
        var first = block * Block;
        Vector512<double> drift = default, curved = default, loss = default, correct = default, overlap = default;
        for (var i = 0; i < Block; i += HistoryKernels.Lanes)
        {
            var weight = Vector512.Create(layout.Weights.AsSpan(first + i));
            var f = weight * Vector512.Create(force[i..]);
            drift = Vector512.FusedMultiplyAdd(f, Vector512.Create(layout.Signals.AsSpan(first + i)), drift);
            curved = Vector512.FusedMultiplyAdd(weight, Vector512.Create(curvature[i..]), curved);
            loss = Vector512.FusedMultiplyAdd(weight, Vector512.Create(value[i..]), loss);
            correct += Vector512.GreaterThan(Vector512.Create(margins[i..]), Vector512<double>.Zero) & weight;
            overlap = Vector512.FusedMultiplyAdd(f, Vector512.Create(fields[i..]), overlap);
        }
        sums[0] += Lanes.Sum(drift);
        sums[1] += Lanes.Sum(curved);
        sums[2] += Lanes.Sum(loss);
        sums[3] += Lanes.Sum(correct);
        sums[4] += Lanes.Sum(overlap);
    }

    /// <summary>The averages that the sums of all samples stand for.</summary>
    /// <param name="sums">Over all samples.</param>
    /// <param name="memory">M_R(k, ·), where it is known.</param>
    public StepAverages ToAverages(ReadOnlySpan<double> sums, double[] memory)
    {
        var alpha = problem.SampleRatio;
        return new(alpha * sums[0], alpha * problem.NoiseLevel * sums[1], [], memory, alpha * sums[2], sums[3], alpha * sums[4]);
    }

    private void FieldInto(double magnetization, ReadOnlySpan<double> signals, ReadOnlySpan<double> omega, Span<double> r)
    {
        var (m, scale) = (Vector512.Create(magnetization), Vector512.Create(Math.Sqrt(problem.NoiseLevel)));
        var feedback = Vector512.Create(-Feedback);
        for (var i = 0; i < Block; i += HistoryKernels.Lanes)
        {
            var field = Vector512.FusedMultiplyAdd(feedback, Vector512.Create<double>(r[i..]), Vector512.Create(omega[i..]));
            Vector512.FusedMultiplyAdd(m, Vector512.Create(signals[i..]), scale * field).CopyTo(r[i..]);
        }
    }
}
