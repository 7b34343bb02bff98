using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Data;

/// <summary>Statistics of given numbers scatter about their means as the law says; numbers of another law are found.</summary>
public sealed class GivenAgreementTests
{
    private const int Draws = 400;

    private static RandomKey Key { get; } = RandomKey.FromSeed(11);

    private static ImmutableArray<(string Name, Mixture Mixture)> Mixtures =>
    [
        ("two", Mixture.TwoClusters), ("three", Mixture.ThreeClusters),
        ("unequal", new([new(2, 1, 0.2) { NoiseLevel = 0.1 }, new(-0.5, -1, 0.8) { NoiseLevel = 2 }])),
        ("several", new([Several([1, 0], 1, 0.25), Several([0, 2], -1, 0.75)])),
    ];

    public static TheoryData<string> Names => [.. Mixtures.Select(m => m.Name)];

    /// <summary>Of 400 draws the mean square of (found - expected)/error is 1 within 5 sqrt(2/400), with room for tails of finite samples.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_of_the_law_scatter_by_their_standard_errors(string name)
    {
        var problem = Problem(Mixtures.Single(m => m.Name == name).Mixture, new BatchRule.Full());
        var scores = Enumerable.Range(0, Draws).Select(i => GivenAgreement.Of(
            MixtureSampling.Draw<double>(problem.Mixture, problem.NoiseLevel, 60, 12, Key.Fork(name).Fork(i), 1), problem)).ToList();
        for (var s = 0; s < scores[0].Length; s++)
        {
            Assert.InRange(scores.Average(d => Square(d[s])), 0.6, 1.5);
            Assert.Equal(0, scores.Average(d => (d[s].Found - d[s].Expected) / d[s].StandardError), 5 / Math.Sqrt(Draws));
        }
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(0.04, 0.0)]
    [InlineData(1, 0.5)]
    public void Weights_of_the_law_scatter_by_their_standard_errors(double variance, double? overlap)
    {
        const int Dimension = 50;
        var scores = Enumerable.Range(0, Draws).Select(i =>
        {
            var drawn = new double[Dimension];
            Gaussian.FillInto(Key.Fork("weights").Fork(i), 0, drawn);
            return GivenAgreement.Of(DenseVector<double>.Copy([.. drawn.Select(z => (overlap ?? 0) + (Math.Sqrt(variance) * z))]), variance, overlap);
        }).ToList();
        for (var s = 0; s < scores[0].Length; s++) Assert.InRange(scores.Average(d => Square(d[s])), 0.6, 1.5);
    }

    /// <summary>Independent masks, masks that persist, and a chain that starts away from its stationary share.</summary>
    [Fact]
    public void Masks_of_the_law_scatter_by_their_standard_errors()
    {
        const int Samples = 20, Steps = 30;
        foreach (var (on, off, start) in new[] { (0.3, 0.7, 0.3), (0.05, 0.05, 0.5), (0.02, 0.06, 0.9), (0.9, 0.8, 0.3), (0.0, 0.0, 0.4) })
        {
            var (rule, key) = (new BatchRule.Chain(start, on, off), Key.Fork($"{on} {off} {start}"));
            var scores = Enumerable.Range(0, Draws)
                .Select(i => GivenAgreement.Of(Masks(Samples, Steps, on, off, start, key.Fork(i)), Steps, With(rule))).ToList();
            Assert.InRange(scores.Average(Square), 0.6, 1.5);
        }
        Assert.Equal(
            GivenAgreement.Of(Masks(5, 9, 1, 0, 1, Key), 9, With(new BatchRule.Sgd(0.3))).StandardError,
            GivenAgreement.Of(Masks(5, 9, 1, 0, 1, Key), 9, With(new BatchRule.Chain(0.3, 0.3, 0.7))).StandardError, 15);
    }

    /// <summary>Twice the noise, other labels, another direction, another share, another variance.</summary>
    [Fact]
    public void Numbers_of_another_law_are_far_from_it()
    {
        var problem = Problem(Mixture.TwoClusters, new BatchRule.Sgd(0.3));
        var drawn = MixtureSampling.Draw<double>(Mixture.TwoClusters, problem.NoiseLevel, 400, 20, Key, 1);
        Assert.DoesNotContain(GivenAgreement.Of(drawn, problem), s => s.IsFar);
        bool[] Far(MixtureDataset<double> data) => [.. GivenAgreement.Of(data, problem).Select(s => s.IsFar)];
        Assert.True(Far(MixtureSampling.Draw<double>(Mixture.TwoClusters, 2 * problem.NoiseLevel, 400, 20, Key, 1))[1]);
        Assert.True(Far(new(drawn.Inputs, DenseVector<double>.Copy([.. drawn.Labels.Span.ToArray().Select(_ => 1.0)])))[0]);
        Assert.True(Far(new(drawn.Inputs, DenseVector<double>.Copy([.. drawn.Labels.Span.ToArray().Select(l => -l)])))[2]);
        Assert.True(GivenAgreement.Of(Masks(100, 20, 0.5, 0.5, 0.5, Key), 20, problem).IsFar);
        Assert.Contains(GivenAgreement.Of(DenseVector<double>.Copy(new double[100]), 0.1, 0), s => s.IsFar);
        Assert.DoesNotContain(GivenAgreement.Of(DenseVector<double>.Copy(new double[100]), 0, 0), s => s.IsFar);
    }

    private static double Square(GivenStatistic s) => (s.Found - s.Expected) * (s.Found - s.Expected) / s.StandardError / s.StandardError;

    private static MixtureComponent Several(double[] centre, int label, double probability) =>
        new(DenseVector<double>.Copy(centre), label, probability);

    private static MixtureProblem Problem(Mixture mixture, BatchRule batch) => new(
        mixture, new MixtureActivation.Linear(), new MixtureLoss.Logistic(), 2, 0.5, 0, 0.2, batch, 0.1);

    private static MixtureProblem With(BatchRule batch) => Problem(Mixture.TwoClusters, batch);

    private static BatchMasks Masks(int samples, int steps, double on, double off, double start, RandomKey key)
    {
        var active = new bool[samples];
        var rows = ImmutableArray.CreateBuilder<BatchMask>();
        for (var step = 0; step < steps; step++)
        {
            for (var i = 0; i < samples; i++)
            {
                var u = UnitInterval.First(key, (ulong)((step * samples) + i));
                active[i] = step == 0 ? u < start : active[i] ? u >= off : u < on;
            }
            rows.Add(BatchMask.Copy(active));
        }
        return new(rows.ToImmutable());
    }
}
