using System.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>Runs that have the same batch in this step: whatever one of them does with a row, all do.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Mask">s.</param>
/// <param name="ReadsAll">They also need the pre-activations of the rows outside the batch.</param>
internal sealed record SharedBatch<T>(MixtureMotion<T>[] Runs, BatchMask Mask, bool ReadsAll)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>w of every run.</summary>
    public AlignedBuffer<T>[] Weights { get; } = [.. Runs.Select(r => r.Weights)];

    /// <summary>The partial gradients of every run.</summary>
    public AlignedBuffer<T>[] Gradients { get; } = [.. Runs.Select(r => r.Workspace.Partials)];

    /// <summary>Every run is in one of them.</summary>
    public static SharedBatch<T>[] Of(IReadOnlyList<MixtureMotion<T>> runs)
    {
        if (runs.Count == 1) return [new([runs[0]], runs[0].Mask, runs[0].IsRecorded)];
        var batches = new List<(BatchMask Mask, bool ReadsAll, List<MixtureMotion<T>> Runs)>();
        foreach (var run in runs)
        {
            var known = batches.FindIndex(b => b.ReadsAll == run.IsRecorded && (ReferenceEquals(b.Mask, run.Mask) || b.Mask.Equals(run.Mask)));
            if (known < 0) batches.Add((run.Mask, run.IsRecorded, [run]));
            else batches[known].Runs.Add(run);
        }
        return [.. batches.Select(b => new SharedBatch<T>([.. b.Runs], b.Mask, b.ReadsAll))];
    }

    public bool Reads(int row) => ReadsAll || Mask[row];
}
