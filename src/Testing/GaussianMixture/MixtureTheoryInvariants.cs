using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.GaussianMixture.Dmft.Process;
using Pipelines.Model.GaussianMixture.Simulation;

namespace Pipelines.Testing.GaussianMixture;

/// <summary>What holds for the dynamical mean-field theory, and ties it to simulations.</summary>
internal static class MixtureTheoryInvariants
{
    private const string Paper = "Mignacco et al. 2020, arXiv 2006.06098";
    private const string Sampling = "seven standard errors of the solutions";
    private const string Solutions = "ten standard errors of four solutions and 5e-3 of the observable";

    public static ImmutableArray<MixtureStatement> All { get; } =
    [
        new("correlations-are-positive", "Correlations and the noise kernel are positive semi-definite, and the norm is at least the overlap.",
            "C_perp >= 0, M_C >= 0, C(k, k) >= m_k^2", $"{Paper}, eqs. 15-20", "1e-10 of the largest entry: rounding", Positive),
        new("causality", "A longer run begins with the shorter one: nothing reaches back.",
            "step k follows from the steps before it", $"{Paper}, eqs. 18-20", "no bit", Causal),
        new("two-routes-to-correlations", "Correlations satisfy the identity that follows from descent itself and is used nowhere in the recursion.",
            "C(k + 1, k) = (1 - eta lambda) C(k, k) - eta alpha <F_k r_k>", $"{Paper}, eqs. 7 and 20",
            "twelve standard errors of six solutions and 2e-3 of the norm", Identity),
        new("no-samples", "Without samples weights only decay.",
            "alpha = 0: m_k = (1 - eta lambda)^k m_0, C(k, l) = (1 - eta lambda)^(k + l) C(0, 0)",
            $"{Paper}, eq. 18", "1e-12: rounding", NoSamples),
        new("full-batch-limit", "A batch fraction of one is full batch, whatever the rule.", "b = 1", $"{Paper}, eq. 9", "no bit", FullBatch),
        new("bounds-of-kernels", "With two clusters and the logistic loss the noise kernel and the curvature are bounded.",
            "0 <= M_C(k, k) <= alpha Delta b, 0 <= lambda^ <= alpha Delta b/4; b of SGD, 1 of other rules", "|l'| <= 1, 0 <= l'' <= 1/4",
            "four samples of 128 in the comb of the masks", Bounds),
        new("mirrored-starts", "With a door and symmetric clusters a run from -m_0 mirrors that from m_0, and 0 stays 0.", "m_0 -> -m_0: m_k -> -m_k",
            $"{Paper}, section 2", "no bit, with exact tangents", Mirrored),
        new("bayes-optimal-step", "One step of full batch from nothing is Bayes-optimal for two clusters.",
            "eps = erfc(sqrt(alpha/(2 Delta (alpha + Delta))))/2 at k = 1, R = 0", $"{Paper}, section 4", Sampling + " and 3e-3", Bayes),
        new("above-the-oracle", "No error is below that of who knows the law of the samples.", "eps >= eps(centres and noise known)", "definition",
            "1e-9; 1e-5 in several directions, where it is a mean over points", Oracle),
        new("exact-solution", "For the quadratic loss, a linear activation and full batch the march agrees with the closed form.",
            "F = B [m c - y + sqrt(Delta) m h_0 + sqrt(Delta) omega], B = (I + eta Delta G)^-1", "derived", Solutions, Exact),
        new("compression", "Under full batch the march without its past agrees with the march.", "C_perp(k, l) = <X_k, X_l>",
            "docs/explanation/decisions/0017-compressed-march.md", Solutions, Compressed),
        new("theory-meets-simulation", "Simulations in 200 dimensions follow the theory in every observable.",
            "m, C, eps, loss and accuracy of k = 0 ... 4", $"{Paper}, eqs. 15-25",
            "seven standard errors of eight simulations and four solutions, 4 % of the observable and 0.01: finite size is of order 1/d", Simulated),
    ];

    private static void Positive(MixtureCase one, Comparison c)
    {
        var solution = one.Solve(tangents: new TangentRule.Exact(), samples: 128);
        if (!IsTame(solution)) return;
        foreach (var p in solution.Points)
            c.AtMost("overlap squared", p.Magnetization.Mean * p.Magnetization.Mean, p.SquaredNorm.Mean, 1e-11 * (1 + p.SquaredNorm.Mean));
        int Low(int i, int j) => Math.Min(i, j);
        Symmetries.PositiveSemiDefinite(
            c, "correlation", solution.Points.Length, (i, j) => solution.Kernels.PerpendicularCorrelation(Math.Max(i, j), Low(i, j)).Mean, 1e-10);
        Symmetries.PositiveSemiDefinite(
            c, "noise kernel", solution.Points.Length, (i, j) => solution.Kernels.NoiseKernel(Math.Max(i, j), Low(i, j)).Mean, 1e-10);
    }

    private static void Causal(MixtureCase one, Comparison c)
    {
        var (shorter, longer) = (one.Solve(steps: 4, samples: 128), one.Solve(steps: 9, samples: 128));
        if (!IsTame(longer)) return;
        for (var k = 0; k < shorter.Points.Length; k++)
            c.Holds($"step {k} of the longer run is that of the shorter one", shorter.Points[k].Equals(longer.Points[k]));
    }

