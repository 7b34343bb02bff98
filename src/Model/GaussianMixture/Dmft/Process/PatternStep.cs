using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Dmft.Process;

/// <summary>What one step makes of a block of trajectories: pre-activations, forces and curvatures, and their averages.</summary>
/// <remarks>
/// Equation: r = m·x0 + √Δ (ω − η √Δ Σ G F), F = s Λ'(y, r), D = s Λ''(y, r). A cluster of noise νΔ is one of noise Δ with its inputs times √ν: r is
/// then the pre-activation over √ν, F = √ν s Λ', D = ν s Λ'' (docs/explanation/theory/mixtures-in-several-directions.md). Blocks of 64 samples; sums
/// lane by lane.
/// </remarks>
internal sealed class PatternStep(MixtureProblem problem, SampleLayout layout)
{
    /// <summary>Averages of a step beside F x0: D, Λ, [v &gt; 0] and F r.</summary>
    private const int Others = 4;

    private const int Block = SampleLayout.BlockSize;

    private readonly PatternLoss _loss = PatternLoss.Of(problem);

    /// <summary>Averages of a step: F x0 of every direction, D, Λ, [v &gt; 0] and F r.</summary>
    public int Sums { get; } = problem.Mixture.Directions + Others;

    /// <summary>η √Δ.</summary>
    public double Feedback { get; } = problem.LearningRate * Math.Sqrt(problem.NoiseLevel);

    /// <param name="block">Which samples.</param>
    /// <param name="overlaps">m.</param>
    /// <param name="omega">ω of the block.</param>
    /// <param name="fields">Σ G F before, r after.</param>
    /// <param name="margins">y φ(r).</param>
    /// <param name="value">Λ.</param>
    /// <param name="force">Λ'.</param>
    /// <param name="curvature">Λ''.</param>
    public void EvaluateInto(
        int block, ReadOnlySpan<double> overlaps, ReadOnlySpan<double> omega, Span<double> fields,
        Span<double> margins, Span<double> value, Span<double> force, Span<double> curvature)
    {
        var labels = layout.Labels.AsSpan(block * Block, Block);
        FieldInto(overlaps, block * Block, omega, fields);
        if (layout.Scales is not { } scales)
        {
            _loss.MarginsInto(labels, fields, margins);
            _loss.EvaluateInto(labels, fields, margins, value, force, curvature);
            return;
        }
        Span<double> preActivations = stackalloc double[Block];
        var scale = scales.AsSpan(block * Block, Block);
        HistoryKernels.WeightInto(scale, fields, preActivations);
        _loss.MarginsInto(labels, preActivations, margins);
        _loss.EvaluateInto(labels, preActivations, margins, value, force, curvature);
        HistoryKernels.WeightInto(scale, force, force);
        HistoryKernels.WeightInto(scale, curvature, curvature);
        HistoryKernels.WeightInto(scale, curvature, curvature);
    }

    /// <summary>Adds the block's weighted F x0, D, Λ, [v &gt; 0] and F r to the sums.</summary>
    public void AddInto(
        int block, ReadOnlySpan<double> fields, ReadOnlySpan<double> margins, ReadOnlySpan<double> value,
        ReadOnlySpan<double> force, ReadOnlySpan<double> curvature, Span<double> sums)
    {
        var first = block * Block;
        Vector512<double> curved = default, loss = default, correct = default, overlap = default;
        for (var i = 0; i < Block; i += HistoryKernels.Lanes)
        {
            var weight = Vector512.Create(layout.Weights.AsSpan(first + i));
            var f = weight * Vector512.Create(force[i..]);
            curved = Vector512.FusedMultiplyAdd(weight, Vector512.Create(curvature[i..]), curved);
            loss = Vector512.FusedMultiplyAdd(weight, Vector512.Create(value[i..]), loss);
            correct += Vector512.GreaterThan(Vector512.Create(margins[i..]), Vector512<double>.Zero) & weight;
            overlap = Vector512.FusedMultiplyAdd(f, Vector512.Create(fields[i..]), overlap);
        }
        sums[0] += Lanes.Sum(curved);
        sums[1] += Lanes.Sum(loss);
        sums[2] += Lanes.Sum(correct);
        sums[3] += Lanes.Sum(overlap);
        for (var a = 0; a < layout.Signals.Length; a++)
        {
            Vector512<double> drift = default;
            var signals = layout.Signals[a].AsSpan(first, Block);
            for (var i = 0; i < Block; i += HistoryKernels.Lanes)
            {
                var f = Vector512.Create(layout.Weights.AsSpan(first + i)) * Vector512.Create(force[i..]);
                drift = Vector512.FusedMultiplyAdd(f, Vector512.Create<double>(signals[i..]), drift);
            }
            sums[Others + a] += Lanes.Sum(drift);
        }
    }

    /// <summary>The averages that the sums of all samples stand for.</summary>
    /// <param name="sums">Over all samples: <see cref="Sums"/> numbers.</param>
    /// <param name="memory">M_R(k, ·), where it is known.</param>
    public StepAverages ToAverages(ReadOnlySpan<double> sums, double[] memory)
    {
        var alpha = problem.SampleRatio;
        double[] drift = [.. sums[Others..Sums].ToArray().Select(sum => alpha * sum)];
        return new(drift, alpha * problem.NoiseLevel * sums[0], [], memory, alpha * sums[1], sums[2], alpha * sums[3]);
    }

    private void FieldInto(ReadOnlySpan<double> overlaps, int first, ReadOnlySpan<double> omega, Span<double> r)
    {
        var scale = Vector512.Create(Math.Sqrt(problem.NoiseLevel));
        var feedback = Vector512.Create(-Feedback);
        for (var i = 0; i < Block; i += HistoryKernels.Lanes)
        {
            var field = Vector512.FusedMultiplyAdd(feedback, Vector512.Create<double>(r[i..]), Vector512.Create(omega[i..]));
            var sum = scale * field;
            for (var a = 0; a < overlaps.Length; a++)
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(overlaps[a]), Vector512.Create(layout.Signals[a].AsSpan(first + i)), sum);
            sum.CopyTo(r[i..]);
        }
    }
}
