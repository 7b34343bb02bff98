using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Runs;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.QuenchingActivation;

/// <summary>Training of the network, by literal steps or by the flow, recorded at declared steps.</summary>
internal static class QuenchingTrainingStage
{
    /// <summary>Operations of one slice: some tenths of a second on one core.</summary>
    private const double SliceFlops = 3e9;

    /// <summary>Gradients of a typical step of the flow.</summary>
    private const double GradientsPerFlowStep = 50;

    private static StageIdentity Stage { get; } = new("quenching-training", 2, StageRole.Training);

    /// <summary>What training depends on, beside its sample.</summary>
    [WrittenAs("QuenchingTrainingStage.Settings")]
    private sealed class Reads(QuenchingPoint point)
    {
        [WrittenAs("Task")] public QuenchingTask Task { get; } = point.Task;

        [WrittenAs("Training")] public QuenchingTrainingSettings Training { get; } = point.Settings.Training.ResolvedFor(point.Task.HiddenUnits);

        [WrittenAs("Recorded")] public ImmutableArray<long> Recorded { get; } = point.Recorded;

        [WrittenAs("Neurons")] public int Neurons { get; } = point.Settings.Record.Neurons;

        public TrainingPlan Plan => Training.Plan(Task.HiddenUnits, Task.Data is null, Recorded);
    }

    /// <summary>Where a run is, and the magnitudes at the last recorded step.</summary>
    private sealed record Progress(TrainingState? State, double LastTime, DenseVector<double>? LastMagnitudes);

    private static StateForm<Progress> Form { get; } = new(
        QuenchingStateForm.Version,
        (writer, progress) =>
        {
            writer.Optional(progress.State, s => QuenchingStateForm.Write(writer, s));
            writer.Number(progress.LastTime);
            writer.Optional(progress.LastMagnitudes, writer.Vector);
        },
        reader => new(reader.Optional(() => QuenchingStateForm.Read(reader)), reader.Number(), reader.Optional(reader.Vector<double>)));

    public static TableNode Node(QuenchingPoint point) => TableNode.Of(
        Stage, new Reads(point), point.Task.Inputs, CostOf(point),
        [QuenchingTables.Trajectory.Schema, QuenchingTables.Neurons.Schema, QuenchingTables.Activations.Schema, QuenchingTables.Summary.Schema],
        static (reads, inputs) => Start(reads, inputs));

    private static StageRun Start(Reads reads, StageInputs inputs)
    {
        var task = reads.Task;
        var (problem, plan, initial) = (task.Problem(inputs, reads.Training.Layers), reads.Plan, task.Initial());
        var data = task.Data is { } node ? inputs.Get(node) : null;
        var gradients = plan.Optimiser is Optimiser.GradientFlow ? GradientsPerFlowStep : 1;
        var sliceSteps = Math.Max(1, (long)(SliceFlops / (TrainingCost.GradientFlops(task) * gradients)));
        return StageRun.Sliced(new Progress(null, 0, null), (progress, threads) =>
        {
            var state = progress.State ?? TrainingRun.Start(problem, plan, initial);
            var slice = TrainingRun.Advance(problem, plan, state, sliceSteps, threads);
            if (slice.Ending is Termination.Diverged diverged) return Slice<Progress>.Failed(diverged);
            var isConverged = slice.Ending is Termination.Converged;
            var seen = slice.Samples
                .Select((s, i) => QuenchingObservables.Of(
                    task, s, initial, reads.Training.ActiveAbove, data, isConverged && i == slice.Samples.Length - 1, threads))
                .ToImmutableArray();
            var rows = RowsOf(reads, progress, seen);
            if (slice.Ending is not null) return new(null, 1, [.. rows, QuenchingTables.Summary.Of([seen[^1]])]);
            var next = seen.IsEmpty
                ? progress with { State = slice.State }
                : new Progress(slice.State, seen[^1].Sample.Time, seen[^1].AllMagnitudes);
            return new(next, (double)slice.State.RecordsTaken / plan.RecordAt.Length, rows);
        }, Form);
    }

    private static ImmutableArray<Table> RowsOf(Reads reads, Progress before, ImmutableArray<QuenchingObservables> seen)
    {
        ImmutableArray<DenseVector<double>> magnitudes = [.. seen.Select(s => s.AllMagnitudes)];
        ImmutableArray<double> times = [.. seen.Select(s => s.Sample.Time)];
        if (before.LastMagnitudes is { } last) (magnitudes, times) = (magnitudes.Insert(0, last), times.Insert(0, before.LastTime));
        return
        [
            QuenchingTables.Trajectory.Of(seen),
            QuenchingTables.Neurons.Of(
                [.. seen.SelectMany(s => NeuronRow.Of(s.Sample.Parameters, s.AllMagnitudes, s.Sample.Step, s.Sample.Time, reads.Neurons))]),
            QuenchingTables.Activations.Of(ActivationEvent.Find(times, magnitudes, reads.Training.ActiveAbove)),
        ];
    }

