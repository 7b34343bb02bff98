using System.Collections.Immutable;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;

namespace Pipelines.Testing.GaussianMixture;

/// <summary>What holds for the simulations: symmetries, the form of the gradient, the laws of data and masks.</summary>
internal static class MixtureDescentInvariants
{
    private const string Paper = "Mignacco et al. 2020, arXiv 2006.06098";
    private const string Rounding = "1e-8 of the largest weight: sums in another order, amplified by eight stable steps";
    private const string Sampling = "seven standard errors of the sample";

    public static ImmutableArray<MixtureStatement> All { get; } =
    [
        new("rotation-symmetry", "Turning samples and weights around the signal turns the trained weights and changes nothing else.",
            "x -> O x, w -> O w, O v* = v*", $"{Paper}, eqs. 2 and 7", Rounding, (one, c) => Turned(one, c, 2)),
        new("reflection-symmetry", "Reflecting samples and weights at a plane through the signal reflects the trained weights.",
            "the same with det O = -1", $"{Paper}, eqs. 2 and 7", Rounding, (one, c) => Turned(one, c, 1)),
        new("inversion-symmetry", "With a linear activation (x, y) and (-x, -y) are one sample; with a door w and -w are one network. Bit for bit.",
            "(x, y) -> (-x, -y), or w -> -w", $"{Paper}, eq. 5", "no bit: changes of sign commute with rounding", Inverted),
        new("permutation-of-samples", "The order of the samples does not matter when their masks move along.", "mu -> p(mu)", $"{Paper}, eq. 7",
            Rounding,
            Permuted),
        new("permutation-of-coordinates", "The order of the coordinates does not matter: the signal is the same in all.", "i -> p(i)",
            $"{Paper}, eq. 2", Rounding, Reordered),
        new("gradient-is-slope", "A step of full batch is the learning rate times the slope of the measured loss and the ridge.",
            "w - w(1) = eta (lambda w + grad sum_mu Lambda)", $"{Paper}, eqs. 5-7", "1e-5 of the largest slope: central differences over 1e-5",
                Slope),
        new("observables", "Overlap, squared norm and losses are what they are called, and a start has the overlap that it is asked for.",
            "m = sum w/d, C = |w|^2/d, loss = (1/d) sum_mu Lambda", $"{Paper}, section 3", "1e-12, and 1e-11 of the loss: rounding", Observables),
        new("steps-add-up", "n + m steps are n steps, then m, and as many single steps; threads change no bit.", "w(n + m) = Phi_m(Phi_n(w))",
            "determinism", "no bit", AddUp),
        new("prefix-of-data", "A longer data set begins with the shorter one, and threads change nothing.",
            "x_mu depends on mu, the law and the stream",
            "determinism", "no bit", Prefix),
        new("cylindrical-symmetry", "Around the signal every direction of the samples is like any other.",
            "E u_e^2 = E |u_perp|^2/(d - 1), E u_e = E u_par u_e = 0, u = x/|x|, e.v* = 0", $"{Paper}, eq. 2", Sampling, Cylinder),
        new("law-of-the-data", "A sample along the signal has its cluster's centre and the noise level as its variance.",
            "E u = sum_c p_c c, E u^2 = sum_c p_c c^2 + Delta, E y u = sum_c p_c y c, u = x.v*/sqrt d; the same for products of directions",
            $"{Paper}, eq. 2", Sampling, Law),
        new("law-of-the-masks", "Samples are in the batch with probability b and stay in it as the persistence time says.",
            "E s = b, Cov(s(k), s(k + j)) = b (1 - b) (1 - eta/(b tau))^j", $"{Paper}, eq. 9", Sampling, Masks),
        new("persistence-limit", "A persistence time of eta/b is SGD: every mask is drawn afresh.", "tau = eta/b: P(0 -> 1) = b, P(1 -> 0) = 1 - b",
            $"{Paper}, eq. 9", "1e-14 for the probabilities; " + Sampling, Fresh),
        new("error-on-fresh-samples", "The error of generalisation in closed form is the share of fresh samples that are wrong.",
            "eps = sum_c p_c P(prediction != y(c)), r ~ N(m c, Delta C)", $"{Paper}, eqs. 24-25", Sampling, FreshError),
    ];

    private static void Turned(MixtureCase one, Comparison c, int reflections)
    {
        var (simulation, weights) = one.Explicit();
        var turn = OrthogonalMap.Keeping(one.Axes()[0], one.Trial.Stream("turn"), reflections);
        var turned = On(simulation, turn.Of(simulation.Data.Inputs), simulation.Data.Labels);
        Close(c, simulation, weights, turned, turn.Of(weights), turn.Of);
    }

