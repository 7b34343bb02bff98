using System.Collections.Immutable;
using Pipelines.Model.Runs;

namespace Pipelines.Model.GaussianMixture.Dmft;

/// <summary>The solved theory: one point a step, the two-time kernels, and how it ended.</summary>
/// <param name="Points">Steps 0..T, or up to the last step that every replicate reached when one diverged.</param>
/// <param name="Kernels">Two-time quantities of the same steps.</param>
/// <param name="Ending">The worst ending of the replicates: diverged before out of sweeps before the end.</param>
public sealed record DmftSolution(ImmutableArray<DmftPoint> Points, DmftKernels Kernels, Termination Ending)
{
    /// <summary>Quantities of a record that have a mean and a standard error.</summary>
    private const int Estimates = 8;

    internal static DmftSolution Combine(
        double learningRate, ImmutableArray<SolutionRecord> replicates, ImmutableArray<SolutionRecord> halves, bool exact, Termination ending)
    {
        var steps = replicates.Concat(halves).Min(r => r.Steps);
        var points = ImmutableArray.CreateBuilder<DmftPoint>(steps);
        for (var k = 0; k < steps; k++)
        {
            var full = EstimatesAt(replicates, k, exact);
            var half = exact ? full : halves.IsEmpty ? null : EstimatesAt(halves, k, exact);
            points.Add(new(
                k, learningRate * k, full[0], full[1], full[2], full[3], full[4], full[5], full[6], full[7],
                half is null ? null : Compare(full, half, (a, b) => Math.Abs(a.Mean - b.Mean)))
            {
                BiasError = half is null
                    ? null
                    : Compare(full, half, (a, b) => Math.Sqrt((a.StandardError * a.StandardError) + (b.StandardError * b.StandardError))),
                Compression = CompressionAt(replicates, k),
            });
        }
        return new(points.MoveToImmutable(), new DmftKernels(replicates, exact), ending);
    }

    private static Estimate[] EstimatesAt(ImmutableArray<SolutionRecord> replicates, int k, bool exact)
    {
        var estimates = new Estimate[Estimates];
        for (var q = 0; q < estimates.Length; q++)
            estimates[q] = exact ? Estimate.Exact(replicates[0].Point(k)[q]) : Estimate.Of([.. replicates.Select(r => r.Point(k)[q])]);
        return estimates;
    }

    private static Compression? CompressionAt(ImmutableArray<SolutionRecord> replicates, int k)
    {
        double Worst(int quantity) => replicates.Max(r => r.Point(k)[Estimates + quantity]);
        return double.IsNaN(Worst(0)) ? null : new(Worst(0), Worst(1), Worst(2));
    }

    private static MixtureObservables Compare(Estimate[] full, Estimate[] half, Func<Estimate, Estimate, double> of)
    {
        double Of(int quantity) => of(full[quantity], half[quantity]);
        return new(Of(0), Of(1), Of(2), Of(3), Of(4));
    }
}
