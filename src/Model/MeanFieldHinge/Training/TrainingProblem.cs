using System.Diagnostics;
using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Training;

/// <summary>Gradient descent on a loss of the margin of a one-hidden-layer ReLU network f(x) = Σ_i a_i max(0, w_i·x/√d) / M.</summary>
/// <remarks>
/// Pellegrini and Biroli 2020, arXiv 2006.11209, eqs. 1, 3, 7, 8. One step is one unit of time: a_i ← a_i + C w_i·g_i, w_i ← w_i + C a_i g_i with
/// g_i = mean of ψ step(w_i·x) y x, ψ = −l'(α y F), C = LearningRate/(α M √d), both from the old parameters, step(0) = 0.
/// </remarks>
/// <param name="Training">Training examples.</param>
/// <param name="Loss">Output scale α, margin h and loss λ.</param>
/// <param name="LearningRate">β* &gt; 0; the mean-field formulas hold β = β*/M.</param>
public sealed record TrainingProblem<T>(LabelledDataset<T> Training, HingeLoss Loss, double LearningRate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public double LearningRate { get; init => field = Require.Positive(value, nameof(LearningRate)); }
        = Require.Positive(LearningRate, nameof(LearningRate));

    /// <summary>Examples to test on, if any, with the input dimension of the training examples.</summary>
    /// <exception cref="ArgumentException">The input dimensions differ.</exception>
    public LabelledDataset<T>? Test
    {
        get;
        init => field = value is null || value.InputDimension == Training.InputDimension
            ? value
            : throw new ArgumentException(
                $"The test inputs have {value.InputDimension} dimensions, the training inputs {Training.InputDimension}.", nameof(Test));
    }

    /// <summary>Which examples a step sees.</summary>
    public BatchSchedule Batches { get; init; } = new BatchSchedule.FullBatch();

    /// <summary>Whether the state keeps for every training example when it was satisfied.</summary>
    public bool TracksSatisfaction { get; init; }
}

/// <summary>The rescaled loss, l(α y F)/α² per example with l(v) = h λ(v/h), of the output F from which the initial output is subtracted.</summary>
/// <remarks>
/// Pellegrini and Biroli 2020, arXiv 2006.11209, eq. 8, where l(v) = max(0, h − v). Large α: lazy training; small α: rich training. An example is
/// unsatisfied where h − α y F &gt; 0, strictly. At the start F = 0, so that every example is unsatisfied and the loss is h λ(0)/α² exactly.
/// </remarks>
/// <param name="OutputScale">α &gt; 0.</param>
/// <param name="Margin">h &gt; 0.</param>
public sealed record HingeLoss(double OutputScale, double Margin)
{
    public double OutputScale { get; init => field = Require.Positive(value, nameof(OutputScale)); }
        = Require.Positive(OutputScale, nameof(OutputScale));

    public double Margin { get; init => field = Require.Positive(value, nameof(Margin)); } = Require.Positive(Margin, nameof(Margin));

    /// <summary>λ; the linear hinge of the paper unless it is set.</summary>
    /// <exception cref="ArgumentException">A loss of one's own that is not sound.</exception>
    public MarginLoss Function { get; init => field = MarginLoss.Sound(value); } = new MarginLoss.LinearHinge();

    /// <summary>h λ(0), the loss l of an example at the start.</summary>
    internal double AtStart => Margin * MarginFunction.Of(Function).Value(0);

    /// <summary>Loss of a data set from the sum of l over its examples.</summary>
    public double Mean(double lossSum, int examples) => lossSum / (OutputScale * OutputScale * examples);
}

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

/// <summary>The examples of every step of one run, a function of the step alone; it remembers the order of the current epoch.</summary>
internal sealed class BatchRows(BatchSchedule schedule, int examples)
{
    private int[] _order = [];
    private long _epoch = -1;

    /// <summary>Rows of this step, or null for all.</summary>
    public int[]? At(long step) => schedule.Match<int[]?>(
        fullBatch: _ => null,
        inOrder: s => Piece(step, s.Size, _ => [.. Enumerable.Range(0, examples)]),
        shuffled: s => Piece(step, s.Size, epoch => Draws.Permutation(s.Key.Fork(epoch), examples)));

    private int[] Piece(long step, int size, Func<long, int[]> order)
    {
        var pieces = ((long)examples + size - 1) / size;
        var (epoch, piece) = (step / pieces, step % pieces);
        if (epoch != _epoch) _order = order(epoch);
        _epoch = epoch;
        return _order[(int)(piece * size)..(int)Math.Min(examples, (piece + 1) * size)];
    }
}