    private static void Inverted(MixtureCase one, Comparison c)
    {
        var (simulation, weights) = one.Explicit();
        if (one.IsDoor)
        {
            c.Same("weights", MixtureCase.Run(simulation, weights).Map(w => -w).Span, MixtureCase.Run(simulation, weights.Map(w => -w)).Span);
            return;
        }
        var signs = Enumerable.Range(0, one.Samples).Select(row => one.Trial.Stream("sign").Block((ulong)row).X0 % 2 == 0 ? 1.0 : -1).ToArray();
        var (data, d) = (simulation.Data, one.Dimension);
        double[] inputs = [.. data.Inputs.Span.ToArray().Select((x, i) => signs[i / d] * x)];
        double[] labels = [.. data.Labels.Span.ToArray().Select((y, row) => signs[row] * y)];
        var inverted = On(simulation, DenseMatrix<double>.Copy(data.Samples, d, inputs), DenseVector<double>.Copy(labels));
        c.Same("weights", MixtureCase.Run(simulation, weights).Span, MixtureCase.Run(inverted, weights).Span);
    }

    private static void Permuted(MixtureCase one, Comparison c)
    {
        var (simulation, weights) = one.Explicit();
        var order = one.Trial.Permutation("order", one.Samples);
        var masks = ((BatchRule.Given)simulation.Problem.Batch).Masks;
        var moved = new BatchMasks([.. Enumerable.Range(0, masks.Steps)
            .Select(k => BatchMask.Copy(order.Select(row => masks.Row(k)[row]).ToArray()))]);
        var data = new MixtureDataset<double>(simulation.Data.Inputs.Rows(order), simulation.Data.Labels.At(order));
        Close(c, simulation, weights, new(simulation.Problem with { Batch = new BatchRule.Given(moved) }, data, simulation.Key), weights, w => w);
    }

    private static void Reordered(MixtureCase one, Comparison c)
    {
        var (simulation, weights) = one.Explicit();
        var (order, data) = (one.Trial.Permutation("order", one.Dimension), simulation.Data);
        var inputs = DenseMatrix<double>.Copy(
            data.Samples, one.Dimension, [.. Enumerable.Range(0, data.Samples).SelectMany(row => order.Select(i => data.Inputs[row, i]))]);
        Close(c, simulation, weights, On(simulation, inputs, data.Labels), weights.At(order), w => w.At(order));
    }

    private static void Slope(MixtureCase one, Comparison c)
    {
        const double width = 1e-5;
        var (simulation, weights) = one.Explicit();
        simulation = new(simulation.Problem with { Batch = new BatchRule.Full() }, simulation.Data, simulation.Key);
        var (problem, d) = (simulation.Problem, one.Dimension);
        double Loss(int i, double shift) => d * MixtureCase.Observe(
            simulation, DenseVector<double>.Copy([.. weights.Span.ToArray().Select((w, j) => j == i ? w + shift : w)])).TrainingLoss;
        var next = MixtureCase.Run(simulation, weights, 1);
        double[] slopes = [.. Enumerable.Range(0, d).Select(i => ((Loss(i, width) - Loss(i, -width)) / (2 * width)) + (problem.Ridge * weights[i]))];
        double[] steps = [.. Enumerable.Range(0, d).Select(i => (weights[i] - next[i]) / problem.LearningRate)];
        var rounding = 1e-13 * d * MixtureCase.Observe(simulation, weights).TrainingLoss / width;
        c.Near("slope", slopes, steps, (1e-5 * ((ReadOnlySpan<double>)slopes).Largest()) + rounding + (1e-12 / problem.LearningRate) + 1e-8);
    }

    private static void Observables(MixtureCase one, Comparison c)
    {
        var (simulation, weights) = one.Explicit();
        var (seen, data) = (MixtureCase.Observe(simulation, weights), simulation.Data);
        double[] overlaps = [.. Overlaps(one, weights)];
        c.Near("overlap", Length(overlaps), seen.Magnetization, 1e-12, 1e-13);
        if (seen.Overlaps is { } each) c.Near("overlap of each direction", overlaps, each.Span, 1e-12);
        c.Near("squared norm", weights.Span.ToArray().Average(w => w * w), seen.SquaredNorm, 1e-12);
        var margins = Enumerable.Range(0, data.Samples).Select(row =>
        {
            var h = data.Inputs.Row(row).ToArray().Zip(weights.Span.ToArray(), (x, w) => x * w).Sum() / Math.Sqrt(one.Dimension);
            return data.Labels[row] * (simulation.Problem.Activation is MixtureActivation.Door door ? (h * h) - (door.Threshold * door.Threshold)
                : h);
        }).ToArray();
        double Loss(double v) => simulation.Problem.Loss.Match(
            logistic: _ => v > 0 ? Math.Log(1 + Math.Exp(-v)) : Math.Log(1 + Math.Exp(v)) - v, quadratic: _ => (1 - v) * (1 - v) / 2,
            custom: l => l.Value(v));
        c.Near("training loss", margins.Sum(Loss) / one.Dimension, seen.TrainingLoss, 1e-11, 1e-12);
        if (margins.All(v => Math.Abs(v) > 1e-12)) c.Near("accuracy", margins.Count(v => v > 0) / (double)margins.Length, seen.TrainingAccuracy,
            1e-12);
        var asked = one.Start(Overlap(one));
        var start = MixtureTraining.Start(simulation, new WeightStart.Fixed(asked));
        c.Near("overlap of a start", asked.Span, [.. Overlaps(one, start.Weights)], 1e-13 * (1 + start.Weights.Span.Largest()));
    }

