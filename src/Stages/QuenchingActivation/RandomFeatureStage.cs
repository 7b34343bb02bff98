using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.Theories.QuenchingActivation;
using Pipelines.Model.Training.QuenchingActivation;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The random feature model next to the network: same features, same data, solved by its spectrum.</summary>
internal static class RandomFeatureStage
{
    private const int StoppingTimes = 100;

    /// <summary>Between these the model of gaussian inputs and s = 1 has learnt all that it will; other kernels and scalings stretch time.</summary>
    private const double EarliestTime = 1e-2, LatestTime = 1e6;

    private static StageIdentity Stage { get; } = new("quenching-random-features", 2, StageRole.Theory);

    /// <summary>Exactly what the model depends on, beside its sample; a start of the outer weights is none of it.</summary>
    private sealed record Settings(QuenchingTask.TaskIdentity Task, double LearningRate, bool IsFlow, double StopBelow, ImmutableArray<long> Recorded);

    public static TableNode Node(QuenchingTask task)
    {
        var optimiser = task.Plan.Optimiser;
        // Momentum and Adam have other limits of stability than descent; the flow stands for them.
        var settings = new Settings(task.Identity, optimiser.LearningRate, optimiser is not Optimiser.GradientDescent, task.Plan.StopBelow, task.Recorded);
        double m = task.HiddenUnits;
        double n = task.Settings.Dataset.Sample?.Training ?? m;
        var (side, length) = (Math.Min(n, m), Math.Max(n, m));
        var flops = (80 * side * side * length) + (4 * m * m * (task.Recorded.Length + StoppingTimes)) + (3 * m * m * task.InputDimension);
        return new(
            Stage, settings, task.Inputs, new Cost(flops, (long)(8 * ((n * m) + (2 * m * m))), 48L * task.Recorded.Length),
            [RandomFeatureTables.Trajectory.Schema, RandomFeatureTables.Minimiser.Schema, RandomFeatureTables.Summary.Schema],
            inputs => StageRun.Sliced(task, (_, _) => Solve(task, settings, inputs)));
    }

    private static Slice<QuenchingTask> Solve(QuenchingTask task, Settings settings, StageInputs inputs)
    {
        var features = task.Initial().InnerWeights;
        var model = task.Data is { } data
            ? RandomFeatureModel.OfSamples(inputs.Get(data).Training, features, task.Scaling)
            : RandomFeatureModel.OfPopulation(task.Test, features, task.Scaling);
        var test = new FrozenFeatureRisk(task.Test, features, task.Scaling);
        double RiskAt(long step) =>
            settings.IsFlow ? model.RiskAtTime(step * settings.LearningRate) : model.RiskAfterSteps(step, settings.LearningRate);
        if (settings.Recorded.Any(step => TrainingRun.IsDiverged(RiskAt(step), model.ZeroRisk))) return Unstable(settings, model, RiskAt);
        DenseVector<double> WeightsAt(long step) =>
            settings.IsFlow ? model.AtTime(step * settings.LearningRate) : model.AfterSteps(step, settings.LearningRate);
        RandomFeatureTables.Row At(long step)
        {
            var weights = WeightsAt(step);
            return new(
                step, step * settings.LearningRate, RiskAt(step), test.Value(weights), PathNormOf(weights), QuenchingObservables.LargestSize(weights));
        }

        double PathNormOf(DenseVector<double> weights) => PathNorm.L2(new TwoLayerParameters(weights, features), task.Scaling);

        var minimiser = model.Minimiser();
        var (bestTime, bestRisk) = Best(model.BestStopping(test, Times(task)), (double.PositiveInfinity, test.Value(minimiser)));
        var stopped = FirstBelow(RiskAt, settings.StopBelow, settings.Recorded[^1]);
        return new(null, 1,
        [
            RandomFeatureTables.Trajectory.Of([.. settings.Recorded.Select(At)]),
            RandomFeatureTables.Minimiser.Of([.. minimiser.Span.ToArray().Select((a, j) => new RandomFeatureTables.FeatureRow(j, a))]),
            RandomFeatureTables.Summary.Of(
            [
                new(
                    model.LeastRisk, bestRisk, bestTime, stopped, test.Value(WeightsAt(stopped)), test.Value(minimiser), PathNormOf(minimiser),
                    model.Eigenvalues.Length == 0 ? 0 : model.Eigenvalues[0], model.Eigenvalues.Length),
            ]),
        ]);
    }

    /// <summary>The first step with a risk below a threshold, the last where there is none; the risk of stable descent never rises.</summary>
    private static long FirstBelow(Func<long, double> risk, double threshold, long last)
    {
        if (threshold == 0 || !(risk(last) < threshold)) return last;
        var (above, below) = (-1L, last);
        while (below - above > 1)
        {
            var middle = above + ((below - above) / 2);
            if (risk(middle) < threshold) below = middle;
            else above = middle;
        }
        return below;
    }

    private static (double Time, double Risk) Best((double Time, double Risk) stopped, (double Time, double Risk) trainedForEver) =>
        trainedForEver.Risk < stopped.Risk ? trainedForEver : stopped;

    private static Slice<QuenchingTask> Unstable(Settings settings, RandomFeatureModel model, Func<long, double> risk) => new(
        null, 1, [],
        new StageFailure.Diverged(
            settings.Recorded.First(step => TrainingRun.IsDiverged(risk(step), model.ZeroRisk)),
            FormattableString.Invariant($"descent of the random feature model is stable below a learning rate of {1 / model.Eigenvalues[0]:g4} only")));

    /// <summary>The times at which stopping is tried, evenly spread over their logarithm.</summary>
    private static double[] Times(QuenchingTask task)
    {
        var factor = task.Scaling.Factor(task.HiddenUnits);
        var stretch = KernelNormalisation.Gaussian.Constant(task.InputDimension)
            / (task.Test.Normalisation.Constant(task.InputDimension) * factor * factor);
        return [.. Enumerable.Range(0, StoppingTimes).Select(k =>
            stretch * Elementary.Exp(Elementary.Log(EarliestTime) + (Elementary.Log(LatestTime / EarliestTime) * k / (StoppingTimes - 1))))];
    }
}
