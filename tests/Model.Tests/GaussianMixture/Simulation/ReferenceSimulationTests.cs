using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Randomness;
using Pipelines.Model.Tests.GaussianMixture.Dmft;

namespace Pipelines.Model.Tests.GaussianMixture.Simulation;

/// <summary>Our simulation against an independent program's, at the same size but other seeds.</summary>
public sealed class ReferenceSimulationTests
{
    private const int Seeds = 16;

    // File, dimension, steps.
    public static TheoryData<string, int, int> Cases => new()
    {
        { "sim_fig1L_b1_d500_free.csv", 500, 60 },
        { "sim_fig1L_b0.3_d500_free.csv", 500, 60 },
        { "sim_fig1L_b0.1_d500_free.csv", 500, 60 },
        { "sim_fig3R_sgd_d500_free.csv", 500, 60 },
        { "sim_fig3L_b1_d500_m0-0.2.csv", 500, 60 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Means_over_seeds_agree(string file, int dimension, int steps)
    {
        var expected = ReferenceCase.Read(file);
        var isFree = file.Contains("free", StringComparison.Ordinal);
        var runs = Enumerable.Range(0, Seeds)
            .Select(seed => Run(expected.Problem(), dimension, steps, isFree
                ? new WeightStart.Free()
                : new WeightStart.Fixed(expected["m"][0]), seed))
            .ToArray();
        for (var k = 0; k <= steps; k++)
        {
            AssertAgree(expected, "m", k, runs, o => o.Magnetization);
            AssertAgree(expected, "C", k, runs, o => o.SquaredNorm);
            AssertAgree(expected, "eps_gen", k, runs, o => o.GeneralisationError);
            AssertAgree(expected, "train_loss", k, runs, o => o.TrainingLoss);
            AssertAgree(expected, "train_acc", k, runs, o => o.TrainingAccuracy);
        }
    }

    private static MixtureObservables[] Run(MixtureProblem problem, int dimension, int steps, WeightStart start, int seed)
    {
        var key = RandomKey.FromSeed(12).Fork(seed);
        var data = MixtureSampling.Draw<float>(
            problem.Mixture, problem.NoiseLevel, problem.TrainingSamples(dimension), dimension, key.Fork("data"), 2);
        var simulation = new MixtureSimulation<float>(problem, data, key);
        var slice = MixtureTraining.Advance(
            simulation, MixtureTraining.Start(simulation, start), steps + 1, _ => true, new MixtureTrainingWorkspace<float>(simulation, 2));
        return [.. slice.Samples.Select(s => s.Observables)];
    }

    /// <summary>Five combined standard errors: 1500 correlated comparisons, errors from 16 seeds; the floor is single precision's.</summary>
    private static void AssertAgree(ReferenceCase expected, string column, int k, MixtureObservables[][] runs, Func<MixtureObservables, double> value)
    {
        var actual = Estimate.Of([.. runs.Select(r => value(r[k]))]);
        var error = Math.Sqrt((actual.StandardError * actual.StandardError) + (expected[$"{column}_se"][k] * expected[$"{column}_se"][k]));
        Assert.True(
            Math.Abs(actual.Mean - expected[column][k]) <= (5 * error) + 1e-6,
            FormattableString.Invariant($"{column} at step {k}: {actual.Mean} ± {actual.StandardError}, reference {expected[column][k]}"));
    }
}