    private static void AddUp(MixtureCase one, Comparison c)
    {
        var simulation = new MixtureSimulation<double>(one.Problem, one.Draw(one.Samples), one.Trial.Stream("run"));
        var start = MixtureTraining.Start(simulation, new WeightStart.Free());
        MixtureTrainingState<double> Advance(MixtureTrainingState<double> from, int by, int threads = 1) =>
            MixtureTraining.Advance(simulation, from, by, k => k % 2 == 0, new MixtureTrainingWorkspace<double>(simulation, threads)).State;
        var single = Enumerable.Range(0, MixtureCase.Steps).Aggregate(start, (state, _) => MixtureTraining.Step(simulation, state));
        if (!IsTame(single.Weights)) return;
        var first = 1 + (int)(6 * one.Trial.Uniform("first steps"));
        c.Holds($"{first} steps, then the rest", single.Equals(Advance(Advance(start, first), MixtureCase.Steps - first)));
        c.Holds("the same on three threads", single.Equals(Advance(start, MixtureCase.Steps, 3)));
        var other = new MixtureSimulation<double>(one.Problem with { LearningRate = one.Problem.LearningRate / 2 }, simulation.Data, simulation.Key);
        var workspace = new MixtureTrainingWorkspace<double>(simulation, 1);
        var together = MixtureTraining.AdvanceTogether(
        [
            new MixtureAdvance<double>(simulation, start, MixtureCase.Steps, _ => false, workspace),
            new MixtureAdvance<double>(other, MixtureTraining.Start(other, new WeightStart.Free()), 3, _ => false, new(other, 1)),
        ]);
        c.Holds("the same beside another run", single.Equals(together[0].State));
    }

    private static void Prefix(MixtureCase one, Comparison c)
    {
        var (shorter, longer) = (one.Draw(one.Samples), one.Draw(2 * one.Samples, threads: 3));
        c.Same("inputs", shorter.Inputs.Span, longer.Inputs.Span[..shorter.Inputs.Span.Length]);
        c.Same("labels", shorter.Labels.Span, longer.Labels.Span[..shorter.Samples]);
    }

    private static void Cylinder(MixtureCase one, Comparison c)
    {
        if (one.Directions == 1) Symmetries.Cylinder(c, one.Draw(600).Inputs, one.Axes()[0], one.Trial.Stream("directions"));
    }

    private static void Law(MixtureCase one, Comparison c)
    {
        var (data, mixture) = (one.Draw(2000), one.Problem.Mixture);
        double[][] along =
        [
            .. one.Axes().Select(v => Enumerable.Range(0, data.Samples)
                .Select(row => data.Inputs.Row(row).ToArray().Zip(v.Span.ToArray(), (x, e) => x * e).Sum()).ToArray()),
        ];
        for (var a = 0; a < along.Length; a++)
        {
            Symmetries.Mean(c, "mean along the signal", mixture.Mean(k => k.Centre[a]), along[a], 1e-12);
            Symmetries.Mean(c, "mean of label times signal", mixture.Mean(k => k.Label * k.Centre[a]),
                [.. along[a].Zip(data.Labels.Span.ToArray(), (u, y) => y * u)], 1e-12);
            for (var b = 0; b <= a; b++)
            {
                double Noise(MixtureComponent k) => a == b ? k.NoiseLevel ?? one.Problem.NoiseLevel : 0;
                Symmetries.Mean(c, "mean square along the signal", mixture.Mean(k => (k.Centre[a] * k.Centre[b]) + Noise(k)),
                    [.. along[a].Zip(along[b], (u, v) => u * v)], 1e-12);
            }
        }
    }

