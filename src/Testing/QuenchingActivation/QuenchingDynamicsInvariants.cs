using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Model.QuenchingActivation.Training;
using static Pipelines.Testing.Entries;

namespace Pipelines.Testing.QuenchingActivation;

/// <summary>What holds for training, the random feature model and the effective dynamics, whatever the network.</summary>
internal static class QuenchingDynamicsInvariants
{
    private const string Paper = "Ma, Wu and E 2020, arXiv 2006.14450";

    public static ImmutableArray<QuenchingStatement> All { get; } =
    [
        QuenchingInvariants.Of("balance",
            "A step of descent changes q a^2 - |b|^2 of a neuron of degree q by the squares of its displacements alone: the flow conserves it.",
            "d(q a^2 - |b|^2) = q da^2 - |db|^2", "derived from q a dR/da = b.dR/db", "1e-11 of the squares", Balanced),
        QuenchingInvariants.Of("descent-descends", "A short step does not raise the risk.", "R(t + 1) <= R(t), eta -> 0", $"{Paper}, eq. 4", "1e-12",
            Descends),
        QuenchingInvariants.Of("mean-field-map", "Training in one scaling is training in the other at another time.",
            "theta_MF(t) = theta(l^2 t)/l, l = m^(-1/(1 + q)), where sigma is homogeneous of degree q", $"{Paper}, section 6",
            "1e-9 of the weights: rounding", Mapped),
        QuenchingInvariants.Of("normalisation-and-rate", "The constant of the kernel and the learning rate trade exactly.", "C -> c C, eta -> eta/c",
            $"{Paper}, eq. 12", "1e-9 of the weights: rounding", Traded),
        QuenchingInvariants.Of("steps-add-up", "n + m steps are n steps, then m; threads change no bit, with every optimiser.",
            "theta(n + m) = Phi_m(Phi_n(theta))", "determinism", "no bit", AddUp),
        QuenchingInvariants.Of("order-of-descent", "Descent with half the step differs by half as much.", "theta_k(eta) - theta_2k(eta/2) = O(eta)",
            "Euler's method has order 1", "0.1 of the order, and 0.7 of its distance at twice the step", Order),
        QuenchingInvariants.Of("random-features-descend", "Frozen features follow descent and flow in closed form, on the population and on samples.",
            "a_k = V diag((1 - (1 - 2 eta w)^k)/w) V^T h; flow e^(-2 w t)", $"{Paper}, section 2.2",
                "1e-8 of the outer weights; 1e-5 for the flow, as the limit of short steps", Features),
        QuenchingInvariants.Of("random-feature-minimiser", "At the minimiser of frozen features no force is left, and its risk is the least.",
            "dR/da = 0 at a = lim a_k", $"{Paper}, section 2.2", "1e-7 of the force at the start", Minimiser),
        QuenchingInvariants.Of("slaving", "In the effective dynamics no force is left on the outer weights of the background.",
            "s^2 K_BB a_B = s y_B - s^2 K_BA a_A", $"{Paper}, section 3.2", "1e-7 of the force without it", Slaved),
        QuenchingInvariants.Of("gram-of-samples", "The Gram matrix of theorem 1 is the mean product of random features over n, and bounds the risk.",
            "K_ij = k(x_i, x_j)/(2 pi d n) = E_b[sigma(b.x_i) sigma(b.x_j)]/n", $"{Paper}, theorem 1",
                "seven standard errors of 1500 features; 1e-12 for the trace",
            Gram),
    ];

    private static void Balanced(QuenchingCase one, Comparison c)
    {
        if (one.Activation.Degree is not { } degree) return;
        var rate = one.Rate(one.Network);
        foreach (var (name, objective, _) in one.Risks())
        {
            var problem = new TrainingProblem(objective, one.Scaling);
            var after = QuenchingCase.Last(problem, new Optimiser.GradientDescent(rate), 1, one.Network).Parameters;
            foreach (var ((a, b), (a1, b1)) in QuenchingCase.Neurons(one.Network).Zip(QuenchingCase.Neurons(after)))
            {
                var moved = b1.Zip(b, (u, v) => u - v).ToArray();
                var expected = (degree * (a1 - a) * (a1 - a)) - Dot(moved, moved);
                var change = (degree * ((a1 * a1) - (a * a))) - Dot(b1, b1) + Dot(b, b);
                c.Near($"{name}: change of q a^2 - |b|^2", expected, change, 0, 1e-11 * ((a * a) + Dot(b, b) + Dot(b1, b1)));
            }
        }
    }

