using System.Collections.Immutable;
using System.Text.Json;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>Parameters far from the figures, against numbers of a program that shares nothing with this one.</summary>
public sealed class OddParameterTests
{
    private static readonly JsonElement Root =
        JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("gaussian-mixture", "odd_parameters.json"))).RootElement;

    [Fact]
    public void Oracle_errors_of_any_clusters_and_noise_have_their_quadrature_values()
    {
        // At noise 1e-10 and 1e-12 a scan over the whole line would take minutes.
        foreach (var entry in Root.GetProperty("oracle").EnumerateArray())
        {
            var value = entry.GetProperty("value").GetDouble();
            Assert.Equal(value, OracleError.Oracle(Clusters(entry), Number(entry, "Delta")), 1e-13);
        }
        Assert.Equal(0, OracleError.Oracle(Mixture.TwoClusters, 1e-300));
    }

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Root.GetProperty("steps").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sampled_steps_agree_with_quadrature(int index)
    {
        var entry = Root.GetProperty("steps")[index];
        var problem = Problem(entry);
        var sampling = DmftSampling.For(problem, 16384, 8) with { Tangents = new TangentRule.Exact() };
        var solution = Solve(entry, problem, new DmftMethod.CausalMarch(sampling, false), 2);
        // Five standard errors of eight replicates over some 100 comparisons; the last rows of the quadrature are good to 1e-6.
        static double Allowed(Estimate e) => (5 * e.StandardError) + 2e-6;
        AssertClose(entry, solution, 2, Allowed);
        foreach (var (k, l) in from k in Enumerable.Range(0, 3) from l in Enumerable.Range(0, k + 1) select (k, l))
        {
            AssertKernel("M_C", k, l, solution.Kernels.NoiseKernel(k, l));
            if (l < k) AssertKernel("M_R", k, l, solution.Kernels.MemoryKernel(k, l));
        }

        void AssertKernel(string name, int k, int l, Estimate actual) =>
            Assert.InRange(actual.Mean - entry.GetProperty(name)[k][l].GetDouble(), -Allowed(actual), Allowed(actual));
    }

    [Fact]
    public void The_closed_form_of_the_quadratic_loss_holds_for_unequal_clusters()
    {
        var entry = Root.GetProperty("exact_quadratic");
        var steps = (int)Number(entry, "steps");
        var solution = Solve(entry, Problem(entry), new DmftMethod.ExactQuadratic(), steps);
        // Rounding over a dozen steps of order 1.
        AssertClose(entry, solution, steps, _ => 1e-13);
        for (var l = 0; l < steps; l++)
        {
            Assert.Equal(entry.GetProperty("M_C_last")[l].GetDouble(), solution.Kernels.NoiseKernel(steps, l).Mean, 1e-13);
            Assert.Equal(entry.GetProperty("M_R_last")[l].GetDouble(), solution.Kernels.MemoryKernel(steps, l).Mean, 1e-13);
            Assert.Equal(entry.GetProperty("G_last")[l].GetDouble(), solution.Kernels.Response(steps, l).Mean, 1e-13);
        }
    }

    private static void AssertClose(JsonElement entry, DmftSolution solution, int steps, Func<Estimate, double> allowed)
    {
        for (var k = 0; k <= steps; k++)
        {
            var (row, point) = (entry.GetProperty("rows")[k], solution.Points[k]);
            (string Name, Estimate Value)[] values =
            [
                ("m", point.Magnetization), ("C", point.SquaredNorm), ("eps_gen", point.GeneralisationError), ("train_loss", point.TrainingLoss),
                ("mu", point.Drift), ("lambda_hat", point.Curvature),
            ];
            foreach (var (name, value) in values)
            {
                var expected = Number(row, name);
                Assert.True(
                    Math.Abs(expected - value.Mean) <= allowed(value), $"{name} at step {k}: {value.Mean} ± {value.StandardError}, not {expected}");
            }
        }
    }

    private static DmftSolution Solve(JsonElement entry, MixtureProblem problem, DmftMethod method, int steps) =>
        DmftSolver.Solve(new(problem, new DmftStart.Fixed(Number(entry, "m0")), steps), method, RandomKey.FromSeed(5), 1);

    private static MixtureProblem Problem(JsonElement entry)
    {
        var isQuadratic = !entry.TryGetProperty("loss", out var loss) || loss.GetString() == "quadratic";
        return new(
            Clusters(entry),
            entry.TryGetProperty("door", out var door)
                && door.GetDouble() > 0 ? new MixtureActivation.Door(door.GetDouble()) : new MixtureActivation.Linear(),
            isQuadratic ? new MixtureLoss.Quadratic() : new MixtureLoss.Logistic(),
            Number(entry, "alpha"), Number(entry, "Delta"), Number(entry, "lam"), Number(entry, "eta"), Batch(entry), Number(entry, "R"));
    }

    private static BatchRule Batch(JsonElement entry) =>
        !entry.TryGetProperty("b", out var b) || b.GetDouble() == 1 ? new BatchRule.Full()
        : entry.GetProperty("tau") is { ValueKind: JsonValueKind.Number } tau ? new BatchRule.Persistent(b.GetDouble(), tau.GetDouble())
        : new BatchRule.Sgd(b.GetDouble());

    private static Mixture Clusters(JsonElement entry) => new(entry.GetProperty("clusters").EnumerateArray()
        .Select(c => new MixtureComponent(Number(c, "coefficient"), (int)Number(c, "label"), Number(c, "probability"))).ToImmutableArray());

    private static double Number(JsonElement entry, string name) => entry.GetProperty(name).GetDouble();
}
