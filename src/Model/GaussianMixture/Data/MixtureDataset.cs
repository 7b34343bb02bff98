using System.Numerics;
using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture.Data;

/// <summary>Inputs with labels, drawn from a mixture or given.</summary>
/// <remarks>Shapes: inputs n × d, row-major, not divided by √d; labels n in {−1, +1}. At least one row and one column.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed record MixtureDataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <exception cref="ArgumentException">Sizes do not fit, a label is neither −1 nor +1, or an input is not finite.</exception>
    public MixtureDataset(DenseMatrix<T> inputs, DenseVector<double> labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.Rows == 0 || inputs.Columns == 0)
            throw new ArgumentException("A data set needs at least one sample and one dimension.", nameof(inputs));
        if (labels.Length != inputs.Rows)
            throw new ArgumentException($"{labels.Length} labels do not fit {inputs.Rows} inputs.", nameof(labels));
        RequireLabels(labels.Span);
        RequireFinite(inputs);
        (Inputs, Labels) = (inputs, labels);
    }

    public DenseMatrix<T> Inputs { get; }

    public DenseVector<double> Labels { get; }

    /// <summary>n.</summary>
    public int Samples => Inputs.Rows;

    /// <summary>d.</summary>
    public int Dimension => Inputs.Columns;

    private static void RequireLabels(ReadOnlySpan<double> labels)
    {
        for (var row = 0; row < labels.Length; row++)
        {
            if (labels[row] is not (-1.0 or 1.0))
                throw new ArgumentException(
                    FormattableString.Invariant($"Label {labels[row]} of sample {row} is neither -1 nor +1."), nameof(labels));
        }
    }

    private static void RequireFinite(DenseMatrix<T> inputs)
    {
        for (var row = 0; row < inputs.Rows; row++)
        {
            foreach (var x in inputs.Row(row))
            {
                if (!T.IsFinite(x)) throw new ArgumentException($"An input of sample {row} is not a finite number.", nameof(inputs));
            }
        }
    }
}

/// <summary>Draws data from a mixture.</summary>
public static class MixtureSampling
{
    private const int RowsPerChunk = 64;

    /// <summary>n independent samples x = Σ_a c_a v_a/√d + √Δ_c z with their labels; v_1 = v*, and <see cref="SignalDirections"/>.</summary>
    /// <remarks>
    /// Determinism: row μ depends on the key, on d and on μ alone, so a larger sample starts with the smaller one; float32 rounds the same numbers.
    /// </remarks>
    /// <param name="mixture">Law of (c, y).</param>
    /// <param name="noiseLevel">Δ &gt; 0 of the clusters that have none of their own.</param>
    /// <param name="samples">n &gt; 0.</param>
    /// <param name="dimension">d of at least K.</param>
    /// <param name="key">Names the draw.</param>
    /// <param name="threads">Thread budget; it does not change a bit of the result.</param>
    public static MixtureDataset<T> Draw<T>(Mixture mixture, double noiseLevel, int samples, int dimension, RandomKey key, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(mixture);
        Require.Positive(noiseLevel);
        Require.Positive(samples);
        Require.Positive(dimension);
        var directions = SignalDirections.Of(mixture.Directions, dimension);
        double[][] centres = [.. mixture.Components.Select(c => CentreOf(c, directions))];
        double[] scales = [.. mixture.Components.Select(c => Math.Sqrt(c.NoiseLevel ?? noiseLevel))];
        var clusters = new int[samples];
        for (var row = 0; row < samples; row++) clusters[row] = Pick(mixture, UnitInterval.First(key.Fork("component"), (ulong)row));
        var labels = new double[samples];
        for (var row = 0; row < samples; row++) labels[row] = mixture.Components[clusters[row]].Label;
        var inputs = DenseMatrix<T>.Create(samples, dimension, entries => Chunks.Run(Chunks.Count(samples, RowsPerChunk), threads, chunk =>
        {
            var noise = new double[dimension];
            for (var row = chunk * RowsPerChunk; row < Math.Min(samples, (chunk + 1) * RowsPerChunk); row++)
            {
                Gaussian.FillInto(key.Fork("noise"), (long)row * (dimension + (dimension % 2)), noise);
                FillRowInto(centres[clusters[row]], scales[clusters[row]], noise, entries.Span.Slice(row * dimension, dimension));
            }
        }));
        return new(inputs, DenseVector<double>.Copy(labels));
    }

    /// <summary>Σ_a c_a v_a/√d.</summary>
    private static double[] CentreOf(MixtureComponent component, DenseMatrix<double> directions)
    {
        var centre = new double[directions.Columns];
        for (var i = 0; i < centre.Length; i++)
        {
            for (var a = 0; a < directions.Rows; a++) centre[i] += component.Centre[a] * directions[a, i];
            centre[i] /= Math.Sqrt(centre.Length);
        }
        return centre;
    }

    private static void FillRowInto<T>(ReadOnlySpan<double> centre, double scale, ReadOnlySpan<double> noise, Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < row.Length; i++) row[i] = T.CreateChecked(Math.FusedMultiplyAdd(scale, noise[i], centre[i]));
    }

    /// <summary>Place of the cluster that a uniform number falls into.</summary>
    private static int Pick(Mixture mixture, double uniform)
    {
        var cumulated = 0.0;
        for (var i = 0; i < mixture.Components.Length; i++)
        {
            cumulated += mixture.Components[i].Probability;
            if (uniform < cumulated) return i;
        }
        return mixture.Components.Length - 1;
    }
}
