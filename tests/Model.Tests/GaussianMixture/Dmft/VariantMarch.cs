using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>The causal march written again on full matrices, with one mistake built in on request.</summary>
internal static class VariantMarch
{
    /// <summary>Observables of one replicate, step by step; fewer than asked for when the variant blows up.</summary>
    public static List<MixtureObservables> Run(
        MixtureProblem problem, DmftSampling sampling, RandomKey key, double start, int steps, TheoryVariant variant)
    {
        var process = new EffectiveProcess(problem, sampling, key);
        using var team = new ThreadTeam(2);
        var (eta, b) = (problem.LearningRate, MaskChain.Of(problem).Fraction);
        var force = variant == TheoryVariant.GradientDividedByBatch ? 1 / b : 1;
        var (g, c) = (Square(steps + 2), Square(steps + 2));
        var m = start;
        c[0][0] = problem.InitialVariance;
        var observables = new List<MixtureObservables>();
        for (var k = 0; k <= steps; k++)
        {
            var averages = process.Step([m], c[k][..(k + 1)], team);
            var squaredNorm = c[k][k] + (m * m);
            if (!double.IsFinite(averages.TrainingLoss) || !(squaredNorm >= 0)) break;
            observables.Add(new(
                m, squaredNorm, GeneralisationError.Of(problem, m, squaredNorm), averages.TrainingLoss, averages.TrainingAccuracy));
            var (drift, curvature, memory) = Distort(problem, process, averages, k, variant, force);
            ExtendResponse(problem, k, curvature, memory, g);
            var response = Enumerable.Range(0, k + 1).Select(l => variant == TheoryVariant.FieldWithoutSelfTerm ? 0 : force * g[k + 1][l]).ToArray();
            var scale = force * force / (variant == TheoryVariant.NoiseKernelWithoutNoiseLevel ? problem.NoiseLevel : 1);
            double[] noise = [.. process.Recall(response, team).Select(x => scale * x)];
            ExtendCorrelation(problem, k, curvature, noise, memory, variant, g, c);
            m = ((1 - (eta * problem.Ridge)) * m) - (eta * drift);
        }
        return observables;
    }

    private static (double Drift, double Curvature, double[] Memory) Distort(
        MixtureProblem problem, EffectiveProcess process, StepAverages averages, int k, TheoryVariant variant, double force)
    {
        var delta = problem.NoiseLevel;
        var drift = averages.Drift[0] * force;
        if (variant == TheoryVariant.DriftWithoutSignalNoise)
        {
            var (layout, forces) = (process.Layout, process.Forces(k));
            double Coefficient(int s) => layout.Strata.First(t => s < t.Start + t.Count).Centre[0];
            drift = problem.SampleRatio * Enumerable.Range(0, layout.Samples).Sum(s => layout.Weights[s] * forces[s] * Coefficient(s));
        }
        var curvature = averages.Curvature * force / (variant == TheoryVariant.CurvatureWithoutNoiseLevel ? delta : 1);
        var memory = force * variant switch
        {
            TheoryVariant.MemoryKernelSignFlipped => -1,
            TheoryVariant.MemoryKernelDropped => 0,
            TheoryVariant.MemoryKernelTimesRate => problem.LearningRate,
            TheoryVariant.MemoryKernelWithoutNoiseLevel => 1 / delta,
            _ => 1,
        };
        return (drift, curvature, [.. averages.MemoryKernel.Select(x => memory * x)]);
    }

    private static void ExtendResponse(MixtureProblem problem, int k, double curvature, double[] memory, double[][] g)
    {
        var eta = problem.LearningRate;
        var decay = 1 - (eta * problem.Ridge) - (eta * curvature);
        for (var l = 0; l < k; l++) g[k + 1][l] = decay * g[k][l];
        for (var j = 0; j < k; j++)
        {
            for (var l = 0; l < k; l++) g[k + 1][l] += eta * memory[j] * g[j][l];
        }
        g[k + 1][k] = 1;
    }

    private static void ExtendCorrelation(
        MixtureProblem problem, int k, double curvature, double[] noise, double[] memory, TheoryVariant variant, double[][] g, double[][] c)
    {
        var eta = problem.LearningRate;
        var decay = 1 - (eta * problem.Ridge) - (eta * curvature);
        for (var l = 0; l <= k; l++) c[k + 1][l] = (decay * c[k][l]) + (eta * eta * Dot(g[l], noise, l));
        for (var j = 0; j < k; j++)
        {
            for (var l = 0; l <= k; l++) c[k + 1][l] += eta * memory[j] * c[j][l];
        }
        c[k + 1][k + 1] = variant == TheoryVariant.EulerDiagonal
            ? c[k][k] + (2 * (((decay - 1) * c[k][k]) + (eta * Dot(c[k], memory, k)) + (eta * eta * Dot(g[k], noise, k))))
            : (decay * c[k + 1][k]) + (eta * Dot(c[k + 1], memory, k)) + (eta * eta * Dot(g[k + 1], noise, k + 1));
        for (var l = 0; l <= k; l++) c[l][k + 1] = c[k + 1][l];
    }

    private static double Dot(double[] a, double[] b, int count)
    {
        var sum = 0.0;
        for (var j = 0; j < count; j++) sum += a[j] * b[j];
        return sum;
    }

    private static double[][] Square(int size) => [.. Enumerable.Range(0, size).Select(_ => new double[size])];
}
