using System.Collections.Concurrent;
using System.Numerics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Simulation;

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
