using System.ComponentModel;
using System.Numerics;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>Reference directions w* and projections on them.</summary>
public static class Directions
{
    /// <summary>The unit vector along one input.</summary>
    public static DenseVector<double> Axis(int dimension, int axis) => DenseVector<double>.Create(dimension, axis, static (v, a) => v[a] = 1);

    /// <summary>The same direction with length one.</summary>
    /// <exception cref="ArgumentException">The vector has no direction: its length is zero or not finite.</exception>
    public static DenseVector<double> Normalised(DenseVector<double> direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        var square = 0.0;
        foreach (var component in direction.Span) square += component * component;
        if (!(square > 0 && double.IsFinite(square)))
            throw new ArgumentException(
                $"A reference direction of length {Math.Sqrt(square)} has no direction; "
                    + "take another reference, or give a direction.", nameof(direction));
        return square == 1 ? direction : DenseVector<double>.Create(direction.Length, (direction, Math.Sqrt(square)), static (v, from) =>
        {
            for (var k = 0; k < v.Length; k++) v[k] = from.direction[k] / from.Item2;
        });
    }

    /// <summary>direction·row for every row of a matrix, accumulated in double from left to right.</summary>
    public static DenseVector<double> Project<T>(DenseMatrix<T> rows, DenseVector<double> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(direction);
        return DenseVector<double>.Create(rows.Rows, (rows, direction), static (v, from) =>
        {
            for (var n = 0; n < v.Length; n++) v[n] = Dot(from.rows.Row(n), from.direction.Span);
        });
    }

    /// <summary>Difference of the class means, Σ₊x/n₊ − Σ₋x/n₋, normalised.</summary>
    /// <exception cref="ArgumentException">One class is empty, or both means coincide.</exception>
    public static DenseVector<double> ClassMeanDifference<T>(DenseMatrix<T> inputs, DenseVector<T> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        var positive = 0;
        foreach (var label in labels.Span) positive += T.IsPositive(label) ? 1 : 0;
        if (positive == 0 || positive == labels.Length)
            throw new ArgumentException(
                "Only one class is present, so that the class means have no difference; take the mean of y x (label-weighted-mean), which "
                    + "needs one class only.", nameof(labels));
        return WeightedMean(inputs, labels, 1.0 / positive, 1.0 / (labels.Length - positive), "The means of the two classes are equal");
    }

    /// <summary>Mean of y·x over the examples, normalised; equal to the class-mean difference for balanced classes.</summary>
    /// <exception cref="ArgumentException">The mean is zero.</exception>
    public static DenseVector<double> LabelWeightedMean<T>(DenseMatrix<T> inputs, DenseVector<T> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        return WeightedMean(inputs, labels, 1.0 / labels.Length, 1.0 / labels.Length, "The mean of y x is 0");
    }

    internal static double Dot<T>(ReadOnlySpan<T> row, ReadOnlySpan<double> direction)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var k = 0; k < row.Length; k++) sum += double.CreateTruncating(row[k]) * direction[k];
        return sum;
    }

    private static DenseVector<double> WeightedMean<T>(DenseMatrix<T> inputs, DenseVector<T> labels, double positive, double negative, string zero)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, inputs.Rows);
        var mean = DenseVector<double>.Create(inputs.Columns, (inputs, labels, positive, negative), static (sum, from) =>
        {
            for (var n = 0; n < from.inputs.Rows; n++)
            {
                var weight = T.IsPositive(from.labels[n]) ? from.positive : -from.negative;
                var row = from.inputs.Row(n);
                for (var k = 0; k < row.Length; k++) sum[k] += weight * double.CreateTruncating(row[k]);
            }
        });
        if (mean.Span.ContainsAnyExcept(0.0)) return Normalised(mean);
        var blank = inputs.Span.ContainsAnyExcept(T.Zero) ? "" : ", since every input is 0";
        throw new ArgumentException(
            $"{zero}{blank}: it gives no reference direction. Look at the inputs, or take another reference.", nameof(inputs));
    }
}

/// <summary>How the reference direction w* of data without one is taken from the training set.</summary>
[WrittenAs("ReferenceRule")]
public enum ReferenceRule
{
    /// <summary>Difference of the two class means.</summary>
    [Description("difference of the two class means")]
    [WrittenAs("ClassMeanDifference")]
    ClassMeanDifference,

    /// <summary>Mean of y·x.</summary>
    [Description("mean of y x")]
    [WrittenAs("LabelWeightedMean")]
    LabelWeightedMean,
}
