using System.Text.Json;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

public sealed class ExactStepsTests
{
    private static readonly JsonElement Root =
        JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("gaussian-mixture", "exact_steps.json"))).RootElement;

    public static IEnumerable<object[]> Cases =>
        from list in new[] { "first_step", "second_step_full_batch_two_cluster_R0" }
        from i in Enumerable.Range(0, Root.GetProperty(list).GetArrayLength())
        select new object[] { list, i };

    [Fact]
    public void Bayes_and_oracle_errors_have_their_quadrature_values()
    {
        // Twelve digits: the reference is a double, and so is the complementary error function it comes from.
        foreach (var entry in Root.GetProperty("bayes_two_cluster").EnumerateArray())
        {
            var bayes = OracleError.BayesTwoClusters(entry.GetProperty("alpha").GetDouble(), entry.GetProperty("Delta").GetDouble());
            Assert.Equal(entry.GetProperty("value").GetDouble(), bayes, 1e-12);
        }
        foreach (var entry in Root.GetProperty("oracle_three_cluster").EnumerateArray())
        {
            var oracle = OracleError.Oracle(Mixture.ThreeClusters, entry.GetProperty("Delta").GetDouble());
            Assert.Equal(entry.GetProperty("value").GetDouble(), oracle, 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sampled_steps_agree_with_quadrature(string list, int index)
    {
        var entry = Root.GetProperty(list)[index];
        var parameters = entry.GetProperty("params");
        double Parameter(string name, double absent) => parameters.TryGetProperty(name, out var value) ? value.GetDouble() : absent;
        var isTwo = !parameters.TryGetProperty("model", out var model) || model.GetString() == "two";
        var b = Parameter("b", 1);
        var problem = new MixtureProblem(
            isTwo ? Mixture.TwoClusters : Mixture.ThreeClusters,
            isTwo ? new MixtureActivation.Linear() : new MixtureActivation.Door(Parameter("L", 0)),
            new MixtureLoss.Logistic(),
            Parameter("alpha", 0), Parameter("Delta", 0), Parameter("lam_", 0), Parameter("eta", 0),
            new BatchRule.Sgd(b),
            Parameter("R", 0));
        var sampling = DmftSampling.For(problem, 16384, 6);
        var solution = DmftSolver.Solve(
            new(problem, new DmftStart.Fixed(Parameter("m0", 0)), 2), new DmftMethod.CausalMarch(sampling, false), RandomKey.FromSeed(3), 2);
        foreach (var expected in entry.GetProperty("result").EnumerateObject())
            AssertWithin(expected.Name, expected.Value.GetDouble(), Quantity(solution, expected.Name));
    }

    private static Estimate Quantity(DmftSolution solution, string name)
    {
        var k = name[^1] - '0';
        var l = name[^2] - '0';
        var points = solution.Points;
        return name[..^1] switch
        {
            "mu" => points[k].Drift,
            "lamhat" => points[k].Curvature,
            "loss" => points[k].TrainingLoss,
            "eps" => points[k].GeneralisationError,
            "m" => points[k].Magnetization,
            "MC0" or "MC1" => solution.Kernels.NoiseKernel(l, k),
            "MR1" => solution.Kernels.MemoryKernel(l, k),
            "Cperp1" or "Cperp2" => solution.Kernels.PerpendicularCorrelation(l, k),
            "C1" or "C2" => points[k].SquaredNorm,
            _ => throw new ArgumentException(name),
        };
    }

    /// <summary>Five standard errors of six replicates over some 80 comparisons, and a floor for quantities that the sampler gets almost
    /// exactly.</summary>
    private static void AssertWithin(string name, double expected, Estimate actual) => Assert.True(
        Math.Abs(expected - actual.Mean) <= (5 * actual.StandardError) + 2e-6, $"{name}: {actual.Mean} ± {actual.StandardError}, not {expected}");
}