    private static void Descends(QuenchingCase one, Comparison c)
    {
        foreach (var (name, objective, evaluate) in one.Risks())
        {
            var before = evaluate(one.Network).Risk;
            var after = QuenchingCase.Last(new(objective, one.Scaling), new Optimiser.GradientDescent(0.1 * one.Rate(one.Network)), 1, one.Network)
                .Risk;
            c.AtMost($"{name} after a short step", after, before, 1e-12 * (1 + before));
        }
    }

    private static void Mapped(QuenchingCase one, Comparison c)
    {
        const int steps = 6;
        if (one.Activation.Degree is not { } degree) return;
        var (network, m) = (one.Network, one.Network.HiddenUnits);
        var factor = Math.Pow(m, -1 / (1.0 + degree));
        TwoLayerParameters Scaled(TwoLayerParameters p, double by) => new(p.OuterWeights.Map(a => by * a), p.InnerWeights.Map(b => by * b));
        var start = degree == 1 ? OutputScalings.MeanFieldToConventional(network) : Scaled(network, factor);
        var rate = one.Rate(start, OutputScaling.Conventional);
        foreach (var (name, objective, _) in one.Risks())
        {
            var left = QuenchingCase.Last(
                new(objective, OutputScaling.MeanField), new Optimiser.GradientDescent(rate / (factor * factor)), steps, network);
            var right = QuenchingCase.Last(new(objective, OutputScaling.Conventional), new Optimiser.GradientDescent(rate), steps, start);
            var mapped = degree == 1 ? OutputScalings.ConventionalToMeanField(right.Parameters) : Scaled(right.Parameters, 1 / factor);
            c.Near($"{name}: outer weights", left.Parameters.OuterWeights.Span, mapped.OuterWeights.Span, 1e-9 * Size(left.Parameters));
            c.Near($"{name}: inner weights", left.Parameters.InnerWeights.Span, mapped.InnerWeights.Span, 1e-9 * Size(left.Parameters));
            c.Near(name, left.Risk, right.Risk, 1e-9, 1e-11);
        }
    }

    private static void Traded(QuenchingCase one, Comparison c)
    {
        TwoLayerParameters? Run(KernelNormalisation n) => one.OfLaw(n) is not { } risk ? null : QuenchingCase.Last(
            new(new TrainingObjective.Population(risk), one.Scaling), new Optimiser.GradientDescent(one.Rate(one.Network) / risk.Constant), 6,
            one.Network).Parameters;
        if (Run(KernelNormalisation.Unnormalised) is not { } plain) return;
        foreach (var other in (KernelNormalisation[])[KernelNormalisation.Gaussian, KernelNormalisation.Sphere])
            if (Run(other) is { } same) c.Near($"inner weights, {other}", plain.InnerWeights.Span, same.InnerWeights.Span, 1e-9 * Size(plain));
    }

    private static void AddUp(QuenchingCase one, Comparison c)
    {
        var rate = one.Rate(one.Network);
        foreach (var (name, objective, _) in one.Risks())
        {
            foreach (var optimiser in (Optimiser[])
                [new Optimiser.GradientDescent(rate), new Optimiser.Momentum(0.1 * rate), new Optimiser.Adam(1e-3)])
            {
                var (problem, plan) = (new TrainingProblem(objective, one.Scaling), new TrainingPlan(optimiser, 8, [8]));
                // Where there is nothing to learn, a step may be a divergence, which leaves no sample.
                if (TrainingRun.Complete(problem, plan, one.Network).Trajectory.Samples is not [.., { Parameters: var whole }]) continue;
                var first = TrainingRun.Advance(problem, plan, TrainingRun.Start(problem, plan, one.Network), 3);
                var slices = first.Ending is null ? TrainingRun.Advance(problem, plan, first.State, long.MaxValue) : first;
                c.Holds($"{name}: {optimiser.GetType().Name} in two parts", slices.Samples[^1].Parameters.Equals(whole));
                c.Holds($"{name}: {optimiser.GetType().Name} on three threads",
                    QuenchingCase.Last(problem, optimiser, 8, one.Network, threads: 3).Parameters.Equals(whole));
            }
        }
    }