    private static void Identity(MixtureCase one, Comparison c)
    {
        var solution = one.Solve(samples: 512, replicates: 6, steps: 6);
        if (!IsTame(solution)) return;
        foreach (var p in solution.Points)
            c.Near($"residual at step {p.Step}", 0, p.IdentityResidual.Mean, 0, (12 * p.IdentityResidual.StandardError) + (2e-3 * Size(solution)));
    }

    private static void NoSamples(MixtureCase one, Comparison c)
    {
        var solution = one.Solve(one.Problem with { SampleRatio = 0 }, samples: 64);
        var overlaps = one.Start(MixtureCase.Overlap).Span.ToArray();
        var (decay, square) = (1 - (one.Problem.LearningRate * one.Problem.Ridge), overlaps.Sum(m => m * m));
        var start = one.Problem.InitialVariance + square;
        foreach (var p in solution.Points)
        {
            var size = one.Directions == 1 ? Math.Pow(decay, p.Step) * overlaps[0] : Math.Pow(Math.Abs(decay), p.Step) * Math.Sqrt(square);
            c.Near("overlap", size, p.Magnetization.Mean, 0, 1e-12);
            if (p.Directions is { } each)
                c.Near("overlap of each direction", [.. overlaps.Select(m => Math.Pow(decay, p.Step) * m)], each.Overlaps.Span, 1e-12);
            for (var l = 0; l <= p.Step; l++)
                c.Near("correlation", Math.Pow(decay, p.Step + l) * start, solution.Kernels.Correlation(p.Step, l).Mean, 0, 1e-12 * (1 + start));
        }
    }

    private static void FullBatch(MixtureCase one, Comparison c)
    {
        var full = one.Solve(one.Problem with { Batch = new BatchRule.Full() }, samples: 64);
        foreach (var rule in (BatchRule[])[new BatchRule.Sgd(1), new BatchRule.Persistent(1, 3 * one.Problem.LearningRate)])
            c.Holds($"{rule.GetType().Name} with b = 1", full.Points.SequenceEqual(one.Solve(one.Problem with { Batch = rule }, samples: 64).Points));
    }

    private static void Bounds(MixtureCase one, Comparison c)
    {
        if (one.Problem is not { Loss: MixtureLoss.Logistic, Activation: MixtureActivation.Linear }) return;
        var solution = one.Solve(samples: 128);
        var noiseLevel = one.Problem.Mixture.Components.Max(k => k.NoiseLevel ?? one.Problem.NoiseLevel);
        var bound = one.Problem.SampleRatio * noiseLevel * one.Problem.Batch.Match(
            full: _ => 1, sgd: r => Math.Min(1, r.BatchFraction + (4.0 / 128)), persistent: _ => 1, chain: _ => 1, given: _ => 1);
        foreach (var p in solution.Points)
        {
            var noise = solution.Kernels.NoiseKernel(p.Step, p.Step).Mean;
            c.AtMost("noise kernel", noise, bound, 1e-12 * bound);
            c.AtMost("negative noise kernel", -noise, 0, 1e-12 * bound);
            c.AtMost("curvature", p.Curvature.Mean, bound / 4, 1e-12 * bound);
            c.AtMost("negative curvature", -p.Curvature.Mean, 0, 1e-12 * bound);
        }
    }

    private static void Mirrored(MixtureCase one, Comparison c)
    {
        if (!one.IsDoor || !one.Problem.Mixture.Equals(Mixture.ThreeClusters)) return;
        DmftSolution From(double start) => one.Solve(start: start, samples: 64, tangents: new TangentRule.Exact());
        foreach (var (up, down) in From(0.2).Points.Zip(From(-0.2).Points))
        {
            c.Near("overlap", up.Magnetization.Mean, -down.Magnetization.Mean, 0);
            c.Near("norm", up.SquaredNorm.Mean, down.SquaredNorm.Mean, 0);
        }
        foreach (var p in From(0).Points) c.Near("overlap from 0", 0, p.Magnetization.Mean, 0);
    }

    private static void Bayes(MixtureCase one, Comparison c)
    {
        if (one.IsDoor || !one.Problem.Mixture.Equals(Mixture.TwoClusters)) return;
        var problem = one.Problem with { InitialVariance = 0, Batch = new BatchRule.Full() };
        var point = one.Solve(problem, start: 0, steps: 1, samples: 1024, replicates: 4).Points[1];
        c.Sampled("error after a step", OracleError.BayesTwoClusters(problem.SampleRatio, problem.NoiseLevel), point.GeneralisationError.Mean,
            point.GeneralisationError.StandardError, 3e-3);
    }

    private static void Oracle(MixtureCase one, Comparison c)
    {
        var (solution, oracle) = (one.Solve(samples: 128), OracleError.Oracle(one.Problem.Mixture, one.Problem.NoiseLevel));
        if (!IsTame(solution)) return;
        foreach (var p in solution.Points) c.AtMost("error of the oracle", oracle, p.GeneralisationError.Mean, one.Directions == 1 ? 1e-9 : 1e-5);
    }

