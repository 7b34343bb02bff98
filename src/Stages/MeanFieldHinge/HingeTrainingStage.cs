using System.Collections.Immutable;
using System.Numerics;
using Pipelines.Model;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;
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

    /// <summary>What training depends on, beside its data.</summary>
    [WrittenAs("HingeTrainingStage.Settings")]
    private sealed class Reads<T>(
        HingeSettings s, MarginLoss loss, PointContext context, ValueNode<HingeData<T>> data, GivenFile? given, ValueNode<Parameters<T>>? initial)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [WrittenAs("HiddenUnits")] public int HiddenUnits { get; } = s.Network.HiddenUnits;

        [WrittenAs("LearningRate")] public double LearningRate { get; } = s.Training.LearningRateFor(s.Network.HiddenUnits);

        [WrittenAs("OutputScale")] public double OutputScale { get; } = s.Training.OutputScale;

        [WrittenAs("Margin")] public double Margin { get; } = s.Training.Margin;

        [Setting("loss", "", IsLater = true)] public string? Loss { get; } = s.Training.LossInKey;

        [Setting("lossValues", "", IsLater = true)] public string? LossValues { get; } = HingeLosses.ValuesOf(loss);

        [NotInKey("its name and its values stand for it")] public MarginLoss Function { get; } = loss;

        [WrittenAs("Steps")] public int Steps { get; } = s.Training.Steps;

        [WrittenAs("Recorded")] public ImmutableArray<long> Recorded { get; } = s.Record.Steps(s.Training.Steps);

        [WrittenAs("Neurons")] public int Neurons { get; } = s.Record.Neurons;

        [WrittenAs("Satisfaction")] public bool Satisfaction { get; } = s.Record.Satisfaction;

        /// <summary>0 for all examples.</summary>
        [WrittenAs("BatchSize")] public int BatchSize { get; } = s.Training.BatchSize ?? 0;

        [WrittenAs("Shuffle")] public bool Shuffle { get; } = s.Training.Shuffle;

        [WrittenAs("Precision")] public Precision Precision { get; } = s.Training.Precision;

        [WrittenAs("GivenParameters")] public GivenFile? GivenParameters { get; } = given;

        [WrittenAs("OuterWidth")] public double OuterWidth { get; } = s.Network.OuterWidth;

        [WrittenAs("InnerWidth")] public double InnerWidth { get; } = s.Network.InnerWidth;

        [WrittenAs("Initial")] public RandomKey Stream { get; } = context.Stream("initialisation", new InitialLaw("standard-normal"));

        public ValueNode<HingeData<T>> Data { get; } = data;

        /// <summary>Given weights; null where they are drawn.</summary>
        public ValueNode<Parameters<T>>? Initial { get; } = initial;
    }

    public static TableNode Node<T>(
        HingeSettings settings, MarginLoss loss, PointContext context, ValueNode<HingeData<T>> data, int inputDimension, GivenFile? given,
        ValueNode<Parameters<T>>? initial)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var reads = new Reads<T>(settings, loss, context, data, given, initial);
        return TableNode.Of(
            Stage, reads, initial is null ? [data] : [data, initial], CostOf<T>(settings, inputDimension, reads.Recorded.Length),
            [HingeTables.Trajectory.Schema, HingeTables.Neurons.Schema, HingeTables.Satisfaction.Schema, HingeTables.Summary.Schema],
            static (reads, inputs) => Start(reads, inputs));
    }

    /// <summary>Given weights are those of the network that the experiment describes.</summary>
    /// <param name="initial">The weights.</param>
    /// <param name="given">Their file.</param>
    /// <param name="data">Examples of given files; null where they are drawn.</param>
    /// <param name="inputDimension">d of examples that are drawn.</param>
    /// <param name="hiddenUnits">M.</param>
    public static GivenFit Fit<T>(
        ValueNode<Parameters<T>> initial, GivenFile given, ValueNode<HingeData<T>>? data, int inputDimension, int hiddenUnits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
        data is null ? [initial] : [initial, data], FormattableString.Invariant($"{inputDimension} {hiddenUnits}"),
        inputs => Fitting(
            inputs.Get(initial), new(data is null ? inputDimension : inputs.Get(data).Training.InputDimension, hiddenUnits), given));

    /// <summary>Where a run is: the next recorded step to reach, and the network so far.</summary>
    private sealed record Progress<T>(TrainingState<T>? State, int NextRecord)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static StageRun Start<T>(Reads<T> settings, StageInputs inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var data = inputs.Get(settings.Data);
        var problem = new TrainingProblem<T>(
            data.Training, new(settings.OutputScale, settings.Margin) { Function = settings.Function }, settings.LearningRate)
        {
            Test = data.Test,
            TracksSatisfaction = settings.Satisfaction,
            Batches = BatchesOf(settings),
        };
        var architecture = new Architecture(data.Training.InputDimension, settings.HiddenUnits);
        var examples = settings.BatchSize == 0 ? data.Training.Examples : settings.BatchSize;
        var stepFlops = 4.0 * examples * architecture.InputDimension * architecture.HiddenUnits;
        var sliceSteps = Math.Clamp((long)(SliceFlops / stepFlops), 1, SliceSteps);
        TrainingWorkspace<T>? kept = null;
        return StageRun.Sliced(new Progress<T>(null, 0), (progress, threads) =>
        {
            var workspace = kept ??= new(threads);
            workspace.Threads = threads;
            var state = progress.State
                ?? HingeTraining.Start(problem, InitialOf(settings, inputs, architecture), workspace);
            var target = settings.Recorded[progress.NextRecord];
            var (next, divergence) = HingeTraining.Advance(problem, state, Math.Min(sliceSteps, target - state.Step), workspace);
            if (divergence is not null) return Slice<Progress<T>>.Failed(divergence);
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

    private static Parameters<T> InitialOf<T>(Reads<T> settings, StageInputs inputs, Architecture architecture)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => settings.Initial is { } initial
        ? Fitting(inputs.Get(initial), architecture, settings.GivenParameters!)
        : Initialisation.Normal<T>(architecture, settings.Stream, settings.OuterWidth, settings.InnerWidth);

    private static Parameters<T> Fitting<T>(Parameters<T> parameters, Architecture architecture, GivenFile given)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var held = parameters.Architecture;
        return held == architecture
            ? parameters
            : throw given.Mismatch(
                $"has {held.HiddenUnits} hidden units with {held.InputDimension} inputs; "
                    + $"the experiment has {architecture.HiddenUnits} with {architecture.InputDimension}: correct one of them.");
    }

    private static Slice<Progress<T>> Record<T>(
        Reads<T> settings, TrainingProblem<T> problem, TrainingState<T> state, int record, TrainingWorkspace<T> workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var direction = problem.Training.ReferenceDirection;
        var output = LinearOutput.Of(problem, state, workspace);
        var seen = HingeMeasurement.Observe(problem, state, workspace);
        if (HingeTraining.LossDivergence(problem, seen) is { } divergence) return Slice<Progress<T>>.Failed(divergence);
        var neurons = Enumerable.Range(0, Math.Min(settings.Neurons, settings.HiddenUnits))
            .Select(i => (state.Step, Nodes.Of(state.Parameters, direction, i)));
        ImmutableArray<Table> rows =
            [HingeTables.Trajectory.Of([new(seen, NodeMoments.Of(state, direction), output)]), HingeTables.Neurons.Of([.. neurons])];
        if (record + 1 < settings.Recorded.Length) return new(new(state, record + 1), Fraction(state.Step, settings.Steps), rows);
        var satisfaction = Satisfaction(problem, HingeTraining.WithLast(problem, state, workspace));
        var run = new HingeTables.Run(
            seen, InitialMoments.Of(state.Origin.Parameters, direction), PositiveShare(problem.Training.Labels), RuleShare(problem.Training));
        return new(null, 1, [.. rows, HingeTables.Satisfaction.Of(satisfaction), HingeTables.Summary.Of([run])]);
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

    private static BatchSchedule BatchesOf<T>(Reads<T> settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        settings.BatchSize == 0 ? new BatchSchedule.FullBatch()
        : settings.Shuffle ? new BatchSchedule.Shuffled(settings.BatchSize, settings.Stream.Fork("batches"))
        : new BatchSchedule.InOrder(settings.BatchSize);

    private static double Fraction(long step, int steps) => steps == 0 ? 1 : (double)step / steps;

    /// <summary>Of an example: its steps in run and state, a row, and its columns.</summary>
    private const long SatisfactionBytes = 88, SatisfactionDiskBytes = 33;

    /// <summary>What a unit does with an example beside its product, in inputs: at d = 10 most of the time of a step.</summary>
    private const double OperationsBesideInputs = 30;

    private static Cost CostOf<T>(HingeSettings settings, int inputDimension, int records)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double pairs = (double)inputDimension * settings.Network.HiddenUnits;
        var (training, test) = ((double)settings.Dataset.TrainingSamples, (double)settings.Dataset.TestSamples);
        // With minibatches, knowing when examples are satisfied takes a look at all of them in every step.
        var looked = settings.Training.BatchSize is { } batch ? (4.0 * batch) + (settings.Record.Satisfaction ? 4 * training : 0) : 4 * training;
        var flops = (inputDimension + OperationsBesideInputs) * settings.Network.HiddenUnits
            * ((looked * settings.Training.Steps) + (((6 * training) + (2 * test)) * records));

        // Parameters in three copies, and up to 64 partial gradients (256 MiB at most); outputs, those of the start, and what is known of examples.
        var size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        var memory = (8 * pairs * size) + Math.Min(64 * pairs * size, 256 << 20) + (((4 * size) + 28) * (training + test))
            + (settings.Record.Satisfaction ? SatisfactionBytes * training : 0);
        var disk = (8L * records * (HingeTables.Trajectory.Schema.Columns.Length + (6L * settings.Record.Neurons)))
            + (settings.Record.Satisfaction ? SatisfactionDiskBytes * (long)training : 0);
        return new(flops, (long)memory, disk)
        {
            Long = (HingeTables.Neurons.Schema.Name, (long)records * settings.Record.Neurons),
        };
    }

    /// <summary>What the initial weights depend on: unit i is the same for any number of units.</summary>
    [WrittenAs("HingeTrainingStage.InitialSettings")]
    private sealed record InitialLaw([WrittenAs("Law")] string Law);
}

/// <summary>A training state as bytes.</summary>
internal static class HingeStateForm
{
    public const int Version = 1;

    public static void Write<T>(StateWriter writer, TrainingState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        writer.Integer(state.Step);
        Write(writer, state.Parameters);
        Write(writer, state.Origin.Parameters);
        writer.Vector(state.Origin.TrainingOutputs);
        writer.Vector(state.Origin.TestOutputs);
        writer.Optional(state.Satisfaction, s =>
        {
            writer.Values(s.FirstSatisfied);
            writer.Values(s.LastUnsatisfied);
        });
    }

    public static TrainingState<T> Read<T>(StateReader reader)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (step, parameters) = (reader.Integer(), Parameters<T>(reader));
        var origin = new TrainingOrigin<T>(Parameters<T>(reader), reader.Vector<T>(), reader.Vector<T>());
        var satisfaction = reader.Optional(() => SatisfactionSteps.Of(reader.Values<int>().AsSpan(), reader.Values<int>().AsSpan()));
        return new(step, parameters, origin, satisfaction);
    }

    private static void Write<T>(StateWriter writer, Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        writer.Vector(parameters.OuterWeights);
        writer.Matrix(parameters.InnerWeights);
    }

    private static Parameters<T> Parameters<T>(StateReader reader)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(reader.Vector<T>(), reader.Matrix<T>());
}
