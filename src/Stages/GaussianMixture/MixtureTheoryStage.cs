using System.Collections.Immutable;
using Pipelines.Model.Datasets.GaussianMixture;
using Pipelines.Model.Dynamics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Stages.Settings;
using Pipelines.Stages.States;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The dynamical mean-field theory at the recorded steps: one solution for all replicates of a point.</summary>
internal static class MixtureTheoryStage
{
    /// <summary>Operations of one slice: a few tenths of a second on one core.</summary>
    private const double SliceFlops = 1e9;

    public static StageIdentity Stage { get; } = new("mixture-theory", 3, StageRole.Theory);

    /// <summary>Exactly what the theory depends on.</summary>
    private sealed record Settings(
        Problem Problem, int Replicates, int Steps, ImmutableArray<long> Recorded, ImmutableArray<int> KernelSteps, ulong Key, ulong Stream);

    /// <summary>The same solution from the same random numbers with histories in single precision.</summary>
    private sealed record SinglePrecision(Settings Solution);

    /// <summary>What its random numbers depend on: more steps or more solutions keep those there are.</summary>
    private sealed record Problem(MixtureDescent Descent, Start Start, Sampling Method);

    /// <param name="Kind">fixed, mean or average.</param>
    /// <param name="Magnetization">m(0) of a fixed start, 0 otherwise.</param>
    /// <param name="Dimension">d of the free starts that are described, 0 otherwise.</param>
    /// <param name="Nodes">K of an average start, 0 otherwise.</param>
    private sealed record Start(string Kind, double Magnetization, int Dimension, int Nodes);

    /// <summary>The method but for the number of its solutions; numbers that it has no use for are 0.</summary>
    private sealed record Sampling(string Method, int Samples, MixtureTangents Tangents, double Mixing, double Tolerance, int MaximumSweeps);

    public static TableNode Node(MixtureSettings settings, MixtureLoss loss, PointContext context)
    {
        var problem = new Problem(MixtureDescent.Of(settings, loss), StartOf(settings), SamplingOf(settings.Theory));
        var replicates = settings.Theory.Match(march: m => m.Replicates, iteration: m => m.Replicates, exactQuadratic: _ => 1);
        var steps = settings.Training.Steps;
        var stream = RandomKey.FromSeed(context.Seed).Fork("theory").Fork(Digest.Of(Canonical.Encode(problem)).Hex);
        var identity = new Settings(
            problem, replicates, steps, settings.Record.Steps(steps),
            settings.Theory.KernelSteps.IsDefault ? [] : [.. settings.Theory.KernelSteps.Distinct().Order()], stream.Key, stream.Stream);
        var isSingle = settings.Theory.Match(march: m => m.Histories == Precision.Float32, iteration: _ => false, exactQuadratic: _ => false);
        return new(
            Stage, isSingle ? new SinglePrecision(identity) : identity, [], CostOf(identity, isSingle),
            [MixtureTheoryTables.Theory.Schema, MixtureTheoryTables.Kernels.Schema, MixtureTheoryTables.Summary.Schema],
            _ => Begin(identity, isSingle, stream));
    }

    private static StageRun Begin(Settings settings, bool isSingle, RandomKey stream)
    {
        var sliceSteps = (int)Math.Clamp(SliceFlops / StepFlops(settings), 1, int.MaxValue);
        var (problem, method) = (ProblemOf(settings), MethodOf(settings, isSingle));
        var form = new StateForm<MeanFieldRun>(
            Version: 1,
            (writer, run) => writer.Vector(run.Solved()),
            reader => MeanFieldRun.Resume(problem, method, stream, settings.KernelSteps, reader.Vector<double>()));
        return StageRun.Sliced(
            MeanFieldRun.Start(problem, method, stream, settings.KernelSteps),
            (current, threads) =>
            {
                var next = current.Advance(sliceSteps, threads);
                return next.IsFinished ? Close(settings, next.Solution()) : new Slice<MeanFieldRun>(next, next.Fraction, []);
            },
            form);
    }