    private static void Exact(MixtureCase one, Comparison c)
    {
        if (one.IsDoor) return;
        var problem = one.Problem with { Loss = new MixtureLoss.Quadratic(), Batch = new BatchRule.Full() };
        if (StepStability.Of(problem) is not { IsBounded: true }) return;
        var exact = DmftSolver.Solve(
            new(problem, new DmftStart.Fixed(one.Start(MixtureCase.Overlap)), MixtureCase.Steps), new DmftMethod.ExactQuadratic(),
            one.Trial.Stream("exact"), 1);
        Agree(c, exact, one.Solve(problem, samples: 1024, replicates: 4));
    }

    private static void Compressed(MixtureCase one, Comparison c)
    {
        var problem = one.Problem with { Batch = new BatchRule.Full() };
        // Where steps overshoot far, probes do not know their own errors: decision 17.
        if (StepStability.Of(problem).Overshoot > 2) return;
        var sampling = DmftSampling.For(problem, 1024, 4);
        var compressed = DmftSolver.Solve(
            new(problem, new DmftStart.Fixed(one.Start(MixtureCase.Overlap)), MixtureCase.Steps), new DmftMethod.CompressedMarch(sampling, false),
            one.Trial.Stream("compressed"), 1);
        var march = one.Solve(problem, samples: 1024, replicates: 4);
        Agree(c, compressed, march);
    }

    public static void Agree(Comparison c, DmftSolution one, DmftSolution other)
    {
        if (!IsTame(one) || !IsTame(other)) return;
        foreach (var (a, b) in one.Points.Zip(other.Points))
        {
            void Near(string what, Estimate x, Estimate y, double size) => c.Near(
                $"{what} at step {a.Step}", x.Mean, y.Mean, 0,
                    (10 * Math.Sqrt((x.StandardError * x.StandardError) + (y.StandardError * y.StandardError))) + (5e-3 * size));
            Near("overlap", a.Magnetization, b.Magnetization, Math.Sqrt(Size(one)));
            Near("norm", a.SquaredNorm, b.SquaredNorm, Size(one));
            Near("error", a.GeneralisationError, b.GeneralisationError, 1);
            Near("training loss", a.TrainingLoss, b.TrainingLoss, 1e-3 + one.Points.Max(p => p.TrainingLoss.Mean));
        }
    }

    private static void Simulated(MixtureCase one, Comparison c)
    {
        const int dimension = 200, seeds = 8, steps = 4;
        var theory = one.Solve(steps: steps, samples: 512, replicates: 4);
        if (!IsTame(theory) || one.Problem.SampleRatio * dimension < 1) return;
        var runs = Enumerable.Range(0, seeds).Select(seed => Run(one, seed, dimension, steps)).ToList();
        if (runs.Any(r => r.Length <= steps)) return;
        (string Name, Func<MixtureObservables, double> Of, Func<DmftPoint, Estimate> Predicted)[] observables =
        [
            ("overlap", o => o.Magnetization, p => p.Magnetization), ("norm", o => o.SquaredNorm, p => p.SquaredNorm),
            ("error", o => o.GeneralisationError, p => p.GeneralisationError), ("training loss", o => o.TrainingLoss, p => p.TrainingLoss),
            ("accuracy", o => o.TrainingAccuracy, p => p.TrainingAccuracy),
        ];
        foreach (var (name, of, predicted) in observables)
        {
            var size = theory.Points.Max(p => Math.Abs(predicted(p).Mean));
            for (var k = 0; k <= steps; k++)
            {
                var (seen, expected) = (Estimate.Of([.. runs.Select(r => of(r[k]))]), predicted(theory.Points[k]));
                var error = Math.Sqrt((seen.StandardError * seen.StandardError) + (expected.StandardError * expected.StandardError));
                c.Near($"{name} at step {k}", expected.Mean, seen.Mean, 0, (Comparison.StandardErrors * error) + (0.04 * size) + 0.01);
            }
        }
    }

    private static ImmutableArray<MixtureObservables> Run(MixtureCase one, int seed, int dimension, int steps)
    {
        var data = one.Draw(one.Problem.TrainingSamples(dimension), $"data {seed}", dimension, threads: 1);
        var simulation = new MixtureSimulation<double>(one.Problem, data, one.Trial.Stream($"run {seed}"));
        var start = MixtureTraining.Start(simulation, new WeightStart.Fixed(one.Start(MixtureCase.Overlap)));
        var slice = MixtureTraining.Advance(simulation, start, steps + 1, _ => true, new MixtureTrainingWorkspace<double>(simulation, 1));
        return [.. slice.Samples.Select(s => s.Observables)];
    }

    public static double Size(DmftSolution solution) => solution.Points.Max(p => p.SquaredNorm.Mean);

    /// <summary>Descent that runs away has no averages that a sample knows.</summary>
    public static bool IsTame(DmftSolution solution) =>
        solution.Points.Length > 1 && Size(solution) < 100 * (1 + solution.Points[0].SquaredNorm.Mean) && double.IsFinite(Size(solution));
}
