using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;
using Pipelines.Stages.Settings;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The dynamical mean-field theory at the recorded steps: one solution for all replicates of a point.</summary>
internal static class MixtureTheoryStage
{
    /// <summary>Operations of one slice: a few tenths of a second on one core.</summary>
    private const double SliceFlops = 1e9;

    /// <summary>Operations a sample and step of a compressed march with two dozen functions of time, the loss included.</summary>
    private const double CompressedFlops = 1000;

    private const string CompressedMethod = "compressed-march";

    public static StageIdentity Stage { get; } = new("mixture-theory", 4, StageRole.Theory);

    /// <summary>Of centres in several directions, or clusters of unequal noise: the oracle's error, and whether steps are bounded, have changed
    /// there alone.</summary>
    private static StageIdentity GeneralStage { get; } = Stage with { Version = 5 };

    /// <summary>What the theory depends on.</summary>
    [WrittenAs("MixtureTheoryStage.Settings")]
    private sealed class Reads(MixtureSettings settings, Problem problem, RandomKey stream)
    {
        [WrittenAs("Problem")] public Problem Problem { get; } = problem;

        [WrittenAs("Replicates")]
        public int Replicates { get; } =
            settings.Theory.Match(march: m => m.Replicates, compressedMarch: m => m.Replicates, iteration: m => m.Replicates, exactQuadratic: _ => 1);

        [WrittenAs("Steps")] public int Steps { get; } = settings.Training.Steps;

        [WrittenAs("Recorded")] public ImmutableArray<long> Recorded { get; } = settings.Record.Steps(settings.Training.Steps);

        [WrittenAs("KernelSteps")]
        public ImmutableArray<int> KernelSteps { get; } = settings.Theory.KernelSteps.UpTo(settings.Training.Steps);

        [WrittenAs("")] public RandomKey Stream { get; } = stream;
    }

    /// <summary>The same solution from the same random numbers with histories in single precision.</summary>
    [WrittenAs("MixtureTheoryStage.SinglePrecision")]
    private sealed record SinglePrecision([WrittenAs("Solution")] Reads Solution);

    /// <summary>What its random numbers depend on: more steps or more solutions keep those there are.</summary>
    [WrittenAs("MixtureTheoryStage.Problem")]
    private sealed record Problem(
        [WrittenAs("Descent")] MixtureDescent Descent, [WrittenAs("Start")] Start Start, [WrittenAs("Method")] Sampling Method);

    /// <param name="Kind">fixed, mean or average.</param>
    /// <param name="Magnetization">m(0) of a fixed start, 0 otherwise.</param>
    /// <param name="Dimension">d of the free starts that are described, 0 otherwise.</param>
    /// <param name="Nodes">K of an average start, 0 otherwise.</param>
    [WrittenAs("MixtureTheoryStage.Start")]
    private sealed record Start(
        [WrittenAs("Kind")] string Kind, [WrittenAs("Magnetization")] double Magnetization, [WrittenAs("Dimension")] int Dimension,
        [WrittenAs("Nodes")] int Nodes)
    {
        /// <summary>m(0) in several directions.</summary>
        [Setting("overlaps", "", IsLater = true)] public ImmutableArray<double> Overlaps { get; init; }
    }

    /// <summary>The method but for the number of its solutions; numbers that it has no use for are 0.</summary>
    [WrittenAs("MixtureTheoryStage.Sampling")]
    private sealed record Sampling(
        [WrittenAs("Method")] string Method, [WrittenAs("Samples")] int Samples, [WrittenAs("Tangents")] MixtureTangents Tangents,
        [WrittenAs("Mixing")] double Mixing, [WrittenAs("Tolerance")] double Tolerance, [WrittenAs("MaximumSweeps")] int MaximumSweeps);