    private static void Order(QuenchingCase one, Comparison c)
    {
        // Samples have corners, where a neuron begins to see an input; in one dimension so has the kernel.
        if (one.InputDimension < 2 || one.Risk is not { } risk) return;
        var (problem, rate) = (new TrainingProblem(new TrainingObjective.Population(risk), one.Scaling), one.Rate(one.Network));
        TwoLayerParameters Descended(int refinement) =>
            QuenchingCase.Last(problem, new Optimiser.GradientDescent(rate / refinement), 10 * refinement, one.Network).Parameters;
        TwoLayerParameters[] ends = [Descended(1), Descended(2), Descended(4), Descended(8)];
        double Gap(int i) => Math.Sqrt(ends[i].InnerWeights.Span.ToArray().Zip(ends[i + 1].InnerWeights.Span.ToArray(), (u, v) => (u - v) * (u - v))
            .Sum());
        Symmetries.Order(c, "descent", 1, (Gap(0), Gap(1), Gap(2)), 1e-12 * Size(one.Network));
    }

    private static void Features(QuenchingCase one, Comparison c)
    {
        const int steps = 30;
        var features = one.Network.InnerWeights;
        var start = new TwoLayerParameters(DenseVector<double>.Zeros(features.Rows), features);
        foreach (var (name, problem, model) in Models(one))
        {
            if (model.Eigenvalues.Length == 0 || !(model.Eigenvalues[0] > 0)) continue;
            var rate = (0.1 + (0.8 * one.Trial.Uniform("rate"))) / model.Eigenvalues[0];
            var descent = QuenchingCase.Last(problem, new Optimiser.GradientDescent(rate), steps, start);
            var (outer, size) = (descent.Parameters.OuterWeights, 1e-12 + descent.Parameters.OuterWeights.Span.Largest());
            // Of a smooth kernel some modes are rounding: the model leaves them out, and descent follows them by 2 k eta v.h, |v.h|^2 <= w E f*^2.
            var leftOut = one.Activation is Activation.Relu or Activation.Custom || problem.Objective is TrainingObjective.Empirical
                ? 0
                : 2 * steps * rate * Math.Sqrt(1e-12 * model.Eigenvalues[0] * model.ZeroRisk);
            c.Near($"{name}: outer weights of descent", outer.Span, model.AfterSteps(steps, rate).Span, (1e-8 * size) + leftOut);
            c.Near($"{name}: risk of descent", descent.Risk, model.RiskAfterSteps(steps, rate), 1e-8, 1e-10 * model.ZeroRisk);
            // The flow is the limit of ever shorter steps, whose closed form the descent has just confirmed.
            var (time, late) = (steps * rate, model.AtTime(steps * rate));
            c.Near($"{name}: outer weights of the flow", model.AfterSteps(10_000_000, time / 10_000_000).Span, late.Span, 1e-5 * size);
            var evaluate = one.Risks().First(r => r.Name == name).Evaluate;
            c.Near($"{name}: risk of the flow", evaluate(new(late, features)).Risk, model.RiskAtTime(time), 1e-8, 1e-10 * model.ZeroRisk);
            c.Near($"{name}: risk at the start", model.ZeroRisk, model.RiskAtTime(0), 1e-12);
        }
    }

    private static void Minimiser(QuenchingCase one, Comparison c)
    {
        foreach (var (name, problem, model) in Models(one))
        {
            // A minimiser of huge weights is known to few digits.
            if (model.Eigenvalues.Length == 0 || model.Eigenvalues[^1] < 1e-6 * model.Eigenvalues[0]) continue;
            TwoLayerParameters At(DenseVector<double> outer) => new(outer, one.Network.InnerWeights);
            var evaluate = one.Risks().First(r => r.Name == name).Evaluate;
            var ((_, start), (risk, end)) = (evaluate(At(DenseVector<double>.Zeros(model.HiddenUnits))), evaluate(At(model.Minimiser())));
            c.Near($"{name}: force at the minimiser", 0, end.OuterWeights.Span.Largest(), 0, 1e-7 * (start.OuterWeights.Span.Largest() + 1e-9));
            c.Near($"{name}: least risk", model.LeastRisk, risk, 1e-7, 1e-9 * model.ZeroRisk);
        }
    }

