using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model.Datasets;
using Pipelines.Model.Networks;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Training.MeanFieldHinge;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.MeanFieldHinge;

/// <summary>Full-batch gradient descent, recorded at declared steps.</summary>
internal static class HingeTrainingStage
{
    /// <summary>Operations of one slice if every example is looked at: a fifth of a second on one core, usually much less.</summary>
    private const double SliceFlops = 4e10;

    /// <summary>Steps of one slice: small networks pay for starting a step, not for its operations.</summary>
    private const long SliceSteps = 2000;

    public static StageIdentity Stage { get; } = new("hinge-training", 4, StageRole.Training);

    /// <summary>Exactly what training depends on, beside its data.</summary>
    private sealed record Settings(
        int HiddenUnits, double LearningRate, double OutputScale, double Margin, int Steps, ImmutableArray<long> Recorded, int Neurons,
        bool Satisfaction, int BatchSize, bool Shuffle, Precision Precision, Digest? GivenParameters, double OuterWidth, double InnerWidth,
        ulong InitialKey, ulong InitialStream);

    public static TableNode Node<T>(HingeSettings settings, PointContext context, ValueNode<HingeData<T>> data, int inputDimension, GivenFile? given, ValueNode<Parameters<T>>? initial)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (training, units) = (settings.Training, settings.Network.HiddenUnits);
        var recorded = settings.Record.Steps(training.Steps);
        var stream = context.Stream("initialisation", new InitialSettings("standard-normal"));
        var identity = new Settings(
            units, training.LearningRateFor(units), training.OutputScale, training.Margin, training.Steps, recorded, settings.Record.Neurons,
            settings.Record.Satisfaction, training.BatchSize ?? 0, training.Shuffle, training.Precision, given?.Content,
            settings.Network.OuterWidth, settings.Network.InnerWidth, stream.Key, stream.Stream);
        var cost = CostOf<T>(settings, inputDimension, recorded.Length);
        return new(
            Stage, identity, initial is null ? [data] : [data, initial], cost, [HingeTables.Trajectory.Schema, HingeTables.Neurons.Schema, HingeTables.Satisfaction.Schema, HingeTables.Summary.Schema],
            inputs => Start(identity, stream, inputs.Get(data), architecture => initial is null
                ? Initialisation.Normal<T>(architecture, stream, identity.OuterWidth, identity.InnerWidth)
                : Fitting(inputs.Get(initial), architecture, given!)));
    }

    /// <summary>Where a run is: the next recorded step to reach, and the network so far.</summary>
    private sealed record Progress<T>(TrainingState<T>? State, int NextRecord)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static StageRun Start<T>(Settings settings, RandomKey stream, HingeData<T> data, Func<Architecture, Parameters<T>> initial)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var problem = new TrainingProblem<T>(data.Training, new(settings.OutputScale, settings.Margin), settings.LearningRate)
        {
            Test = data.Test,
            TracksSatisfaction = settings.Satisfaction,
            Batches = BatchesOf(settings, stream),
        };
        var architecture = new Architecture(data.Training.InputDimension, settings.HiddenUnits);
        var stepFlops = 4.0 * (settings.BatchSize == 0 ? data.Training.Examples : settings.BatchSize) * architecture.InputDimension * architecture.HiddenUnits;
        var sliceSteps = Math.Clamp((long)(SliceFlops / stepFlops), 1, SliceSteps);
        TrainingWorkspace<T>? kept = null;
        return StageRun.Sliced(new Progress<T>(null, 0), (progress, threads) =>
        {
            var workspace = kept ??= new(threads);
            workspace.Threads = threads;
            var state = progress.State
                ?? HingeTraining.Start(problem, initial(architecture), workspace);
            var target = settings.Recorded[progress.NextRecord];
            var (next, divergence) = HingeTraining.Advance(problem, state, Math.Min(sliceSteps, target - state.Step), workspace);
            if (divergence is not null) return new Slice<Progress<T>>(null, 1, [], new StageFailure.Diverged(divergence.Step, divergence.Cause));
            return next.Step < target
                ? new(progress with { State = next }, Fraction(next.Step, settings.Steps), [])
                : Record(settings, problem, next, progress.NextRecord, workspace);
        }, FormOf<T>());
    }

    private static StateForm<Progress<T>> FormOf<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
            HingeStateForm.Version,
            (writer, progress) =>
            {
                writer.Integer(progress.NextRecord);
                writer.Optional(progress.State, s => HingeStateForm.Write(writer, s));
            },
            reader =>
            {
                var nextRecord = (int)reader.Integer();
                return new(reader.Optional(() => HingeStateForm.Read<T>(reader)), nextRecord);
            });

    private static Parameters<T> Fitting<T>(Parameters<T> parameters, Architecture architecture, GivenFile given)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => parameters.Architecture == architecture
        ? parameters
        : throw new GivenFileException(
            $"{given.Path} has {parameters.Architecture.HiddenUnits} hidden units with {parameters.Architecture.InputDimension} inputs; the experiment has {architecture.HiddenUnits} with {architecture.InputDimension}.");

    private static Slice<Progress<T>> Record<T>(
        Settings settings, TrainingProblem<T> problem, TrainingState<T> state, int record, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var direction = problem.Training.ReferenceDirection;
        var output = LinearOutput.Of(problem, state, workspace);
        var seen = HingeMeasurement.Observe(problem, state, workspace);
        if (HingeTraining.LossDivergence(problem, seen) is { } divergence) return new(null, 1, [], new StageFailure.Diverged(divergence.Step, divergence.Cause));
        var neurons = Enumerable.Range(0, Math.Min(settings.Neurons, settings.HiddenUnits))
            .Select(i => (state.Step, Nodes.Of(state.Parameters, direction, i)));
        ImmutableArray<Table> rows =
            [HingeTables.Trajectory.Of([new(seen, NodeMoments.Of(state, direction), output)]), HingeTables.Neurons.Of([.. neurons])];
        return record + 1 < settings.Recorded.Length
            ? new(new(state, record + 1), Fraction(state.Step, settings.Steps), rows)
            : new(null, 1, [.. rows, HingeTables.Satisfaction.Of(Satisfaction(problem, HingeTraining.WithLast(problem, state, workspace))), HingeTables.Summary.Of([new(seen, InitialMoments.Of(state.Origin.Parameters, direction), PositiveShare(problem.Training.Labels), RuleShare(problem.Training))])]);
    }

    private static ImmutableArray<HingeTables.Example> Satisfaction<T>(TrainingProblem<T> problem, TrainingState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (state.Satisfaction is not { } steps) return [];
        var (data, projections) = (problem.Training, problem.Training.ParallelInputs());
        return [.. Enumerable.Range(0, projections.Length).Select(n => new HingeTables.Example(
            n, projections[n], data.Labels[n] != data.CleanLabels[n], steps.FirstSatisfied[n], steps.LastUnsatisfied[n]))];
    }

    private static double PositiveShare<T>(DenseVector<T> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var positive = 0;
        foreach (var label in labels.Span) positive += T.IsPositive(label) ? 1 : 0;
        return (double)positive / labels.Length;
    }

    private static double RuleShare<T>(LabelledDataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (projections, told) = (data.ParallelInputs(), 0);
        for (var n = 0; n < projections.Length; n++) told += double.Sign(projections[n]) == T.Sign(data.CleanLabels[n]) ? 1 : 0;
        return (double)told / projections.Length;
    }

    private static BatchSchedule BatchesOf(Settings settings, RandomKey stream) =>
        settings.BatchSize == 0 ? new BatchSchedule.FullBatch()
        : settings.Shuffle ? new BatchSchedule.Shuffled(settings.BatchSize, stream.Fork("batches"))
        : new BatchSchedule.InOrder(settings.BatchSize);

    private static double Fraction(long step, int steps) => steps == 0 ? 1 : (double)step / steps;

    private static Cost CostOf<T>(HingeSettings settings, int inputDimension, int records)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double pairs = (double)inputDimension * settings.Network.HiddenUnits;
        var (training, test) = ((double)settings.Dataset.TrainingSamples, (double)settings.Dataset.TestSamples);
        // With minibatches, knowing when examples are satisfied takes a look at all of them in every step.
        var looked = settings.Training.BatchSize is { } batch ? (4.0 * batch) + (settings.Record.Satisfaction ? 4 * training : 0) : 4 * training;
        var flops = pairs * ((looked * settings.Training.Steps) + (((6 * training) + (2 * test)) * records));

        // Parameters in three copies, and up to 64 partial gradients (256 MiB at most).
        var size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        var memory = (8 * pairs * size) + Math.Min(64 * pairs * size, 256 << 20) + (4 * (training + test) * size);
        return new(flops, (long)memory, 8L * records * (HingeTables.Trajectory.Schema.Columns.Length + (6L * settings.Record.Neurons)));
    }

    /// <summary>What the initial weights depend on: unit i is the same for any number of units.</summary>
    private sealed record InitialSettings(string Law);
}