    public static TableNode Node(MixtureSettings settings, MixtureLoss loss, PointContext context)
    {
        var problem = new Problem(MixtureDescent.Of(settings, loss), StartOf(settings), SamplingOf(settings.Theory));
        var stream = RandomKey.FromSeed(context.Seed).Fork("theory").Fork(Digest.Of(Canonical.Encode(problem)).Hex);
        var reads = new Reads(settings, problem, stream);
        var isSingle = settings.Theory is MixtureTheorySettings.March { Histories: Precision.Float32 };
        var isCompressed = settings.Theory is MixtureTheorySettings.CompressedMarch;
        ImmutableArray<TableSchema> tables =
        [
            MixtureTheoryTables.Theory.Schema, MixtureTheoryTables.Kernels.Schema, MixtureTheoryTables.Summary.Schema,
            .. isCompressed ? [MixtureTheoryTables.Compression.Schema] : ImmutableArray<TableSchema>.Empty,
            .. problem.Descent.HasOneDirection ? ImmutableArray<TableSchema>.Empty : [MixtureOverlapTables.Theory.Schema],
        ];
        var stage = problem.Descent is { HasOneDirection: true, NoiseLevels: 1 } ? Stage : GeneralStage;
        return isSingle
            ? TableNode.Of(
                stage, new SinglePrecision(reads), [], CostOf(reads, isSingle), tables, static (reads, _) => Begin(reads.Solution, isSingle: true))
            : TableNode.Of(stage, reads, [], CostOf(reads, isSingle), tables, static (reads, _) => Begin(reads, isSingle: false));
    }

    private static StageRun Begin(Reads settings, bool isSingle)
    {
        var sliceSteps = (int)Math.Clamp(SliceFlops / StepFlops(settings), 1, int.MaxValue);
        var (problem, method) = (ProblemOf(settings), MethodOf(settings, isSingle));
        var form = new StateForm<DmftSolver>(
            Version: 2,
            (writer, run) => writer.Vector(run.Solved()),
            reader => DmftSolver.Resume(problem, method, settings.Stream, settings.KernelSteps, reader.Vector<double>()));
        return StageRun.Sliced(
            DmftSolver.Start(problem, method, settings.Stream, settings.KernelSteps),
            (current, threads) =>
            {
                var next = current.Advance(sliceSteps, threads);
                return next.IsFinished ? Close(settings, next.Solution()) : new Slice<DmftSolver>(next, next.Fraction, []);
            },
            form);
    }

    private static Slice<DmftSolver> Close(Reads settings, DmftSolution solution)
    {
        if (solution.Ending is Termination.Diverged diverged) return Slice<DmftSolver>.Failed(diverged);
        if (solution.Ending is Termination.OutOfSteps outOfSteps)
        {
            return Slice<DmftSolver>.Failed(
                new StageFailure.Refused(FormattableString.Invariant($"the iteration did not settle within {outOfSteps.Steps} sweeps")));
        }
        var entries =
            from step in settings.KernelSteps
            from earlier in settings.KernelSteps.Where(l => l <= step)
            select new MixtureTheoryTables.Entry(solution.Kernels, settings.Problem.Descent.LearningRate, step, earlier);
        ImmutableArray<DmftPoint> recorded = [.. settings.Recorded.Select(step => solution.Points[(int)step])];
        return new(null, 1,
        [
            MixtureTheoryTables.Theory.Of(recorded),
            MixtureTheoryTables.Kernels.Of([.. entries]),
            MixtureTheoryTables.Summary.Of([Whole(settings, solution)]),
            .. IsCompressed(settings) ? [MixtureTheoryTables.Compression.Of(recorded)] : ImmutableArray<Table>.Empty,
            .. settings.Problem.Descent.HasOneDirection ? ImmutableArray<Table>.Empty : [MixtureOverlapTables.Of(recorded)],
        ]);
    }

    private static MixtureTheoryTables.Whole Whole(Reads settings, DmftSolution solution)
    {
        var problem = settings.Problem.Descent.Problem();
        return new(
            problem, solution,
            MixtureTheoryTables.HasBayesError(problem) ? OracleError.BayesTwoClusters(problem.SampleRatio, problem.NoiseLevel) : double.NaN,
            OracleError.Oracle(problem.Mixture, problem.NoiseLevel));
    }

