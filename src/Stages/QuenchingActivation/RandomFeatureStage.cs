using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>The random feature model next to the network: same features, same data, solved by its spectrum.</summary>
internal static class RandomFeatureStage
{
    /// <summary>Operations of one slice: a few tenths of a second on one core.</summary>
    private const double SliceFlops = 2e9;

    private const int StoppingTimes = 100;

    /// <summary>Between these the model of gaussian inputs and s = 1 has learnt all that it will; other kernels and scalings stretch time.</summary>
    private const double EarliestTime = 1e-2, LatestTime = 1e6;

    private static StageIdentity Stage { get; } = new("quenching-random-features", 4, StageRole.Theory);

    /// <summary>What the model depends on, beside its sample. The law of the outer weights' start is in the key with the rest of the task, though
    /// the model starts from none.</summary>
    [WrittenAs("RandomFeatureStage.Settings")]
    private sealed class Reads(QuenchingPoint point)
    {
        [WrittenAs("Task")] public QuenchingTask Task { get; } = point.Task;

        [WrittenAs("LearningRate")] public double LearningRate { get; } = point.Plan.Optimiser.LearningRate;

        /// <summary>Momentum and Adam have other limits of stability than descent; the flow stands for them.</summary>
        [WrittenAs("IsFlow")] public bool IsFlow { get; } = point.Plan.Optimiser is not Optimiser.GradientDescent;

        [WrittenAs("StopBelow")] public double StopBelow { get; } = point.Plan.StopBelow;

        [WrittenAs("Recorded")] public ImmutableArray<long> Recorded { get; } = point.Recorded;
    }

    public static TableNode Node(QuenchingPoint point)
    {
        var task = point.Task;
        double m = task.HiddenUnits;
        double n = task.Sample?.Training ?? m;
        var (side, length) = (Math.Min(n, m), Math.Max(n, m));
        var flops = (80 * side * side * length) + (4 * m * m * (point.Recorded.Length + StoppingTimes)) + (3 * m * m * task.InputDimension)
            + (task is { Test: null, Sample: { } sample } ? 2 * sample.Test * m * (m + task.InputDimension) : 0);

        // The rows as they are, as the next slice leaves them, as the last one found them, and as a checkpoint; at the end modes and the kernel
        // matrix of the test risk instead.
        var rows = side * (length + (task.Data is null ? 0 : n <= m ? 1 : m));
        // A kernel matrix over fresh examples grows slice by slice, like the rows.
        var matrices = task.Test is null ? 5 : 2;
        var memory = (long)(8 * Math.Max(4 * rows, rows + (matrices * m * m)));
        return TableNode.Of(
            Stage, new Reads(point), task.Inputs, new Cost(flops, memory, 48L * point.Recorded.Length),
            [RandomFeatureTables.Trajectory.Schema, RandomFeatureTables.Minimiser.Schema, RandomFeatureTables.Summary.Schema],
            static (reads, inputs) => Start(reads, inputs));
    }

    /// <summary>Where a run is.</summary>
    /// <param name="Rotation">The spectrum on its way; null before it is begun.</param>
    /// <param name="Moments">The test risk over fresh examples on its way; null before it is begun, and where it has a closed form.</param>
    /// <param name="Measured">Recorded steps, then stopping times, that are done.</param>
    /// <param name="Best">The best stopping time so far.</param>
    private sealed record Progress(RowRotation? Rotation, FeatureMoments? Moments, int Measured, (double Time, double TestRisk) Best);

    private static StageRun Start(Reads settings, StageInputs inputs)
    {
        var task = settings.Task;
        RandomFeatureMeasurement? kept = null;
        return StageRun.Sliced(new Progress(null, null, 0, (double.NaN, double.PositiveInfinity)), (progress, _) =>
        {
            var rotation = progress.Rotation ?? Begin(task, inputs);
            if (!rotation.IsFinished) rotation = rotation.Advance(SliceFlops);
            progress = progress with { Rotation = rotation };
            if (!rotation.IsFinished) return new Slice<Progress>(progress, 0.8 * rotation.Fraction, []);
            if (task.Test is null && inputs.Get(task.Data!).Test! is var fresh && !(progress.Moments?.Examples == fresh.Count))
            {
                var moments = progress.Moments ?? FeatureMoments.Begin(task.HiddenUnits);
                moments = moments.Advance(fresh, task.Initial().InnerWeights, task.Activation, SliceFlops);
                return new(progress with { Moments = moments }, 0.8 + (0.1 * moments.Examples / fresh.Count), []);
            }
            var measurement = kept ??= new(task, rotation, progress.Moments, inputs, settings.LearningRate, settings.IsFlow);
            return measurement.FirstDiverged(settings.Recorded) is { } diverged
                ? Unstable(diverged, measurement.Model)
                : Measure(settings, progress, measurement);
        }, FormOf());
    }

    private static RowRotation Begin(QuenchingTask task, StageInputs inputs)
    {
        var features = task.Initial().InnerWeights;
        return task.Data is { } data
            ? RandomFeatureModel.BeginSamples(inputs.Get(data).Training, features, task.Activation)
            : RandomFeatureModel.BeginPopulation(features, task.Activation);
    }

