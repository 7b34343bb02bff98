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
        var direction = Directions.Normalised(referenceDirection ?? Directions.Axis(InputDimension, 0));
        ArgumentOutOfRangeException.ThrowIfNotEqual(direction.Length, InputDimension, nameof(referenceDirection));
        var labels = new T[Examples];
        var inputs = DenseMatrix<T>.Create(Examples, InputDimension, entries => Chunks.Run(
            Chunks.Count(Examples, RowsPerChunk), threads, chunk => DrawChunk(key, direction, chunk, entries.Span, labels)));
        var clean = DenseVector<T>.Copy(labels);
        var flipped = Mislabelling.Choose(Examples, MislabelFraction, key.Fork("mislabelling"));
        var trained = flipped.IsEmpty ? clean : Mislabelling.Flip(clean, flipped);
        return new LabelledDataset<T>(inputs, trained, direction, $"generated, {Law}, {flipped.Length} labels flipped", clean);
    }

    private static InputLaw Drawn(InputLaw law) =>
        law is not InputLaw.Samples ? law : throw new ArgumentException("An empirical law of projections makes no inputs.", nameof(law));

    private void DrawChunk<T>(RandomKey key, DenseVector<double> direction, int chunk, Span<T> inputs, Span<T> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var row = new double[InputDimension];
        for (var n = chunk * RowsPerChunk; n < Math.Min(Examples, (chunk + 1) * RowsPerChunk); n++)
        {
            Law.FillRow(key, n, row);
            var entries = inputs.Slice(n * row.Length, row.Length);
            for (var k = 0; k < row.Length; k++) entries[k] = T.CreateTruncating(row[k]);
            labels[n] = Directions.Dot<double>(row, direction.Span) < 0 ? -T.One : T.One;
        }
    }
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
        [.. Draws.Permutation(key, examples).Take(Count(examples, fraction)).Order()];

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
