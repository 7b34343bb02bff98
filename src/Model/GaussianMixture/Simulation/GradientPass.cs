using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipelines.Model.GaussianMixture.Simulation.Kernels;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>One pass over the data for one run or several: every row that a batch needs is read once for its pre-activations, loss derivatives and
/// its share of the gradients.</summary>
/// <remarks>
/// One run takes four rows at a time, which stay in cache between the two products. Several take more, a few columns at a time, so that what
/// is in the nearest cache (rows, weights, gradients) serves all of them: the fewer bytes a run costs, the more its arithmetic counts.
/// </remarks>
internal static class GradientPass
{
    /// <summary>Rows of a block of several runs: few enough to be in cache still when the gradient is formed.</summary>
    private const int BlockRows = 16;

    /// <summary>Bytes of a row in a range of columns: those of four rows, and of eight runs, fit into the first cache.</summary>
    private const int RangeBytes = 4096;

    /// <summary>Columns that one thread folds at a time.</summary>
    private const int FoldColumns = 1024;

    /// <summary>Leaves Σ_μ s_μ Λ'(y_μ, r_μ) x_μ/√d of every run in the first d entries of its partial gradients.</summary>
    /// <param name="runs">Runs on the same data, whose workspaces receive partial gradients and pre-activations.</param>
    public static void Run<T>(IReadOnlyList<MixtureMotion<T>> runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var workspace = runs[0].Workspace;
        var sums = new ChunkSums<T>(SharedBatch<T>.Of(runs), workspace);
        Chunks.Run(sums.Pieces, workspace.Threads, sums.Run);
        var dimension = runs[0].Simulation.Data.Dimension;
        var ranges = Chunks.Count(dimension, FoldColumns);
        Chunks.Run(runs.Count * ranges, workspace.Threads, item =>
        {
            var column = item % ranges * FoldColumns;
            var partials = runs[item / ranges].Workspace.Partials.Span[..(sums.Pieces * workspace.ChunksPerPiece * workspace.Stride)];
            Chunks.FoldColumns(partials, sums.Pieces, column, Math.Min(FoldColumns, dimension - column));
        });
    }

    /// <summary>Pre-activations of all rows, no gradient.</summary>
    public static void ReadAll<T>(MixtureSimulation<T> simulation, ReadOnlyMemory<T> weights, MixtureTrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var scale = 1 / Math.Sqrt(simulation.Data.Dimension);
        Chunks.Run(workspace.ChunkCount, workspace.Threads, chunk =>
        {
            var (first, last) = workspace.RowsOf(chunk);
            for (var row = first; row < last; row++)
                workspace.PreActivations[row] = scale * double.CreateChecked(RowKernels.Dot(simulation.Data.Inputs.Row(row), weights.Span));
        });
    }

    /// <summary>Leaves the gradient of one chunk from <paramref name="start"/> in the partial gradients of every run.</summary>
    public static void RunChunk<T>(SharedBatch<T>[] batches, MixtureTrainingWorkspace<T> workspace, int chunk, int start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var dimension = batches[0].Runs[0].Simulation.Data.Dimension;
        var isAlone = batches is [{ Runs.Length: 1 }];
        var (blockRows, range) = isAlone ? (RowTiles.Rows, dimension) : (BlockRows, RangeBytes / Unsafe.SizeOf<T>());
        foreach (var gradient in batches.SelectMany(b => b.Gradients)) gradient.Span.Slice(start, workspace.Stride).Clear();
        var parts = batches.Select(b => new BatchRows<T>(b, blockRows)).ToArray();
        var (row, last) = workspace.RowsOf(chunk);
        while (row < last)
        {
            var end = EndOfBlock(batches, row, last, blockRows);
            foreach (var part in parts) part.Collect(row, end);
            RunBlock(parts, start, dimension, range);
            row = end;
        }
        foreach (var part in parts) part.Dispose();
    }

    private static void RunBlock<T>(BatchRows<T>[] parts, int start, int dimension, int range)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var whole = dimension - (dimension % RowTiles.PartialLength<T>());
        for (var column = 0; column < whole; column += range)
        {
            foreach (var part in parts) part.Dot(column, Math.Min(range, whole - column), whole);
        }
        foreach (var part in parts) part.ToFactors();
        for (var column = 0; column < dimension; column += range)
        {
            foreach (var part in parts) part.Add(start, column, Math.Min(range, dimension - column));
        }
    }

    /// <summary>The row after the last of the next so many rows that any batch reads.</summary>
    private static int EndOfBlock<T>(SharedBatch<T>[] batches, int row, int last, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (; row < last && count > 0; row++)
        {
            foreach (var batch in batches)
            {
                if (!batch.Reads(row)) continue;
                count--;
                break;
            }
        }
        return row;
    }
}

/// <summary>The partial gradients of some neighbouring chunks, added as they come: what is added is still in cache, and few places hold what is not
/// yet added.</summary>
/// <remarks>
/// The tree of <see cref="Chunks.Fold"/> from its leaves up to pieces of so many chunks, a power of two; pieces are folded by the caller. Same bits
/// for pieces of any size. The sum of a piece is left where its first chunk has its place; what is to be added waits in the other places of a piece
/// that no one else borrows meanwhile.
/// </remarks>
internal sealed class ChunkSums<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SharedBatch<T>[] _batches;
    private readonly MixtureTrainingWorkspace<T> _workspace;
    private readonly ConcurrentStack<int> _waitingPlaces;

    public ChunkSums(SharedBatch<T>[] batches, MixtureTrainingWorkspace<T> workspace)
    {
        (_batches, _workspace) = (batches, workspace);
        Pieces = Chunks.Count(workspace.ChunkCount, workspace.ChunksPerPiece);
        _waitingPlaces = new(Enumerable.Range(0, Math.Min(Pieces, workspace.Threads)).Select(piece => (piece * workspace.ChunksPerPiece) + 1));
    }

    /// <summary>Number of pieces.</summary>
    public int Pieces { get; }

    /// <summary>Sums one piece.</summary>
    public void Run(int piece)
    {
        var first = piece * _workspace.ChunksPerPiece;
        if (!_waitingPlaces.TryPop(out var waiting)) throw new InvalidOperationException("More threads than the workspace has are at work.");
        Sum(first, Math.Min(_workspace.ChunksPerPiece, _workspace.ChunkCount - first), first, waiting);
        _waitingPlaces.Push(waiting);
    }

    /// <summary>The sum of so many chunks in a place; later places from <paramref name="waiting"/> on are overwritten.</summary>
    private void Sum(int first, int count, int place, int waiting)
    {
        if (count == 1)
        {
            GradientPass.RunChunk(_batches, _workspace, first, place * _workspace.Stride);
            return;
        }
        var half = (int)BitOperations.RoundUpToPowerOf2((uint)count) / 2;
        Sum(first, half, place, waiting);
        Sum(first + half, count - half, waiting, waiting + 1);
        foreach (var gradient in _batches.SelectMany(b => b.Gradients)) Add(gradient, waiting, place);
    }

    private void Add(AlignedBuffer<T> gradients, int source, int target)
    {
        var stride = _workspace.Stride;
        RowKernels.AddInto(gradients.Span.Slice(source * stride, stride), T.One, gradients.Span.Slice(target * stride, stride));
    }
}