    /// <summary>The next recorded steps and stopping times, and at the end of them the summary.</summary>
    private static Slice<Progress> Measure(Reads settings, Progress progress, RandomFeatureMeasurement measurement)
    {
        var most = Math.Max(1, (int)(SliceFlops / (4.0 * settings.Task.HiddenUnits * settings.Task.HiddenUnits)));
        var (recorded, all) = (settings.Recorded.Length, settings.Recorded.Length + StoppingTimes);
        var (from, to) = (progress.Measured, (int)Math.Min((long)progress.Measured + most, all));
        var steps = settings.Recorded[Math.Min(from, recorded)..Math.Min(to, recorded)];
        var rows = ImmutableArray.Create(RandomFeatureTables.Trajectory.Of([.. steps.Select(measurement.At)]));
        var times = Times(settings.Task)[Math.Max(0, from - recorded)..Math.Max(0, to - recorded)];
        var best = times.Length == 0 ? progress.Best : Better(progress.Best, measurement.BestStopping(times));
        return to < all
            ? new(progress with { Measured = to, Best = best }, 0.9 + (0.1 * to / all), rows)
            : new(null, 1, [.. rows, .. End(settings, measurement, best)]);
    }

    private static ImmutableArray<Table> End(Reads settings, RandomFeatureMeasurement measurement, (double Time, double TestRisk) stopped)
    {
        var model = measurement.Model;
        var minimiser = model.Minimiser();
        var (bestTime, bestRisk) = Better(stopped, (double.PositiveInfinity, measurement.TestRisk(minimiser)));
        var below = FirstBelow(measurement.RiskAt, settings.StopBelow, settings.Recorded[^1]);
        var last = below ?? settings.Recorded[^1];
        return
        [
            RandomFeatureTables.Minimiser.Of([.. minimiser.Span.ToArray().Select((a, j) => new RandomFeatureTables.FeatureRow(j, a))]),
            RandomFeatureTables.Summary.Of(
            [
                new(
                    model.LeastRisk,
                    bestRisk,
                    bestTime,
                    below ?? double.NaN,
                    measurement.TestRisk(measurement.WeightsAt(last)),
                    measurement.TestRisk(minimiser),
                    measurement.PathNormOf(minimiser),
                    model.Eigenvalues.Length == 0 ? 0 : model.Eigenvalues[0],
                    model.Eigenvalues.Length),
            ]),
        ];
    }

    private static StateForm<Progress> FormOf() => new(
        RowRotationForm.Version + 1,
        (writer, progress) =>
        {
            writer.Optional(progress.Rotation, r => RowRotationForm.Write(writer, r));
            writer.Optional(progress.Moments, m => Write(writer, m));
            writer.Integer(progress.Measured);
            writer.Number(progress.Best.Time);
            writer.Number(progress.Best.TestRisk);
        },
        reader => new(
            reader.Optional(() => RowRotationForm.Read(reader)), reader.Optional(() => Read(reader)), (int)reader.Integer(),
            (reader.Number(), reader.Number())));

    private static void Write(StateWriter writer, FeatureMoments moments)
    {
        writer.Matrix(moments.Kernel);
        writer.Vector(moments.Overlaps);
        writer.Number(moments.SquaredLabels);
        writer.Integer(moments.Examples);
    }

    private static FeatureMoments Read(StateReader reader) =>
        new(reader.Matrix<double>(), reader.Vector<double>(), reader.Number(), (int)reader.Integer());

    /// <summary>The first step with a risk below a threshold, null where there is none; the risk of stable descent never rises.</summary>
    private static long? FirstBelow(Func<long, double> risk, double threshold, long last)
    {
        if (threshold == 0 || !(risk(last) < threshold)) return null;
        var (above, below) = (-1L, last);
        while (below - above > 1)
        {
            var middle = above + ((below - above) / 2);
            if (risk(middle) < threshold) below = middle;
            else above = middle;
        }
        return below;
    }

    /// <summary>The later one only where it is better.</summary>
    private static (double Time, double TestRisk) Better((double Time, double TestRisk) stopped, (double Time, double TestRisk) later) =>
        later.TestRisk < stopped.TestRisk ? later : stopped;

    private static Slice<Progress> Unstable(long step, RandomFeatureModel model)
    {
        var cause = FormattableString.Invariant(
            $"descent of the random feature model is stable below a learning rate of {1 / model.Eigenvalues[0]:g4} only; ")
            + "randomFeatures: false leaves it out, and the network is trained alone";
        return Slice<Progress>.Failed(new StageFailure.Diverged(step, cause));
    }

    /// <summary>The times at which stopping is tried, evenly spread over their logarithm.</summary>
    private static double[] Times(QuenchingTask task)
    {
        var factor = task.Scaling.Factor(task.HiddenUnits);
        var gaussian = task.Activation.Constant(KernelNormalisation.Gaussian, task.InputDimension) ?? 1;
        var stretch = gaussian / (task.KernelUnit * factor * factor);
        return [.. Enumerable.Range(0, StoppingTimes).Select(TimeOf)];

        double TimeOf(int k) =>
            stretch * Elementary.Exp(Elementary.Log(EarliestTime) + (Elementary.Log(LatestTime / EarliestTime) * k / (StoppingTimes - 1)));
    }
}