    private static Slice<MeanFieldRun> Close(Settings settings, MeanFieldSolution solution)
    {
        if (solution.Ending is Termination.Diverged diverged) return Failed(new StageFailure.Diverged(diverged.Step, diverged.Cause));
        if (solution.Ending is Termination.OutOfSteps outOfSteps)
            return Failed(new StageFailure.Refused(FormattableString.Invariant($"the iteration did not settle within {outOfSteps.Steps} sweeps")));
        var entries =
            from step in settings.KernelSteps
            from earlier in settings.KernelSteps.Where(l => l <= step)
            select new MixtureTheoryTables.Entry(solution.Kernels, settings.Problem.Descent.LearningRate, step, earlier);
        return new(null, 1,
        [
            MixtureTheoryTables.Theory.Of([.. settings.Recorded.Select(step => solution.Points[(int)step])]),
            MixtureTheoryTables.Kernels.Of([.. entries]),
            MixtureTheoryTables.Summary.Of([Whole(settings, solution)]),
        ]);
    }

    private static Slice<MeanFieldRun> Failed(StageFailure failure) => new(null, 1, [], failure);

    private static MixtureTheoryTables.Whole Whole(Settings settings, MeanFieldSolution solution)
    {
        var problem = settings.Problem.Descent.Problem();
        var isTwo = problem.Mixture == Mixture.TwoClusters && problem.Activation is MixtureActivation.Linear;
        return new(
            problem, solution, isTwo ? OracleError.BayesTwoClusters(problem.SampleRatio, problem.NoiseLevel) : double.NaN,
            OracleError.Oracle(problem.Mixture, problem.NoiseLevel));
    }

    private static Start StartOf(MixtureSettings settings) => settings.Theory.Start switch
    {
        MixtureTheoryStart.Mean => new("mean", 0, settings.Dataset.InputDimension, 0),
        MixtureTheoryStart.Average => new("average", 0, settings.Dataset.InputDimension, settings.Theory.StartNodes),
        MixtureTheoryStart.Fixed => new("fixed", settings.Theory.Magnetization ?? 0, 0, 0),
        _ => new("fixed", settings.Training.Start.Match(free: _ => 0.0, @fixed: s => s.Magnetization), 0, 0),
    };

    private static Sampling SamplingOf(MixtureTheorySettings theory) => theory.Match(
        march: m => new Sampling("march", m.Samples, m.Tangents, 0, 0, 0),
        iteration: m => new("iteration", m.Samples, MixtureTangents.Probes, m.Mixing, m.Tolerance, m.MaximumSweeps),
        exactQuadratic: _ => new("exact-quadratic", 0, MixtureTangents.Exact, 0, 0, 0));

    private static MeanFieldProblem ProblemOf(Settings settings)
    {
        var start = settings.Problem.Start;
        return new(
            settings.Problem.Descent.Problem(),
            start.Kind == "mean" ? new MeanFieldStart.Mean(start.Dimension)
                : start.Kind == "average" ? new MeanFieldStart.Average(start.Dimension, start.Nodes)
                : new MeanFieldStart.Fixed(start.Magnetization),
            settings.Steps);
    }

    private static MeanFieldMethod MethodOf(Settings settings, bool isSingle)
    {
        var method = settings.Problem.Method;
        if (method.Samples == 0) return new MeanFieldMethod.ExactQuadratic();
        var sampling = MeanFieldSampling.For(settings.Problem.Descent.Problem(), method.Samples, settings.Replicates) with
        {
            Tangents = method.Tangents == MixtureTangents.Probes ? new TangentRule.Probes() : new TangentRule.Exact(),
            SinglePrecision = isSingle,
        };
        return method.Method == "march"
            ? new MeanFieldMethod.CausalMarch(sampling)
            : new MeanFieldMethod.DampedIteration(sampling, method.Mixing, method.Tolerance, method.MaximumSweeps);
    }

    /// <summary>Multiply-adds, two operations each, of a typical step.</summary>
    private static double StepFlops(Settings settings) => Math.Max(1, settings.Problem.Method.Samples) * 2.5 * (settings.Steps + 1);

    private static Cost CostOf(Settings settings, bool isSingle)
    {
        // Halved samples for the bias cost half as much again; an iteration makes some fifteen sweeps.
        var sweeps = settings.Problem.Method.Method switch { "march" => 1.5, "iteration" => 15, _ => 1 };
        var passes = sweeps * settings.Replicates * Math.Max(1, settings.Problem.Start.Nodes);
        var columns = MixtureTheoryTables.Theory.Schema.Columns.Length;
        return new(
            passes * StepFlops(settings) * (settings.Steps + 1), MeanFieldRun.EstimateBytes(ProblemOf(settings), MethodOf(settings, isSingle), settings.KernelSteps),
            8L * settings.Recorded.Length * columns);
    }
}
