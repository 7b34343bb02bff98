using System.Diagnostics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Which examples a training step sees.</summary>
/// <remarks>Minibatches cut an epoch's order into pieces of the given size; the last piece of an epoch may be shorter. The gradient is the mean
/// over the piece.</remarks>
public abstract record BatchSchedule
{
    private BatchSchedule() { }

    /// <summary>All examples in every step.</summary>
    public sealed record FullBatch : BatchSchedule;

    /// <summary>Consecutive examples in stored order.</summary>
    public sealed record InOrder(int Size) : BatchSchedule
    {
        public int Size { get; init => field = Require.Positive(value, nameof(Size)); } = Require.Positive(Size, nameof(Size));
    }

    /// <summary>Every epoch in a new random order, that of the fork of <paramref name="Key"/> with the epoch's index.</summary>
    public sealed record Shuffled(int Size, RandomKey Key) : BatchSchedule
    {
        public int Size { get; init => field = Require.Positive(value, nameof(Size)); } = Require.Positive(Size, nameof(Size));
    }

    public T Match<T>(Func<FullBatch, T> fullBatch, Func<InOrder, T> inOrder, Func<Shuffled, T> shuffled)
    {
        ArgumentNullException.ThrowIfNull(fullBatch);
        ArgumentNullException.ThrowIfNull(inOrder);
        ArgumentNullException.ThrowIfNull(shuffled);
        return this switch
        {
            FullBatch s => fullBatch(s),
            InOrder s => inOrder(s),
            Shuffled s => shuffled(s),
            _ => throw new UnreachableException(),
        };
    }
}
