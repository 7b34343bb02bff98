using System.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Theories.GaussianMixture;

namespace Pipelines.Model.Training.GaussianMixture;

/// <summary>One pass over the data: every row of the batch is read once for its pre-activation, its loss derivative and its share of the gradient.</summary>
internal static class GradientPass
{
    /// <summary>Leaves Σ_μ s_μ Λ'(y_μ, r_μ) x_μ/√d in the first d entries of the workspace's partial gradients.</summary>
    /// <param name="simulation">Problem and data.</param>
    /// <param name="weights">w.</param>
    /// <param name="mask">s.</param>
    /// <param name="readAll">Also computes the pre-activations of the rows outside the batch, for the observables.</param>
    /// <param name="workspace">Receives partial gradients and pre-activations.</param>
    public static void Run<T>(
        MixtureSimulation<T> simulation, ReadOnlyMemory<T> weights, BatchMask mask, bool readAll, MixtureTrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Chunks.Run(workspace.ChunkCount, workspace.Threads, chunk =>
        {
            var first = chunk * workspace.RowsPerChunk;
            var last = Math.Min(simulation.Data.Samples, first + workspace.RowsPerChunk);
            var d = simulation.Data.Dimension;
            var gradient = workspace.Partials.AsSpan(chunk * d, d);
            var active = CollectActive(mask, first, last, workspace.ActiveRows.AsSpan(first));
            gradient.Clear();
            AddRows(simulation, weights.Span, active, workspace.PreActivations, gradient);
            if (readAll && active.Length < last - first) ReadInactive(simulation, weights.Span, mask, first, last, workspace.PreActivations);
        });
        Chunks.Fold<T>(workspace.Partials, workspace.ChunkCount);
    }

    /// <summary>Pre-activations of all rows, no gradient.</summary>
    public static void ReadAll<T>(MixtureSimulation<T> simulation, ReadOnlyMemory<T> weights, MixtureTrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scale = 1 / Math.Sqrt(simulation.Data.Dimension);
        Chunks.Run(workspace.ChunkCount, workspace.Threads, chunk =>
        {
            var first = chunk * workspace.RowsPerChunk;
            for (var row = first; row < Math.Min(simulation.Data.Samples, first + workspace.RowsPerChunk); row++)
                workspace.PreActivations[row] = scale * double.CreateChecked(RowKernels.Dot(simulation.Data.Inputs.Row(row), weights.Span));
        });
    }

    private static Span<int> CollectActive(BatchMask mask, int first, int last, Span<int> rows)
    {
        var count = 0;
        for (var row = first; row < last; row++)
        {
            if (mask[row]) rows[count++] = row;
        }
        return rows[..count];
    }

    private static void AddRows<T>(
        MixtureSimulation<T> simulation, ReadOnlySpan<T> weights, ReadOnlySpan<int> rows, Span<double> preActivations, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = simulation.Data.Inputs;
        Span<T> four = stackalloc T[RowKernels.GroupSize];
        var i = 0;
        for (; i <= rows.Length - RowKernels.GroupSize; i += RowKernels.GroupSize)
        {
            var (row0, row1) = (rows[i], rows[i + 1]);
            var (row2, row3) = (rows[i + 2], rows[i + 3]);
            RowKernels.DotFour(inputs.Row(row0), inputs.Row(row1), inputs.Row(row2), inputs.Row(row3), weights, four);
            ToFactors(simulation, rows.Slice(i, RowKernels.GroupSize), four, preActivations);
            RowKernels.AddFourInto(inputs.Row(row0), inputs.Row(row1), inputs.Row(row2), inputs.Row(row3), four, gradient);
        }
        for (; i < rows.Length; i++)
        {
            four[0] = RowKernels.Dot(inputs.Row(rows[i]), weights);
            ToFactors(simulation, rows.Slice(i, 1), four[..1], preActivations);
            RowKernels.AddInto(inputs.Row(rows[i]), four[0], gradient);
        }
    }

    /// <summary>Turns w·x into Λ'(y, r)/√d with r = w·x/√d, in double whatever the precision of the data.</summary>
    private static void ToFactors<T>(MixtureSimulation<T> simulation, ReadOnlySpan<int> rows, Span<T> dots, Span<double> preActivations)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scale = 1 / Math.Sqrt(simulation.Data.Dimension);
        var count = rows.Length;
        Span<double> scratch = stackalloc double[6 * RowKernels.GroupSize];
        var r = scratch[..count];
        var y = scratch.Slice(RowKernels.GroupSize, count);
        var first = scratch.Slice(2 * RowKernels.GroupSize, count);
        for (var j = 0; j < count; j++)
        {
            r[j] = scale * double.CreateChecked(dots[j]);
            y[j] = simulation.Data.Labels[rows[j]];
            preActivations[rows[j]] = r[j];
        }
        var margins = scratch.Slice(3 * RowKernels.GroupSize, count);
        simulation.Loss.MarginsInto(y, r, margins);
        simulation.Loss.EvaluateInto(
            y, r, margins, scratch.Slice(4 * RowKernels.GroupSize, count), first, scratch.Slice(5 * RowKernels.GroupSize, count));
        for (var j = 0; j < count; j++) dots[j] = T.CreateChecked(scale * first[j]);
    }

    private static void ReadInactive<T>(
        MixtureSimulation<T> simulation, ReadOnlySpan<T> weights, BatchMask mask, int first, int last, Span<double> preActivations)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scale = 1 / Math.Sqrt(simulation.Data.Dimension);
        for (var row = first; row < last; row++)
        {
            if (!mask[row]) preActivations[row] = scale * double.CreateChecked(RowKernels.Dot(simulation.Data.Inputs.Row(row), weights));
        }
    }
}