    private static Cost CostOf(QuenchingPoint point)
    {
        var (task, records) = (point.Task, point.Recorded.Length);
        var recorded = 3.0 * task.HiddenUnits * task.HiddenUnits * task.InputDimension * records;
        var rows = QuenchingTables.Trajectory.Schema.Columns.Length + (7L * point.Settings.Record.Neurons);
        return new((point.GradientFlops * TrainingCost.Gradients(point)) + recorded, point.GradientBytes, 8L * records * rows)
        {
            Long = (QuenchingTables.Neurons.Schema.Name, (long)records * point.Settings.Record.Neurons),
        };
    }
}

/// <summary>How many gradients a run of training takes, estimated before it runs.</summary>
/// <remarks>
/// The stabilised flow takes steps in proportion to time, so that its gradients grow like √(ρT), ρ = 2Cs²m the stiffest rate and T the end; each
/// stretch Δt between two recorded times takes √(1.54 ρ Δt) stages at least. The constants are fitted to the runs of pipelines/quenching (m = 9 to
/// 2000, n = 100 to 800 and the population). When a run that stops at a small risk will do so is not known: for one neuron the geometric mean of the
/// end and of the time that it typically takes stands for it, for harder targets the end.
/// </remarks>
internal static class TrainingCost
{
    private const double GradientsPerRootTime = 5;
    private const double GradientsPerRecord = 4;
    private const double StagesPerRoot = 1.54;

    /// <summary>In the mean-field scaling all neurons turn, and where they cross the kinks of a sample the flow rejects steps.</summary>
    private const double GradientsOfKinks = 7e3;

    /// <summary>Time after which the risk of one target neuron is small, for C = 1 and s = 1.</summary>
    private const double TypicalTime = 10;

    /// <summary>Operations of one gradient; rectifying a number, or turning it into an angle, costs as much as so many further inputs.</summary>
    public static double GradientFlops(QuenchingTask task) => (task.Sample, task.Activation) switch
    {
        ({ } sample, Activation.Relu) => 4.0 * sample.Training * task.HiddenUnits * (task.InputDimension + 4),
        ({ } sample, _) => 4.0 * sample.Training * task.HiddenUnits * (task.InputDimension + 40),
        (_, Activation.Relu) => 3.0 * task.HiddenUnits * task.HiddenUnits * (task.InputDimension + 12),
        _ => 4.0 * task.HiddenUnits * task.HiddenUnits * (task.InputDimension + 24),
    };

    /// <summary>Gradients of all samples, or as much work in batches.</summary>
    public static double Gradients(QuenchingPoint point)
    {
        var (plan, task) = (point.Plan, point.Task);
        var (unit, scale) = (task.KernelUnit, task.Scaling.Factor(task.HiddenUnits));
        var rate = plan.Optimiser.LearningRate;
        var updates = task.Sample is { } sample && plan.BatchSize is { } size ? Math.Ceiling((double)sample.Training / size) : 1;
        var (end, typical) = (plan.Steps * rate, TypicalTime / (unit * scale * updates));
        var stops = plan.StopBelow > 0 && task.Target is (TargetFunction.SingleNeuron or TargetFunction.Linear);
        if (stops && end > typical) end = Math.Sqrt(end * typical);
        return plan.Optimiser is Optimiser.GradientFlow
            ? FlowGradients(point, 2 * unit * scale * scale * task.HiddenUnits, end)
            : (end / rate * (plan.BatchSize is null ? 1 : 2)) + 1;
    }

    private static double FlowGradients(QuenchingPoint point, double stiffness, double end)
    {
        var gradients = 1 + (GradientsPerRootTime * Math.Sqrt(stiffness * end));
        if (point.Task.Data is not null && point.Task.Scaling == OutputScaling.MeanField) gradients += GradientsOfKinks;
        var before = 0.0;
        var rate = point.Plan.Optimiser.LearningRate;
        foreach (var time in point.Recorded.Select(step => step * rate).TakeWhile(time => time <= end))
        {
            gradients += GradientsPerRecord + Math.Sqrt(StagesPerRoot * stiffness * (time - before));
            before = time;
        }
        return gradients;
    }
}
