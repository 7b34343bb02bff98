using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.RandomFeatures;

/// <summary>A test risk as a function of the outer weights alone: C (s² a·Ka - 2s a·y + const), with K and y computed once.</summary>
public sealed class FrozenFeatureRisk
{
    private readonly DenseMatrix<double> _kernel;
    private readonly DenseVector<double> _overlaps;
    private readonly double _constant, _factor, _secondMoment;

    /// <summary>The population risk.</summary>
    public FrozenFeatureRisk(PopulationRisk risk, DenseMatrix<double> features, OutputScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(features);
        (_kernel, _overlaps) = (GramMatrix.Of(features, risk.Activation), risk.TargetOverlap(features));
        (_constant, _factor) = (risk.Constant, scaling.Factor(features.Rows));
        _secondMoment = risk.TargetSecondMoment();
    }

    /// <summary>The mean square error over a sample.</summary>
    public FrozenFeatureRisk(FeatureMoments moments, OutputScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(moments);
        (_kernel, _overlaps, _secondMoment) = (moments.Kernel, moments.Overlaps, moments.SquaredLabels);
        (_constant, _factor) = (1, scaling.Factor(moments.Kernel.Rows));
    }

    /// <summary>The risk of these outer weights.</summary>
    public double Value(DenseVector<double> outerWeights)
    {
        ArgumentNullException.ThrowIfNull(outerWeights);
        if (outerWeights.Length != _kernel.Rows)
            throw new ArgumentException($"{outerWeights.Length} outer weights do not fit {_kernel.Rows} features.", nameof(outerWeights));
        var a = outerWeights.Span;
        var quadratic = 0.0;
        for (var i = 0; i < a.Length; i++) quadratic = Math.FusedMultiplyAdd(a[i], RowKernels.Dot(_kernel.Row(i), a), quadratic);
        return _constant * ((_factor * _factor * quadratic) - (2 * _factor * RowKernels.Dot(a, _overlaps.Span)) + _secondMoment);
    }
}

/// <summary>Means over a sample, ΦᵀΦ/n, Φᵀy/n and |y|²/n with the features Φ = σ(XBᵀ), as a value that goes on example by example.</summary>
/// <param name="Kernel">Of the examples so far, each over n.</param>
/// <param name="Overlaps">The same of Φᵀy/n.</param>
/// <param name="SquaredLabels">The same of |y|²/n.</param>
/// <param name="Examples">How many are in it.</param>
public sealed record FeatureMoments(DenseMatrix<double> Kernel, DenseVector<double> Overlaps, double SquaredLabels, int Examples)
{
    /// <summary>Of no example yet.</summary>
    /// <param name="features">m.</param>
    public static FeatureMoments Begin(int features) => new(DenseMatrix<double>.Zeros(features, features), DenseVector<double>.Zeros(features), 0, 0);

    /// <summary>Of a whole sample.</summary>
    public static FeatureMoments Of(LabelledSamples samples, DenseMatrix<double> features, Activation activation)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Begin(features.Rows).Advance(samples, features, activation, double.PositiveInfinity);
    }

    /// <summary>Takes in further examples, for about so many operations, at least one.</summary>
    /// <param name="samples">The sample.</param>
    /// <param name="features">Inner weights, m × d.</param>
    /// <param name="activation">σ.</param>
    /// <param name="flops">At least 1.</param>
    public FeatureMoments Advance(LabelledSamples samples, DenseMatrix<double> features, Activation activation, double flops)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(activation);
        var m = features.Rows;
        var end = (int)Math.Min(samples.Count, Examples + Math.Max(1, flops / (2.0 * m * (m + features.Columns))));
        var (value, row, square) = (activation.Value, new double[m], SquaredLabels);
        var (kernel, overlaps) = (Kernel.Span.ToArray(), Overlaps.Span.ToArray());
        for (var i = Examples; i < end; i++)
        {
            FeatureSpectrum.ActivateInto(samples.Inputs.Row(i), features, value, row);
            var label = samples.Labels[i];
            for (var j = 0; j < m; j++) RowKernels.AddInto(row, row[j] / samples.Count, kernel.AsSpan(j * m, m));
            RowKernels.AddInto(row, label / samples.Count, overlaps);
            square += label * label / samples.Count;
        }
        return new(DenseMatrix<double>.Copy(m, m, kernel), DenseVector<double>.Copy(overlaps), square, end);
    }
}
