using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Benchmarks.Races;

/// <summary>The Gaussian-mixture system: a step of the simulation, and the theory by march and by iteration.</summary>
internal static class MixtureRaces
{
    /// <summary>A simulation step of one point of a sweep, or of several that share their data and differ in the ridge; the floor is one read of the
    /// rows in the batch.</summary>
    public static Race Step(RaceSettings settings)
    {
        var (d, n, steps) = (settings.Whole("dimension", 10_000), settings.Whole("examples", 20_000), settings.Whole("steps", 10));
        var (fraction, points, threads) = (settings.Number("batch", 1), settings.Whole("points", 1), settings.Whole("threads", 2));
        return settings.Text("precision", "double") == "single"
            ? Step<float>((double)n / d, d, fraction, points, steps, threads)
            : Step<double>((double)n / d, d, fraction, points, steps, threads);
    }

    private static Race Step<T>(double sampleRatio, int d, double fraction, int points, int steps, int threads)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var problem = Problem(sampleRatio, fraction);
        var data = MixtureSampling.Draw<T>(problem.Mixture, problem.NoiseLevel, problem.TrainingSamples(d), d, RandomKey.FromSeed(1), threads);
        var runs = Enumerable.Range(0, points).Select(i => new MixtureSimulation<T>(problem with { Ridge = 0.01 * i }, data, RandomKey.FromSeed(2)))
            .Select(s => new MixtureAdvance<T>(
                s, MixtureTraining.Start(s, new WeightStart.Free()), steps, static _ => false, new MixtureTrainingWorkspace<T>(s, threads)))
            .ToImmutableArray();
        var numbers = fraction * data.Samples * d;
        return new Race(() => MixtureTraining.AdvanceTogether(runs), steps, 4.0 * points * numbers, Unsafe.SizeOf<T>() * numbers);
    }

    /// <summary>One solution by the causal march; its floor is one read of the histories F and P (and e, z) a step. With method=compressed the past
    /// is a few functions of time, and the operations are those that the march would need. With directions=K the centres have K coordinates, with
    /// noise=unequal the clusters noise levels of their own.</summary>
    public static Race March(RaceSettings settings)
    {
        var (steps, samples, threads) = (settings.Whole("steps", 500), settings.Whole("samples", 2048), settings.Whole("threads", 2));
        var problem = Theory(settings, steps);
        var isSingle = settings.Text("precision", "double") == "single";
        var sampling = DmftSampling.For(problem.Descent, samples, replicates: 1) with { SinglePrecision = isSingle };
        DmftMethod method = settings.Text("method", "march") == "compressed"
            ? new DmftMethod.CompressedMarch(sampling, CheckBias: false)
            : new DmftMethod.CausalMarch(sampling, CheckBias: false);
        return new Race(
            () => Solve(problem, method, threads), 1, 5.0 * samples * steps * steps,
            (isSingle ? sizeof(float) : sizeof(double)) * (double)samples * steps * steps);
    }

    /// <summary>Without two-time kernels, as an experiment has it that names no steps for them.</summary>
    private static DmftSolution Solve(DmftProblem problem, DmftMethod method, int threads)
    {
        var run = DmftSolver.Start(problem, method, RandomKey.FromSeed(3), []);
        while (!run.IsFinished) run = run.Advance(int.MaxValue, threads);
        return run.Solution();
    }

    /// <summary>The same solution by the damped iteration of the paper, to the march's own standard error.</summary>
    public static Race Iteration(RaceSettings settings)
    {
        var (steps, samples, threads) = (settings.Whole("steps", 150), settings.Whole("samples", 2048), settings.Whole("threads", 2));
        var problem = Theory(settings, steps);
        var method = new DmftMethod.DampedIteration(
            DmftSampling.For(problem.Descent, samples, replicates: 1), Tolerance: settings.Number("tolerance", 1e-3));
        return new Race(() => DmftSolver.Solve(problem, method, RandomKey.FromSeed(3), threads));
    }

    private static DmftProblem Theory(RaceSettings settings, int steps)
    {
        var (directions, isUnequal) = (settings.Whole("directions", 1), settings.Text("noise", "equal") == "unequal");
        MixtureComponent Cluster(double centre, int label, double noise) =>
            new(DenseVector<double>.Copy([centre, .. new double[directions - 1]]), label, 0.5) { NoiseLevel = isUnequal ? noise : null };
        var problem = Problem(2, settings.Number("batch", 1)) with { Mixture = new([Cluster(1, 1, 0.4), Cluster(-1, -1, 0.6)]) };
        return new(problem, new DmftStart.Fixed(DenseVector<double>.Zeros(directions)), steps);
    }

    /// <summary>Figure 1 left of the paper: two clusters, logistic loss, no ridge.</summary>
    private static MixtureProblem Problem(double sampleRatio, double fraction) => new(
        Mixture.TwoClusters, new MixtureActivation.Linear(), new MixtureLoss.Logistic(), sampleRatio, NoiseLevel: 0.5, Ridge: 0, LearningRate: 0.2,
        fraction == 1 ? new BatchRule.Full() : new BatchRule.Sgd(fraction), InitialVariance: 0.01);
}
