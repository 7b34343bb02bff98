using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>What a generated data set is: the inputs' law, its size and how many labels are wrong.</summary>
/// <param name="Law">Law of the inputs.</param>
/// <param name="Examples">n ≥ 1.</param>
/// <param name="InputDimension">d ≥ 1.</param>
/// <param name="MislabelFraction">δ in [0, 1/2): exactly round(δ n) labels are flipped.</param>
public sealed record SyntheticDataset(InputLaw Law, int Examples, int InputDimension, double MislabelFraction = 0)
{
    private const int RowsPerChunk = 512;

    public InputLaw Law { get; init => field = Drawn(value); } = Drawn(Law);

    public int Examples { get; init => field = Require.Positive(value, nameof(Examples)); } = Require.Positive(Examples, nameof(Examples));

    public int InputDimension { get; init => field = Require.Positive(value, nameof(InputDimension)); }
        = Require.Positive(InputDimension, nameof(InputDimension));

    public double MislabelFraction { get; init => field = Require.InRange(value, 0, 0.5, nameof(MislabelFraction)); }
        = Require.InRange(MislabelFraction, 0, 0.5, nameof(MislabelFraction));

    /// <summary>Draws the data: labels are the sign of w*·x (+1 at zero), then some are flipped.</summary>
    /// <remarks>
    /// Example n depends on the key, the law, d and n alone: a larger set starts with the smaller one, any thread count gives the same bits, and
    /// T = float holds the rounded numbers of T = double. The labels are those of the numbers in double. Cost: n·d normal numbers.
    /// </remarks>
    /// <param name="key">The stream of this data set; training and test set have different ones.</param>
    /// <param name="referenceDirection">w*; null is the first axis, which loses nothing for spherical laws.</param>
    /// <param name="threads">At most so many threads.</param>
    public LabelledDataset<T> Draw<T>(RandomKey key, DenseVector<double>? referenceDirection = null, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var direction = Along(referenceDirection);
        DenseMatrix<T>? inputs = null;
        var clean = DenseVector<T>.Create(Examples, labels => inputs = DenseMatrix<T>.Create(Examples, InputDimension, entries =>
            ForEach<T>(key, threads, (n, drawn) =>
            {
                drawn.Row.CopyTo(entries.Slice(n * InputDimension, InputDimension));
                labels.Span[n] = Label(drawn, direction);
            })));
        var (trained, provenance) = Mislabelled(clean, key);
        return new LabelledDataset<T>(inputs!, trained, direction, provenance, clean);
    }

    /// <summary>The same data, of which only labels and projections w*·x are kept: an input is drawn again wherever it is looked at.</summary>
    /// <remarks>Whatever is computed from it has the bits that it has with <see cref="Draw"/>. Memory: n labels and n numbers of 8 bytes.</remarks>
    /// <inheritdoc cref="Draw" path="/param"/>
    /// <exception cref="ArgumentException">An input is not finite in the precision of T.</exception>
    public LabelledDataset<T> DrawOnDemand<T>(RandomKey key, DenseVector<double>? referenceDirection = null, int threads = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var direction = Along(referenceDirection);
        DenseVector<double>? projections = null;
        var clean = DenseVector<T>.Create(Examples, labels => projections = DenseVector<double>.Create(Examples, along =>
            ForEach<T>(key, threads, (n, drawn) =>
            {
                LabelledDataset<T>.RequireFinite(drawn.Row, n);
                along.Span[n] = Directions.Dot<T>(drawn.Row, direction.Span);
                labels.Span[n] = Label(drawn, direction);
            })));
        var (trained, provenance) = Mislabelled(clean, key);
        return new LabelledDataset<T>(new(Law, key, Examples, InputDimension), projections!, trained, clean, direction, provenance);
    }

    private static T Label<T>(RowSpace<T> drawn, DenseVector<double> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Directions.Dot<double>(drawn.Wide, direction.Span) < 0 ? -T.One : T.One;

    private DenseVector<double> Along(DenseVector<double>? referenceDirection)
    {
        var direction = Directions.Normalised(referenceDirection ?? Directions.Axis(InputDimension, 0));
        ArgumentOutOfRangeException.ThrowIfNotEqual(direction.Length, InputDimension, nameof(referenceDirection));
        return direction;
    }

    private (DenseVector<T> Trained, string Provenance) Mislabelled<T>(DenseVector<T> clean, RandomKey key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var flipped = Mislabelling.Choose(Examples, MislabelFraction, key.Fork("mislabelling"));
        return (flipped.IsEmpty ? clean : Mislabelling.Flip(clean, flipped), $"generated, {Law}, {flipped.Length} labels flipped");
    }

    /// <summary>Draws every input once, in whatever order.</summary>
    private void ForEach<T>(RandomKey key, int threads, Action<int, RowSpace<T>> body)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = new ExampleInputs<T>.Drawn(Law, key, Examples, InputDimension);
        Chunks.Run(Chunks.Count(Examples, RowsPerChunk), threads, chunk =>
        {
            var space = new RowSpace<T>(InputDimension);
            for (var n = chunk * RowsPerChunk; n < Math.Min(Examples, (chunk + 1L) * RowsPerChunk); n++)
            {
                inputs.Row(n, space);
                body(n, space);
            }
        });
    }

    private static InputLaw Drawn(InputLaw law) =>
        law is not InputLaw.Samples ? law : throw new ArgumentException("An empirical law of projections makes no inputs.", nameof(law));
}

/// <summary>Flips the labels of a fixed number of examples.</summary>
public static class Mislabelling
{
    /// <summary>round(fraction × n), halves away from zero: exactly so many distinct examples are flipped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The fraction lies outside [0, 1/2): at 1/2 there is nothing to learn, above the flipped
    /// rule is learnt.</exception>
    public static int Count(int examples, double fraction) =>
        (int)Math.Round(Require.InRange(fraction, 0, 0.5) * examples, MidpointRounding.AwayFromZero);

    /// <summary>The examples that are flipped, in ascending order: a random subset, a function of the key, n and the fraction.</summary>
    public static ImmutableArray<int> Choose(int examples, double fraction, RandomKey key) =>
        Count(examples, fraction) is var count and > 0 ? [.. Draws.Permutation(key, examples).Take(count).Order()] : [];

    /// <summary>The labels with the sign of the given examples turned.</summary>
    public static DenseVector<T> Flip<T>(DenseVector<T> labels, ImmutableArray<int> examples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        return DenseVector<T>.Create(labels.Length, (labels, examples), static (target, from) =>
        {
            from.labels.Span.CopyTo(target);
            foreach (var n in from.examples) target[n] = -target[n];
        });
    }
}