    private static void Slaved(QuenchingCase one, Comparison c)
    {
        if (one.Activation is not Activation.Relu) return;
        var (network, m, risk) = (one.Network, one.Network.HiddenUnits, one.Risk!);
        if (m < 3 || m > one.InputDimension + 2 || Enumerable.Range(0, m).Any(j => network.InnerWeights.Row(j).Largest() == 0)) return;
        var active = (int)(m * one.Trial.Uniform("active"));
        var problem = new EffectiveProblem(risk, one.Scaling, m, [active]);
        var slaved = EffectiveRun.Slave(problem, network);
        // Nearly parallel neurons take huge weights, which leave few digits.
        if (slaved.OuterWeights.Span.Largest() > 1e3 * (1 + network.OuterWeights.Span.Largest())) return;
        var before = risk.ValueAndGradient(network, one.Scaling).Gradient;
        var after = risk.ValueAndGradient(slaved, one.Scaling).Gradient;
        for (var j = 0; j < m; j++)
        {
            if (j != active) c.Near("force on the background", 0, after.OuterWeights[j], 0, 1e-7 * (1e-9 + before.OuterWeights.Span.Largest()));
        }
        c.Near("active outer weight", network.OuterWeights[active], slaved.OuterWeights[active], 0);
    }

    private static void Gram(QuenchingCase one, Comparison c)
    {
        var samples = one.Samples(Math.Min(12, one.Training.Count), "on the sphere", InputLaw.Sphere);
        var (gram, n, d) = (SampleGram.Of(samples.Inputs), samples.Count, one.InputDimension);
        c.Near("trace", 1 / (2.0 * d), Enumerable.Range(0, n).Sum(i => gram.Matrix[i, i]), 1e-12);
        c.Near("sum of the eigenvalues", 1 / (2.0 * d), gram.Eigenvalues.Span.ToArray().Sum(), 1e-11);
        Symmetries.PositiveSemiDefinite(c, "Gram matrix", n, (i, j) => gram.Matrix[i, j], 1e-12);
        var features = Initialisation.Unit.Draw(one.Trial.Stream("features"), 1500, d).InnerWeights;
        double[] Products(int i, int j) => [.. Enumerable.Range(0, features.Rows).Select(k =>
            Math.Max(0, Dot(features.Row(k), samples.Inputs.Row(i))) * Math.Max(0, Dot(features.Row(k), samples.Inputs.Row(j))) / n)];
        Symmetries.Mean(c, "entry on the diagonal", gram.Matrix[0, 0], Products(0, 0), 1e-12);
        if (n > 1) Symmetries.Mean(c, "entry beside the diagonal", gram.Matrix[1, 0], Products(1, 0), 1e-12);
        c.AtMost("bound by the whole spectrum", gram.ExactKernelBound(1, 5, 2), gram.RiskBound(1, 5, 2), 1e-12);
    }

    private static IEnumerable<(string Name, TrainingProblem Problem, RandomFeatureModel Model)> Models(QuenchingCase one)
    {
        var features = one.Network.InnerWeights;
        foreach (var (name, objective, _) in one.Risks())
        {
            var model = objective.Match(
                population: p => RandomFeatureModel.OfPopulation(p.Risk, features, one.Scaling),
                empirical: e => RandomFeatureModel.OfSamples(e.Samples, features, one.Scaling, e.Activation));
            // On a line the neurons of an odd target may cancel: then there is nothing to learn but rounding.
            if (model.ZeroRisk > 1e-20) yield return (name, new(objective, one.Scaling, TrainedLayers.OuterOnly), model);
        }
    }

    private static double Size(TwoLayerParameters p) => 1e-6 + p.OuterWeights.Span.Largest() + p.InnerWeights.Span.Largest();
}
