using System.Numerics;
using System.Runtime.Intrinsics;
using Pipelines.Model.Numerics.Kernels;

namespace Pipelines.Model.GaussianMixture.Simulation;

/// <summary>Scratch of one simulation run, owned by it and never shared: partial gradients, pre-activations, and the thread budget.</summary>
public sealed class MixtureTrainingWorkspace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int SmallestChunk = 64;
    private const int MostChunks = 64;

    /// <summary>Chunks whose sum is formed as they come, by one thread.</summary>
    private const int MostTogether = 4;

    /// <summary>Pieces of work that a thread should have at least, lest the others wait for the last.</summary>
    private const int PiecesPerThread = 8;

    public MixtureTrainingWorkspace(MixtureSimulation<T> simulation, int threads)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Threads = threads;
        RowsPerChunk = ChunkRows(simulation.Data.Samples);
        ChunkCount = Chunks.Count(simulation.Data.Samples, RowsPerChunk);
        Stride = PaddedTo(simulation.Data.Dimension);
        Partials = new AlignedBuffer<T>(checked(Slots(ChunkCount) * Stride));
        PreActivations = new double[simulation.Data.Samples];
    }

    public int Threads { get; }

    internal int RowsPerChunk { get; }

    internal int ChunkCount { get; }

    /// <summary>Chunks of a piece of work: a power of two, which changes no bit of the sums.</summary>
    internal int ChunksPerPiece => ChunkCount >= MostTogether * PiecesPerThread * Threads ? MostTogether : 1;

    /// <summary>Numbers from one partial gradient to the next: d up to a whole vector.</summary>
    internal int Stride { get; }

    /// <summary>One gradient of length d per chunk, to whole groups of <see cref="MostTogether"/>; the first receives their sum.</summary>
    internal AlignedBuffer<T> Partials { get; }

    /// <summary>r_μ of the rows read in the last pass.</summary>
    internal double[] PreActivations { get; }

    /// <summary>Bytes that a simulation of this size holds at its peak: data, partial gradients, weights and masks.</summary>
    public static long EstimateBytes(int samples, int dimension)
    {
        var chunks = Chunks.Count(samples, ChunkRows(samples));
        var inputs = (long)samples * dimension;
        return (EntryBytes * (inputs + ((long)Slots(chunks) * PaddedTo(dimension)) + (4L * dimension)))
            + (samples * ((2L * sizeof(double)) + (2 * sizeof(bool))));
    }

    /// <summary>First row of a chunk, and the one after its last.</summary>
    internal (int First, int Last) RowsOf(int chunk) =>
        (chunk * RowsPerChunk, Math.Min(PreActivations.Length, (chunk + 1) * RowsPerChunk));

    private static int Slots(int chunks) => Chunks.Count(chunks, MostTogether) * MostTogether;

    private static int PaddedTo(int dimension) => Chunks.Count(dimension, Vector512<T>.Count) * Vector512<T>.Count;

    private static int EntryBytes => System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

    /// <summary>Depends on the number of samples alone: the order of additions must not depend on the machine.</summary>
    private static int ChunkRows(int samples) => Math.Max(SmallestChunk, Chunks.Count(samples, MostChunks));
}
