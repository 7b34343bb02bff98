using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

/// <summary>Histories in single precision against those in double, for the same random numbers.</summary>
public sealed class SinglePrecisionTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(8);

    [Theory]
    [InlineData("dmft_fig1L_b1.csv", 0.0)]
    [InlineData("dmft_fig3L_b1_m0-0.2.csv", 0.2)]
    public void A_full_batch_changes_by_a_thousandth_of_its_standard_error(string name, double start)
    {
        var problem = ReferenceCase.Read(name).Problem();
        var (twice, once) = (Solve(problem, start, false), Solve(problem, start, true));
        // Rounding is 6e-8 a number, at random, and sums are double; 1e-7 is for the first steps, which Sobol points get almost exactly.
        void AssertClose(Estimate a, Estimate b) =>
            Assert.InRange(Math.Abs(a.Mean - b.Mean), 0, (1e-3 * a.StandardError) + (1e-7 * Math.Max(1, Math.Abs(a.Mean))));
        foreach (var (a, b) in twice.Points.Zip(once.Points))
        {
            AssertClose(a.Magnetization, b.Magnetization);
            AssertClose(a.SquaredNorm, b.SquaredNorm);
            AssertClose(a.GeneralisationError, b.GeneralisationError);
            AssertClose(a.TrainingLoss, b.TrainingLoss);
        }
        Assert.NotEqual(twice.Points[^1].SquaredNorm.Mean, once.Points[^1].SquaredNorm.Mean);
    }

    [Fact]
    public void With_masks_it_is_another_draw_of_the_same_law()
    {
        // The comb orders samples by r, so a rounding may exchange the masks of two neighbours: numbers differ as two draws do, by combined errors.
        var problem = ReferenceCase.Read("dmft_fig3R_sgd.csv").Problem();
        foreach (var (a, b) in Solve(problem, 0, false).Points.Zip(Solve(problem, 0, true).Points).Skip(1))
        {
            foreach (var (x, y) in new[]
            {
                (a.Magnetization, b.Magnetization), (a.SquaredNorm, b.SquaredNorm), (a.GeneralisationError, b.GeneralisationError)
            })
                Assert.Equal(x.Mean, y.Mean, (5 * Math.Sqrt((x.StandardError * x.StandardError) + (y.StandardError * y.StandardError))) + 1e-5);
        }
    }

    [Fact]
    public void Rows_are_kept_rounded_to_the_nearest_and_used_as_kept()
    {
        var exact = Enumerable.Range(0, SampleLayout.BlockSize).Select(i => Math.Sqrt(i) / 3).ToArray();
        var history = new SampleHistory<float>(1);
        var sum = new double[SampleLayout.BlockSize];
        // More than a page of rows.
        for (var row = 0; row < 20; row++)
        {
            history.BeginRow();
            var kept = (double[])exact.Clone();
            history.Keep(0, kept);
            history.CloseRow();
            Assert.Equal(exact.Select(x => (double)(float)x), kept);
        }
        history.CombineInto(0, [.. Enumerable.Repeat(1.0, 20)], sum);
        Assert.Equal(exact.Select(x => Enumerable.Repeat((double)(float)x, 20).Sum()), sum);
    }

    private static DmftSolution Solve(MixtureProblem problem, double start, bool single)
    {
        var sampling = DmftSampling.For(problem, 1024, 4) with { SinglePrecision = single };
        return DmftSolver.Solve(new(problem, new DmftStart.Fixed(start), 80), new DmftMethod.CausalMarch(sampling, false), Key, 2);
    }
}
