using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Model.QuenchingActivation.Training;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The random feature model of a point, and what is measured of it after steps of descent or at times of the flow.</summary>
internal sealed class RandomFeatureMeasurement
{
    private readonly DenseMatrix<double> _features;
    private readonly OutputScaling _scaling;
    private readonly FrozenFeatureRisk _test;
    private readonly double _learningRate;
    private readonly bool _isFlow;

    /// <param name="task">The point.</param>
    /// <param name="rotation">The finished rotation of its features.</param>
    /// <param name="inputs">Its sample, where it has one.</param>
    /// <param name="learningRate">Length of a step.</param>
    /// <param name="isFlow">The flow stands for descent.</param>
    public RandomFeatureMeasurement(QuenchingTask task, RowRotation rotation, StageInputs inputs, double learningRate, bool isFlow)
    {
        (_features, _scaling, _learningRate, _isFlow) = (task.Initial().InnerWeights, task.Scaling, learningRate, isFlow);
        _test = new FrozenFeatureRisk(task.Test, _features, _scaling);
        Model = task.Data is { } data
            ? RandomFeatureModel.OfSamples(inputs.Get(data).Training, _features, _scaling, rotation)
            : RandomFeatureModel.OfPopulation(task.Test, _features, _scaling, rotation);
    }

    public RandomFeatureModel Model { get; }

    /// <summary>The training risk.</summary>
    public double RiskAt(long step) => _isFlow ? Model.RiskAtTime(step * _learningRate) : Model.RiskAfterSteps(step, _learningRate);

    public DenseVector<double> WeightsAt(long step) => _isFlow ? Model.AtTime(step * _learningRate) : Model.AfterSteps(step, _learningRate);

    public double TestRisk(DenseVector<double> weights) => _test.Value(weights);

    public double PathNormOf(DenseVector<double> weights) => PathNorm.L2(new TwoLayerParameters(weights, _features), _scaling);

    /// <summary>The best of some times to stop the flow at.</summary>
    public (double Time, double TestRisk) BestStopping(ReadOnlySpan<double> times) => Model.BestStopping(_test, times);

    /// <summary>The first step at which descent has diverged; null where it has not.</summary>
    public long? FirstDiverged(ImmutableArray<long> steps)
    {
        foreach (var step in steps)
        {
            if (TrainingRun.IsDiverged(RiskAt(step), Model.ZeroRisk)) return step;
        }
        return null;
    }

    public RandomFeatureTables.Row At(long step)
    {
        var weights = WeightsAt(step);
        return new(step, step * _learningRate, RiskAt(step), TestRisk(weights), PathNormOf(weights), QuenchingObservables.LargestSize(weights));
    }
}
