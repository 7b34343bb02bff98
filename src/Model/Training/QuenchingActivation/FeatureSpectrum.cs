using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Theories.QuenchingActivation.Kernels;

namespace Pipelines.Model.Training.QuenchingActivation;

/// <summary>The singular values and right singular vectors of Φ = σ(XBᵀ) (n × m), with the projections of the labels on the left ones.</summary>
/// <param name="SingularValues">Those that count, decreasing.</param>
/// <param name="Modes">Right singular vectors, one a row.</param>
/// <param name="LabelProjections">u_i·y.</param>
internal sealed record FeatureSpectrum(double[] SingularValues, DenseMatrix<double> Modes, double[] LabelProjections)
{
    public static FeatureSpectrum Of(LabelledSamples samples, DenseMatrix<double> features)
    {
        var (n, m) = (samples.Count, features.Rows);
        return n <= m ? OfSampleRows(samples, features, n) : OfFeatureRows(samples, features, m);
    }

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

    /// <summary>n ≤ m: rows of Φ end along the right singular vectors, and the labels turn with them into projections.</summary>
    private static FeatureSpectrum OfSampleRows(LabelledSamples samples, DenseMatrix<double> features, int count)
    {
        var rows = Activations(samples.Inputs, features);
        var projections = samples.Labels.Span.ToArray();
        OrthogonalRows.RotateInto(rows, projections, count);
        var lengths = OrthogonalRows.Lengths(rows, count);
        var rank = OrthogonalRows.Rank(lengths);
        return new(lengths[..rank], OrthogonalRows.Directions(rows, lengths, rank), projections[..rank]);
    }

    /// <summary>m &lt; n: rows of Φᵀ end along the left singular vectors, and the identity turns with them into the right ones.</summary>
    private static FeatureSpectrum OfFeatureRows(LabelledSamples samples, DenseMatrix<double> features, int count)
    {
        var rows = Activations(features, samples.Inputs);
        var identity = new double[count * count];
        for (var j = 0; j < count; j++) identity[(j * count) + j] = 1;
        OrthogonalRows.RotateInto(rows, identity, count);
        var lengths = OrthogonalRows.Lengths(rows, count);
        var rank = OrthogonalRows.Rank(lengths);
        var projections = new double[rank];
        for (var i = 0; i < rank; i++)
            projections[i] = RowKernels.Dot(rows.AsSpan(i * samples.Count, samples.Count), samples.Labels.Span) / lengths[i];
        return new(lengths[..rank], DenseMatrix<double>.Copy(rank, count, identity.AsSpan(0, rank * count)), projections);
    }

    /// <summary>max(0, left_i·right_j), row-major.</summary>
    private static double[] Activations(DenseMatrix<double> left, DenseMatrix<double> right)
    {
        var activations = new double[checked(left.Rows * right.Rows)];
        for (var i = 0; i < left.Rows; i++)
        {
            for (var j = 0; j < right.Rows; j++) activations[(i * right.Rows) + j] = Math.Max(0, RowKernels.Dot(left.Row(i), right.Row(j)));
        }
        return activations;
    }
}