    private static Start StartOf(MixtureSettings settings) => settings.Theory.Start switch
    {
        MixtureTheoryStart.Mean => new("mean", 0, settings.Dataset.InputDimension, 0),
        MixtureTheoryStart.Average => new("average", 0, settings.Dataset.InputDimension, settings.Theory.StartNodes),
        MixtureTheoryStart.Fixed => new("fixed", settings.Theory.Magnetization ?? 0, 0, 0),
        _ => settings.Training.Start.Match(
            free: _ => StartAt([.. new double[MixtureDescent.DirectionsOf(settings.Dataset)]]), @fixed: s => StartAt([s.Magnetization]),
            overlaps: s => StartAt(s.Values)),
    };

    /// <summary>One overlap is written as it was before there could be several.</summary>
    private static Start StartAt(ImmutableArray<double> overlaps) =>
        overlaps.Length == 1 ? new("fixed", overlaps[0], 0, 0) : new("fixed", 0, 0, 0) { Overlaps = overlaps };

    private static Sampling SamplingOf(MixtureTheorySettings theory) => theory.Match(
        march: m => new Sampling("march", m.Samples, m.Tangents, 0, 0, 0),
        compressedMarch: m => new(CompressedMethod, m.Samples, MixtureTangents.Exact, 0, 0, 0),
        iteration: m => new("iteration", m.Samples, MixtureTangents.Probes, m.Mixing, m.Tolerance, m.MaximumSweeps),
        exactQuadratic: _ => new("exact-quadratic", 0, MixtureTangents.Exact, 0, 0, 0));

    private static DmftProblem ProblemOf(Reads settings)
    {
        var start = settings.Problem.Start;
        return new(
            settings.Problem.Descent.Problem(),
            start.Kind == "mean" ? new DmftStart.Mean(start.Dimension)
                : start.Kind == "average" ? new DmftStart.Average(start.Dimension, start.Nodes)
                : start.Overlaps.IsDefaultOrEmpty ? new DmftStart.Fixed(start.Magnetization)
                : new DmftStart.Fixed(DenseVector<double>.Copy(start.Overlaps.AsSpan())),
            settings.Steps);
    }

    private static DmftMethod MethodOf(Reads settings, bool isSingle)
    {
        var method = settings.Problem.Method;
        if (method.Samples == 0) return new DmftMethod.ExactQuadratic();
        var sampling = DmftSampling.For(settings.Problem.Descent.Problem(), method.Samples, settings.Replicates) with
        {
            Tangents = method.Tangents == MixtureTangents.Probes ? new TangentRule.Probes() : new TangentRule.Exact(),
            SinglePrecision = isSingle,
        };
        return method.Method switch
        {
            "march" => new DmftMethod.CausalMarch(sampling),
            CompressedMethod => new DmftMethod.CompressedMarch(sampling),
            _ => new DmftMethod.DampedIteration(sampling, method.Mixing, method.Tolerance, method.MaximumSweeps),
        };
    }

    private static bool IsCompressed(Reads settings) => settings.Problem.Method.Method == CompressedMethod;

    /// <summary>Multiply-adds, two operations each, of a typical step; the closed form has no samples, but matrices for each noise level.</summary>
    private static double StepFlops(Reads settings)
    {
        var (samples, steps) = (settings.Problem.Method.Samples, settings.Steps + 1.0);
        return samples == 0 ? settings.Problem.Descent.NoiseLevels * steps * steps
            : samples * (IsCompressed(settings) ? CompressedFlops : 2.5 * steps);
    }

    private static Cost CostOf(Reads settings, bool isSingle)
    {
        // Halved samples for the bias cost half as much again; an iteration makes some fifteen sweeps.
        var sweeps = settings.Problem.Method.Method switch { "march" or CompressedMethod => 1.5, "iteration" => 15, _ => 1 };
        var passes = sweeps * settings.Replicates * Math.Max(1, settings.Problem.Start.Nodes);
        var columns = MixtureTheoryTables.Theory.Schema.Columns.Length;
        return new(
            passes * StepFlops(settings) * (settings.Steps + 1),
            DmftSolver.EstimateBytes(ProblemOf(settings), MethodOf(settings, isSingle), settings.KernelSteps),
            8L * settings.Recorded.Length * columns);
    }
}
