using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Legs.Cases;

public static class GaussianMixtureLeg
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3);

    [LegCase("gaussian-mixture-simulation")]
    public static byte[] Simulation() => [.. Simulate<float>(), .. Simulate<double>()];

    [LegCase("gaussian-mixture-joint")]
    public static byte[] Joint() => [.. Together<float>(), .. Together<double>()];

    [LegCase("gaussian-mixture-theory")]
    public static byte[] Theory() =>
    [
        .. Solve(Two, new TangentRule.Probes(64)), .. Solve(Two, new TangentRule.Probes(64), single: true), .. Solve(Three, new TangentRule.Exact()),
    ];

    [LegCase("gaussian-mixture-compressed-theory")]
    public static byte[] CompressedTheory()
    {
        var method = new DmftMethod.CompressedMarch(DmftSampling.For(Three, 200, 1), false);
        var solution = DmftSolver.Solve(new(Three, new DmftStart.Fixed(0.1), 30), method, Key, 1);
        return
        [
            .. solution.Points.SelectMany(p => Bytes.Of(p.Magnetization.Mean, p.SquaredNorm.Mean, p.Drift.Mean, p.Compression!.NeglectedTangents)),
            .. Enumerable.Range(0, 30).SelectMany(l => Bytes.Of(solution.Kernels.NoiseKernel(30, l).Mean, solution.Kernels.Correlation(30, l).Mean)),
        ];
    }

    /// <summary>Centres in a plane and unequal noise: simulation and theory.</summary>
    [LegCase("gaussian-mixture-directions")]
    public static byte[] Directions()
    {
        MixtureComponent Cluster(double[] centre, int label, double? noise) =>
            new(DenseVector<double>.Copy(centre), label, 0.5) { NoiseLevel = noise };
        var plane = Three with { Mixture = new([Cluster([1, 0.3], 1, null), Cluster([-0.2, 0.7], -1, 0.2)]), Batch = new BatchRule.Sgd(0.5) };
        var start = DenseVector<double>.Copy([0.2, -0.1]);
        var sampling = DmftSampling.For(plane, 200, 1) with { Tangents = new TangentRule.Probes(64) };
        var solution = DmftSolver.Solve(new(plane, new DmftStart.Fixed(start), 9), new DmftMethod.CausalMarch(sampling, false), Key, 1);
        var simulation = new MixtureSimulation<double>(
            plane, MixtureSampling.Draw<double>(plane.Mixture, plane.NoiseLevel, 70, 43, Key, 1), Key);
        var first = MixtureTraining.Start(simulation, new WeightStart.Fixed(start));
        var slice = MixtureTraining.Advance(simulation, first, 6, _ => true, new MixtureTrainingWorkspace<double>(simulation, 1));
        return
        [
            .. solution.Points.SelectMany(p => Bytes.Of(p.Directions!.Overlaps.Span)), .. Bytes.Of(solution.Points[^1].SquaredNorm.Mean),
            .. slice.Samples.SelectMany(s => Bytes.Of(s.Observables.Overlaps!.Span)), .. Bytes.Of(slice.State.Weights.Span),
        ];
    }

    private static MixtureProblem Two { get; } = new(
        Mixture.TwoClusters, new MixtureActivation.Linear(), new MixtureLoss.Logistic(), 2, 0.5, 0, 0.2, new BatchRule.Persistent(0.3, 2), 0.01);

    private static MixtureProblem Three { get; } = new(
        Mixture.ThreeClusters, new MixtureActivation.Door(0.7), new MixtureLoss.Logistic(), 2, 0.05, 0.1, 0.2, new BatchRule.Full(), 1);

    private static byte[] Simulate<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var simulation = new MixtureSimulation<T>(Three, MixtureSampling.Draw<T>(Three.Mixture, Three.NoiseLevel, 70, 43, Key, 1), Key);
        var start = MixtureTraining.Start(simulation, new WeightStart.Fixed(0.2));
        var slice = MixtureTraining.Advance(simulation, start, 6, k => k % 2 == 0, new MixtureTrainingWorkspace<T>(simulation, 1));
        return
        [
            .. Bytes.Of(slice.State.Weights.Span),
            .. slice.Samples.SelectMany(s => Bytes.Of(s.Observables.GeneralisationError, s.Observables.TrainingLoss)),
        ];
    }

    /// <summary>Full batches that share tiles of two runs and of one, and a batch of its own; columns beyond whole vectors.</summary>
    private static byte[] Together<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var data = MixtureSampling.Draw<T>(Three.Mixture, Three.NoiseLevel, 70, 43, Key, 1);
        BatchRule[] rules = [new BatchRule.Full(), new BatchRule.Sgd(0.5), new BatchRule.Full(), new BatchRule.Full()];
        var runs = rules.Select((rule, i) => new MixtureSimulation<T>(Three with { Batch = rule, Ridge = 0.1 * i }, data, Key))
            .Select(s => new MixtureAdvance<T>(
                s, MixtureTraining.Start(s, new WeightStart.Fixed(0.2)), 4, k => k == 2, new MixtureTrainingWorkspace<T>(s, 1)));
        return [.. MixtureTraining.AdvanceTogether([.. runs]).SelectMany(slice => Bytes.Of(slice.State.Weights.Span))];
    }

    private static byte[] Solve(MixtureProblem problem, TangentRule tangents, bool single = false)
    {
        var sampling = DmftSampling.For(problem, 200, 1) with { Tangents = tangents, SinglePrecision = single };
        var solution = DmftSolver.Solve(
            new(problem, new DmftStart.Fixed(0.1), 17), new DmftMethod.CausalMarch(sampling, false), Key, 1);
        return
        [
            .. solution.Points.SelectMany(p => Bytes.Of(
                p.Magnetization.Mean, p.SquaredNorm.Mean, p.GeneralisationError.Mean, p.TrainingLoss.Mean, p.Drift.Mean, p.IdentityResidual.Mean)),
            .. Enumerable.Range(0, 17).SelectMany(l => Bytes.Of(solution.Kernels.MemoryKernel(17, l).Mean, solution.Kernels.Correlation(17, l).Mean)),
        ];
    }
}
