using Pipelines.Model.Datasets.GaussianMixture;
using Pipelines.Model.Randomness;
using Pipelines.Model.Theories.GaussianMixture;
using Pipelines.Model.Training.GaussianMixture;

namespace Pipelines.Benchmarks.Races;

/// <summary>The Gaussian-mixture system: a step of the simulation, and the theory by march and by iteration.</summary>
internal static class MixtureRaces
{
    /// <summary>A simulation step; its floor is one read of the rows in the batch.</summary>
    public static Race Step(RaceSettings settings)
    {
        var (d, n, steps) = (settings.Whole("dimension", 10_000), settings.Whole("examples", 20_000), settings.Whole("steps", 10));
        var fraction = settings.Number("batch", 1);
        var problem = Problem((double)n / d, fraction);
        var data = MixtureSampling.Draw<double>(problem.Mixture, problem.NoiseLevel, n, d, RandomKey.FromSeed(1), threads: 2);
        var simulation = new MixtureSimulation<double>(problem, data, RandomKey.FromSeed(2));
        var workspace = new MixtureTrainingWorkspace<double>(simulation, settings.Whole("threads", 2));
        var start = MixtureTraining.Start(simulation, new WeightStart.Free());
        return new Race(
            () => MixtureTraining.Advance(simulation, start, steps, static _ => false, workspace), steps, 4.0 * fraction * n * d,
            sizeof(double) * fraction * n * d);
    }

    /// <summary>One solution by the causal march; its floor is one read of the histories F and P (and e, z) a step.</summary>
    public static Race March(RaceSettings settings)
    {
        var (steps, samples, threads) = (settings.Whole("steps", 500), settings.Whole("samples", 2048), settings.Whole("threads", 2));
        var problem = Theory(settings, steps);
        var method = new MeanFieldMethod.CausalMarch(MeanFieldSampling.For(problem.Descent, samples, replicates: 1), CheckBias: false);
        return new Race(
            () => MeanFieldRun.Solve(problem, method, RandomKey.FromSeed(3), threads), 1, 5.0 * samples * steps * steps,
            sizeof(double) * (double)samples * steps * steps);
    }

    /// <summary>The same solution by the damped iteration of the paper, to the march's own standard error.</summary>
    public static Race Iteration(RaceSettings settings)
    {
        var (steps, samples, threads) = (settings.Whole("steps", 150), settings.Whole("samples", 2048), settings.Whole("threads", 2));
        var problem = Theory(settings, steps);
        var method = new MeanFieldMethod.DampedIteration(
            MeanFieldSampling.For(problem.Descent, samples, replicates: 1), Tolerance: settings.Number("tolerance", 1e-3));
        return new Race(() => MeanFieldRun.Solve(problem, method, RandomKey.FromSeed(3), threads));
    }

    private static MeanFieldProblem Theory(RaceSettings settings, int steps) =>
        new(Problem(2, settings.Number("batch", 1)), new MeanFieldStart.Fixed(0), steps);

    /// <summary>Figure 1 left of the paper: two clusters, logistic loss, no ridge.</summary>
    private static MixtureProblem Problem(double sampleRatio, double fraction) => new(
        Mixture.TwoClusters, new MixtureActivation.Linear(), new MixtureLoss.Logistic(), sampleRatio, NoiseLevel: 0.5, Ridge: 0, LearningRate: 0.2,
        fraction == 1 ? new BatchRule.Full() : new BatchRule.Sgd(fraction), InitialVariance: 0.01);
}
