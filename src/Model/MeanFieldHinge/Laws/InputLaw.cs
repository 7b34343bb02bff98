using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Laws;

/// <summary>The law of the inputs x in R^d: how they are drawn, and what the theory needs of it, x_par = w*.x and the squared length of the
/// rest.</summary>
/// <remarks>
/// All cases but <see cref="Samples"/> are spherically symmetric, which makes the closure of the theory exact (Pellegrini and Biroli 2020, arXiv
/// 2006.11209, eq. 9). Each case is one file with both. The dimension d belongs to the problem and to the data set. Compared by content.
/// </remarks>
public abstract partial record InputLaw
{
    private InputLaw() { }

    /// <summary>Its statistics in d dimensions.</summary>
    internal abstract ProjectionStatistics StatisticsIn(int inputDimension);

    /// <summary>Fills <paramref name="row"/> with input <paramref name="index"/> of the stream: a normal vector, then its length is made that of the
    /// law.</summary>
    internal void FillRow(RandomKey key, int index, Span<double> row)
    {
        var stride = row.Length + (row.Length % 2);
        Randomness.Gaussian.FillInto(key, (long)index * stride, row);
        var square = 0.0;
        foreach (var component in row) square += component * component;
        var factor = Factor(key, index, Math.Sqrt(square), row.Length);
        if (factor == 1) return;
        for (var k = 0; k < row.Length; k++) row[k] *= factor;
    }

    /// <summary>What a standard normal vector of a length is multiplied by.</summary>
    private protected abstract double Factor(RandomKey key, int index, double norm, int dimension);
}
