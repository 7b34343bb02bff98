using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>The acceptance criterion passes the right theory and fails every wrong one, on simulations by an independent program.</summary>
public sealed class PowerTests
{
    private const int Replicates = 4;

    // Panel, simulation, steps, samples, and what the panel can tell: dividing by b = 1 is no mistake.
    public static TheoryData<string, int, bool> Panels => new()
    {
        { "sim_fig1L_b1_d500_free.csv", 100, false },
        { "sim_fig1L_b0.3_d500_free.csv", 300, true },
        { "sim_fig3L_b1_d1000_m0-0.2.csv", 250, false },
    };

    [Theory]
    [MemberData(nameof(Panels))]
    public void Right_theory_passes_and_every_wrong_one_fails(string simulation, int steps, bool isMasked)
    {
        var expected = ReferenceCase.Read(simulation);
        var problem = expected.Problem();
        var sampling = DmftSampling.For(problem, 2048, Replicates);
        foreach (var variant in Enum.GetValues<TheoryVariant>().Where(v => isMasked || v != TheoryVariant.GradientDividedByBatch))
        {
            var replicates = Enumerable.Range(0, Replicates)
                .Select(b => VariantMarch.Run(problem, sampling, RandomKey.FromSeed(6).Fork(b), expected["m"][0], steps, variant)).ToList();
            var failure = AcceptanceCriterion.FirstFailure(expected, replicates, steps);
            Assert.True((failure is null) == (variant == TheoryVariant.Right), $"{variant}: {failure ?? "passes"}");
        }
    }
}
