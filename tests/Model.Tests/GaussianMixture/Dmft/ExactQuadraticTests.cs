using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Randomness;
using Pipelines.Model.Runs;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

public sealed class ExactQuadraticTests
{
    /// <summary>The file carries 14 digits of numbers of order 1.</summary>
    private const double Tolerance = 2e-13;

    private static readonly ReferenceCase Curve = ReferenceCase.Read("exact_quadratic.csv");
    private static readonly ReferenceCase Kernels = ReferenceCase.Read("exact_quadratic_kernels.csv");

    private static DmftProblem Problem => new(Curve.Problem(new MixtureLoss.Quadratic()), new DmftStart.Fixed(Curve.Start), Curve.Rows - 1);

    [Fact]
    public void Closed_form_follows_the_reference()
    {
        var solution = DmftSolver.Solve(Problem, new DmftMethod.ExactQuadratic(), default, 1);
        Assert.IsType<Termination.ReachedTime>(solution.Ending);
        Assert.Equal(Curve.Rows, solution.Points.Length);
        for (var k = 0; k < Curve.Rows; k++)
        {
            var point = solution.Points[k];
            Assert.Equal(Curve["m"][k], point.Magnetization.Mean, Tolerance);
            Assert.Equal(Curve["C"][k], point.SquaredNorm.Mean, Tolerance);
            Assert.Equal(Curve["eps_gen"][k], point.GeneralisationError.Mean, Tolerance);
            Assert.Equal(Curve["train_loss"][k], point.TrainingLoss.Mean, Tolerance);
            Assert.Equal(0, point.IdentityResidual.Mean, 1e-13);
        }
    }

    [Fact]
    public void Closed_form_kernels_follow_the_reference()
    {
        var kernels = DmftSolver.Solve(Problem, new DmftMethod.ExactQuadratic(), default, 1).Kernels;
        for (var i = 0; i < Kernels.Rows; i++)
        {
            var (k, l) = ((int)Kernels["k"][i], (int)Kernels["l"][i]);
            Assert.Equal(Kernels["M_C"][i], kernels.NoiseKernel(k, l).Mean, Tolerance);
            Assert.Equal(Kernels["M_R"][i], kernels.MemoryKernel(k, l).Mean, Tolerance);
            Assert.Equal(Kernels["C_perp"][i], kernels.PerpendicularCorrelation(k, l).Mean, Tolerance);
            Assert.Equal(Kernels["G"][i], kernels.Response(k, l).Mean, Tolerance);
        }
    }

    [Fact]
    public void Sampled_memory_kernel_is_exact_with_hadamard_probes_and_with_exact_tangents()
    {
        // D = 1, so the probes' unwanted products are whole rows of a Hadamard matrix and cancel to rounding, as the exact tangents need no average
        // at all.
        foreach (var tangents in new TangentRule[] { new TangentRule.Probes(64), new TangentRule.Exact() })
        {
            var sampling = new DmftSampling(256, 1, false, tangents);
            var kernels = DmftSolver.Solve(Problem, new DmftMethod.CausalMarch(sampling, false), RandomKey.FromSeed(1), 2).Kernels;
            for (var i = 0; i < Kernels.Rows; i++)
            {
                var (k, l) = ((int)Kernels["k"][i], (int)Kernels["l"][i]);
                Assert.Equal(Kernels["M_R"][i], kernels.MemoryKernel(k, l).Mean, Tolerance);
                Assert.Equal(Kernels["G"][i], kernels.Response(k, l).Mean, Tolerance);
            }
        }
    }

    [Fact]
    public void Sampled_curve_agrees_within_its_error()
    {
        var sampling = DmftSampling.For(Problem.Descent, 4096, 4);
        var solution = DmftSolver.Solve(Problem, new DmftMethod.CausalMarch(sampling, false), RandomKey.FromSeed(2), 2);
        for (var k = 1; k < Curve.Rows; k++)
        {
            AssertWithin(Curve["m"][k], solution.Points[k].Magnetization);
            AssertWithin(Curve["C"][k], solution.Points[k].SquaredNorm);
            AssertWithin(Curve["eps_gen"][k], solution.Points[k].GeneralisationError);
        }
    }

    /// <summary>Six errors of four replicates (a standard error that is itself 40 % uncertain, 180 comparisons), plus 3e-4.</summary>
    private static void AssertWithin(double expected, Estimate actual) =>
        Assert.InRange(actual.Mean, expected - (6 * actual.StandardError) - 3e-4, expected + (6 * actual.StandardError) + 3e-4);
}
