using System.Collections.Immutable;
using Pipelines.Model.Datasets.GaussianMixture;
using Pipelines.Model.Dynamics;
using Pipelines.Model.Randomness;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Stages.Tables;

namespace Pipelines.Stages.GaussianMixture;

/// <summary>The dynamical mean-field theory of a point: independent of its replicate, so that replicates of a simulation share one solution.</summary>
internal static class MixtureTheoryStage
{
    /// <summary>Operations of one slice: about a tenth of a second on one core.</summary>
    private const double SliceFlops = 1e9;

    public static StageIdentity Stage { get; } = new("mixture-theory", 1, StageRole.Theory);

    /// <summary>Exactly what the theory depends on: of the data's dimension only what the start makes of it.</summary>
    private sealed record Settings(
        string Mixture, MixtureNetworkSettings Network, MixtureBatchSettings Batch, MixtureTheorySettings Theory, MixtureLossName Loss, int Steps,
        double LearningRate, double InitialVariance, double Ridge, double SampleRatio, double NoiseLevel, ImmutableArray<double> Starts,
        ImmutableArray<long> Recorded, ulong Key, ulong Stream);

    public static TableNode Node(MixtureSettings settings, PointContext context)
    {
        var (problem, method) = (ProblemOf(settings), MethodOf(settings));
        var recorded = settings.Record.Steps(settings.Training.Steps);
        var key = RandomKey.FromSeed(context.Seed).Fork("mixture-theory");
        var descent = problem.Descent;
        var identity = new Settings(
            settings.Dataset.Identity, settings.Network, settings.Batch, settings.Theory, settings.Training.Loss, problem.Steps,
            descent.LearningRate, descent.InitialVariance, descent.Ridge, descent.SampleRatio, descent.NoiseLevel,
            problem.Start.Magnetizations(descent.InitialVariance), recorded, key.Key, key.Stream);
        return new(
            Stage, identity, [], CostOf(settings, problem, method, recorded.Length),
            [MixtureTables.Theory.Schema, MixtureTables.Kernels.Schema, MixtureTables.TheorySummary.Schema],
            _ => Start(settings, problem, method, recorded, key));
    }

    /// <summary>Why the method cannot solve the problem; null when it can.</summary>
    public static string? Objection(MixtureSettings settings)
    {
        try
        {
            _ = MeanFieldRun.EstimateBytes(ProblemOf(settings), MethodOf(settings));
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    private static StageRun Start(
        MixtureSettings settings, MeanFieldProblem problem, MeanFieldMethod method, ImmutableArray<long> recorded, RandomKey key)
    {
        var sliceSteps = (int)Math.Clamp(SliceFlops / (6.0 * settings.Theory.Samples * (problem.Steps + 1)), 1, 1000);
        return StageRun.Sliced(MeanFieldRun.Start(problem, method, key), (run, threads) =>
        {
            var next = run.Advance(sliceSteps, threads);
            if (!next.IsFinished) return new Slice<MeanFieldRun>(next, next.Fraction, []);
            var solution = next.Solution();
            return solution.Ending is Termination.Diverged ending
                ? new(null, 1, [], new StageFailure.Diverged(ending.Step, ending.Cause))
                : new(null, 1, Tables(settings, problem, solution, recorded));
        });
    }

    private static ImmutableArray<Table> Tables(
        MixtureSettings settings, MeanFieldProblem problem, MeanFieldSolution solution, ImmutableArray<long> recorded)
    {
        ImmutableArray<int> steps = settings.Theory.KernelSteps.IsDefault ? [] : [.. settings.Theory.KernelSteps.Where(k => k <= problem.Steps).Distinct().Order()];
        var kernels =
            from later in steps
            from earlier in steps
            where earlier <= later
            select new MixtureTables.KernelRow(later, earlier, problem.Descent.LearningRate, solution.Kernels);
        var isTwoClusters = problem.Descent.Mixture.Equals(Mixture.TwoClusters);
        var end = new MixtureTables.TheoryEnd(
            isTwoClusters ? OracleError.BayesTwoClusters(problem.Descent.SampleRatio, problem.Descent.NoiseLevel) : double.NaN,
            OracleError.Oracle(problem.Descent.Mixture, problem.Descent.NoiseLevel),
            solution.Points.Max(p => Math.Abs(p.IdentityResidual.Mean) / Math.Max(1, p.SquaredNorm.Mean)),
            solution.Points.Max(p => p.Bias?.GeneralisationError ?? double.NaN));
        return
        [
            MixtureTables.Theory.Of([.. recorded.Select(step => solution.Points[(int)step])]),
            MixtureTables.Kernels.Of([.. kernels]),
            MixtureTables.TheorySummary.Of([end]),
        ];
    }

    private static MeanFieldProblem ProblemOf(MixtureSettings settings)
    {
        var dimension = settings.Dataset.InputDimension;
        MeanFieldStart start = settings.Theory.Start switch
        {
            MixtureTheoryStart.Mean => new MeanFieldStart.Mean(dimension),
            MixtureTheoryStart.Average => new MeanFieldStart.Average(dimension, settings.Theory.Nodes),
            _ => new MeanFieldStart.Fixed(settings.Training.StartMagnetization ?? 0),
        };
        return new(settings.Problem, start, settings.Training.Steps);
    }

    private static MeanFieldMethod MethodOf(MixtureSettings settings)
    {
        var theory = settings.Theory;
        var sampling = MeanFieldSampling.For(settings.Problem, theory.Samples, theory.Replicates);
        return theory.Method switch
        {
            MixtureTheoryMethod.Iteration => new MeanFieldMethod.DampedIteration(sampling),
            MixtureTheoryMethod.ExactQuadratic => new MeanFieldMethod.ExactQuadratic(),
            _ => new MeanFieldMethod.CausalMarch(sampling, theory.CheckBias),
        };
    }

    private static Cost CostOf(MixtureSettings settings, MeanFieldProblem problem, MeanFieldMethod method, int records)
    {
        var solutions = (double)settings.Theory.Replicates * problem.Start.Magnetizations(1).Length * (settings.Theory.CheckBias ? 1.5 : 1);
        var steps = problem.Steps + 1.0;
        var flops = solutions * ((4 * settings.Theory.Samples * steps * steps) + (200 * settings.Theory.Samples * steps) + (steps * steps * steps));
        return new(flops, MeanFieldRun.EstimateBytes(problem, method), 8L * records * MixtureTables.Theory.Schema.Columns.Length);
    }
}
