using Pipelines.Model.Numerics;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.RandomFeatures;

/// <summary>The population risk as a function of the outer weights alone: C (s² a·Ka - 2s a·y + const), with K and y computed once.</summary>
public sealed class FrozenFeatureRisk
{
    private readonly DenseMatrix<double> _kernel;
    private readonly DenseVector<double> _overlaps;
    private readonly double _constant, _factor, _secondMoment;

    public FrozenFeatureRisk(PopulationRisk risk, DenseMatrix<double> features, OutputScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(features);
        (_kernel, _overlaps) = (GramMatrix.Of(features), risk.TargetOverlap(features));
        (_constant, _factor) = (risk.Normalisation.Constant(risk.InputDimension), scaling.Factor(features.Rows));
        _secondMoment = risk.TargetSecondMoment();
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