    private static void Masks(MixtureCase one, Comparison c)
    {
        switch (one.Problem.Batch)
        {
            case BatchRule.Full: Masks(one, c, one.Problem, 1, 0); break;
            case BatchRule.Sgd rule: Masks(one, c, one.Problem, rule.BatchFraction, 0); break;
            case BatchRule.Persistent rule:
                Masks(one, c, one.Problem, rule.BatchFraction, 1 - (one.Problem.LearningRate / (rule.BatchFraction * rule.PersistenceTime)));
                c.Near("flows in and out", (1 - rule.BatchFraction) * rule.ActivationProbability(one.Problem.LearningRate),
                    rule.BatchFraction * rule.DeactivationProbability(one.Problem.LearningRate), 1e-12);
                break;
        }
    }

    private static void Fresh(MixtureCase one, Comparison c)
    {
        var (b, rate) = (0.05 + (0.9 * one.Trial.Uniform("fraction")), one.Problem.LearningRate);
        var rule = new BatchRule.Persistent(b, rate / b);
        c.Near("P(0 -> 1)", b, rule.ActivationProbability(rate), 1e-14);
        c.Near("P(1 -> 0)", 1 - b, rule.DeactivationProbability(rate), 1e-14);
        Masks(one, c, one.Problem with { Batch = rule }, b, 0);
    }

    /// <summary>Masks of samples that train nothing.</summary>
    private static void Masks(MixtureCase one, Comparison c, MixtureProblem problem, double fraction, double memory)
    {
        const int samples = 400, steps = 12;
        var data = new MixtureDataset<double>(
            DenseMatrix<double>.Zeros(samples, 1), DenseVector<double>.Create(samples, 0, static (span, _) => span.Fill(1)));
        var simulation = new MixtureSimulation<double>(problem with { Ridge = 0, Mixture = Mixture.TwoClusters }, data, one.Trial.Stream("masks"));
        var (state, rows) = (MixtureTraining.Start(simulation, new WeightStart.Free()), new List<double[]>());
        for (var k = 0; k < steps; k++, state = MixtureTraining.Step(simulation, state))
            rows.Add([.. state.Mask.Span.ToArray().Select(active => active ? 1.0 : 0)]);
        Symmetries.Mean(c, "share in the batch", fraction, [.. Enumerable.Range(0, samples).Select(i => rows.Average(r => r[i]))], 1e-12);
        foreach (var lag in (int[])[1, 2])
        {
            double[] products = [.. Enumerable.Range(0, samples).Select(i =>
                Enumerable.Range(0, steps - lag).Average(k => (rows[k][i] - fraction) * (rows[k + lag][i] - fraction)))];
            Symmetries.Mean(c, $"covariance over {lag} steps", fraction * (1 - fraction) * Math.Pow(memory, lag), products, 1e-12);
        }
    }

    private static void FreshError(MixtureCase one, Comparison c)
    {
        var (simulation, weights) = one.Explicit();
        var fresh = one.Draw(2000, "fresh");
        var expected = MixtureCase.Observe(simulation, weights).GeneralisationError;
        var actual = MixtureMeasurement.TestError(one.Problem, weights.Span, fresh);
        // A share of n: its deviation, and the smallest one that n can show.
        c.Sampled("error", expected, actual, Math.Sqrt(expected * (1 - expected) / fresh.Samples), 10.0 / fresh.Samples);
    }

    private static void Close(
        Comparison c, MixtureSimulation<double> simulation, DenseVector<double> weights, MixtureSimulation<double> other,
        DenseVector<double> start, Func<DenseVector<double>, DenseVector<double>> map)
    {
        var end = MixtureCase.Run(simulation, weights);
        if (!IsTame(end)) return;
        var mapped = MixtureCase.Run(other, start);
        c.Near("weights", map(end).Span, mapped.Span, 1e-8 * (1 + end.Span.Largest()));
        c.Near("loss", MixtureCase.Observe(simulation, end).TrainingLoss, MixtureCase.Observe(other, mapped).TrainingLoss, 1e-8, 1e-8);
    }

    private static MixtureSimulation<double> On(MixtureSimulation<double> simulation, DenseMatrix<double> inputs, DenseVector<double> labels) =>
        new(simulation.Problem, new(inputs, labels), simulation.Key);

    public static double[] Overlaps(MixtureCase one, DenseVector<double> weights) =>
        [.. one.Axes().Select(v => v.Span.ToArray().Zip(weights.Span.ToArray(), (e, w) => e * w).Sum() / Math.Sqrt(one.Dimension))];

    public static double Length(double[] overlaps) => overlaps.Length == 1 ? overlaps[0] : Math.Sqrt(overlaps.Sum(m => m * m));

    public static double Overlap(MixtureCase one) => one.Trial.Uniform("overlap") - 0.5;

    /// <summary>Descent that runs away amplifies rounding without bound.</summary>
    public static bool IsTame(DenseVector<double> weights) => weights.Span.ToArray().All(w => Math.Abs(w) < 100);
}
