using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.QuenchingActivation.RandomFeatures;

/// <summary>The singular values and right singular vectors of Φ = σ(XBᵀ) (n × m), with the projections of the labels on the left ones.</summary>
/// <param name="SingularValues">Those that count, decreasing.</param>
/// <param name="Modes">Right singular vectors, one a row.</param>
/// <param name="LabelProjections">u_i·y.</param>
internal sealed record FeatureSpectrum(double[] SingularValues, DenseMatrix<double> Modes, double[] LabelProjections)
{
    /// <summary>What is to be rotated. n ≤ m: rows of Φ end along the right singular vectors, and the labels turn with them into projections.
    /// m &lt; n: rows of Φᵀ end along the left singular vectors, and the identity turns with them into the right ones.</summary>
    public static RowRotation Begin(LabelledSamples samples, DenseMatrix<double> features, Func<double, double> activation)
    {
        var (n, m) = (samples.Count, features.Rows);
        return n <= m
            ? new(Activations(samples.Inputs, features, activation, 1, (row, companions) => companions[0] = samples.Labels[row]), m)
            : new(Activations(features, samples.Inputs, activation, m, (row, companions) => companions[row] = 1), n);
    }

    /// <param name="samples">The samples.</param>
    /// <param name="rotation">What <see cref="Begin"/> has come to.</param>
    public static FeatureSpectrum Of(LabelledSamples samples, RowRotation rotation) =>
        rotation.Rows.Rows == samples.Count ? OfSampleRows(rotation) : OfFeatureRows(samples, rotation);

    public RandomFeatureModel ToModel(LabelledSamples samples, double factor)
    {
        var labels = samples.Labels.Span;
        var (count, zeroRisk, explained) = (samples.Count, RowKernels.Dot(labels, labels) / samples.Count, 0.0);
        var eigenvalues = new double[SingularValues.Length];
        var projections = new double[SingularValues.Length];
        for (var i = 0; i < eigenvalues.Length; i++)
        {
            eigenvalues[i] = factor * factor * SingularValues[i] * SingularValues[i] / count;
            projections[i] = factor * SingularValues[i] * LabelProjections[i] / count;
            explained += LabelProjections[i] * LabelProjections[i] / count;
        }
        return new RandomFeatureModel(
            Modes, DenseVector<double>.Copy(eigenvalues), DenseVector<double>.Copy(projections), zeroRisk, Math.Max(0, zeroRisk - explained));
    }

    private static FeatureSpectrum OfSampleRows(RowRotation rotation)
    {
        var (rows, length) = (rotation.Rows, rotation.Length);
        var lengths = CountedLengths(rotation);
        return new(lengths, OrthogonalRows.Directions(rows, lengths, length), [.. Enumerable.Range(0, lengths.Length).Select(i => rows[i, length])]);
    }

    private static FeatureSpectrum OfFeatureRows(LabelledSamples samples, RowRotation rotation)
    {
        var (rows, length) = (rotation.Rows, rotation.Length);
        var lengths = CountedLengths(rotation);
        var modes = DenseMatrix<double>.Create(lengths.Length, rows.Columns - length, rows, (span, from) =>
        {
            for (var i = 0; i < lengths.Length; i++) from.Row(i)[length..].CopyTo(span[(i * (from.Columns - length))..]);
        });
        return new(lengths, modes, [.. lengths.Select((singular, i) => RowKernels.Dot(rows.Row(i)[..length], samples.Labels.Span) / singular)]);
    }

    private static double[] CountedLengths(RowRotation rotation)
    {
        var lengths = OrthogonalRows.Lengths(rotation.Rows, rotation.Length);
        return lengths[..OrthogonalRows.Rank(lengths)];
    }

    private delegate void Companions(int row, Span<double> companions);

    /// <summary>σ(left_i·right_j), row-major, with room for companions in every row.</summary>
    private static DenseMatrix<double> Activations(
        DenseMatrix<double> left, DenseMatrix<double> right, Func<double, double> activation, int companions, Companions fill) =>
        DenseMatrix<double>.Create(left.Rows, checked(right.Rows + companions), (left, right), (span, of) =>
        {
            var columns = of.right.Rows + companions;
            for (var i = 0; i < of.left.Rows; i++)
            {
                var row = span.Slice(i * columns, columns);
                ActivateInto(of.left.Row(i), of.right, activation, row);
                fill(i, row[of.right.Rows..]);
            }
        });

    /// <summary>σ(left·right_j) of every row of the right matrix.</summary>
    public static void ActivateInto(ReadOnlySpan<double> left, DenseMatrix<double> right, Func<double, double> activation, Span<double> row)
    {
        for (var j = 0; j < right.Rows; j++) row[j] = activation(RowKernels.Dot(left, right.Row(j)));
    }
}
