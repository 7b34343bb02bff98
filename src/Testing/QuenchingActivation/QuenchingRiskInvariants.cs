using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using static Pipelines.Testing.Entries;

namespace Pipelines.Testing.QuenchingActivation;

/// <summary>What holds for the risk, its gradient and its kernel, whatever the network.</summary>
internal static class QuenchingRiskInvariants
{
    private const string Paper = "Ma, Wu and E 2020, arXiv 2006.14450";
    private const string Rounding = "1e-11 of the sum of all terms of the risk, 1e-9 of those of its gradient: rounding";
    private const string Sampling = "seven standard errors of the sample";

    public static ImmutableArray<Invariant> All { get; } =
    [
        QuenchingInvariants.Of("rotation-symmetry", "Turning the inner weights around the target keeps the risk and turns its gradient.",
            "b_i -> O b_i, f* o O = f*: R unchanged", $"{Paper}, section 3", Rounding, Turned),
        QuenchingInvariants.Of("permutation-of-neurons", "The order of the neurons does not matter, and a neuron may be split.",
            "R((a, b), ...) = R((0.3 a, b), (0.7 a, b), ...)", $"{Paper}, eq. 1", Rounding, Permuted),
        QuenchingInvariants.Of("permutation-of-samples", "The order of the samples does not matter, and repeating all of them changes nothing.",
            "n -> p(n)", $"{Paper}, section 2", Rounding, Reordered),
        QuenchingInvariants.Of("scaling-of-layers", "A neuron's size may be traded between its layers.",
            "(a, b) -> (a/c, c b): R unchanged, dR/da -> c dR/da, dR/db -> dR/db/c", $"{Paper}, eq. 1 (homogeneity of ReLU)", Rounding, Traded),
        QuenchingInvariants.Of("euler-identity",
            "In every neuron the force on the outer weight times it is the force on the inner weights along them.",
            "a dR/da = b.dR/db", "Euler's theorem for functions of degree one", Rounding, Euler),
        QuenchingInvariants.Of("gradient-is-slope", "The gradient is the slope of the risk.", "dR = grad R.d theta", $"{Paper}, eqs. 4-5",
            "1e-4 of the gradient and 1e-9 of the sum of all terms: central differences over 1e-5", Slope),
        QuenchingInvariants.Of("quadratic-in-outer-weights", "The risk is quadratic in the outer weights, and E f*^2 without them.",
            "R(c a) = C const + c R_1 + c^2 R_2", $"{Paper}, eq. 10", Rounding, Quadratic),
        QuenchingInvariants.Of("dead-neurons", "A neuron without inner weights has no effect and no force.", "b = 0", "sigma(0) = sigma'(0) = 0",
            "no bit for the force", Dead),
        QuenchingInvariants.Of("kernel", "The kernel is symmetric, homogeneous, positive semi-definite, and pi |b|^2 on the diagonal.",
            "k(b, c) = k(c, b), k(l b, c) = l k(b, c), k(b, b) = pi |b|^2, k(b, c) - k(b, -c) = pi b.c", "Cho and Saul 2009", "1e-13 of |b||c|",
                Kernel),
        QuenchingInvariants.Of("sub-sphere", "A target on a sub-sphere is the average over the neurons on it.",
            "E[sigma(b.x) f*(x)] = E_w k(b, w), E f*^2 = E_w k(w, w')", $"{Paper}, section 3.4", "1e-5: midpoint rule over the angle", OnSubSphere),
        QuenchingInvariants.Of("risk-over-inputs", "The risk in closed form is the mean over inputs that are drawn, of both laws.",
            "R = E (f - f*)^2 = C (s^2 a.Ka - 2 s a.y + const)", $"{Paper}, eqs. 10-12", Sampling, OverInputs),
        QuenchingInvariants.Of("risk-of-samples", "The empirical risk is the mean square over the samples of the network less the label.",
            "R_n = (1/n) sum (f(x_i) - y_i)^2", $"{Paper}, eq. 3", Rounding, OfSamples),
        QuenchingInvariants.Of("initial-weights", "Weights at the start have their law, and a wider network begins with a narrower one.",
            "E |b|^2 = 1, a ~ N(0, beta^2), beta fixed or m^-gamma", $"{Paper}, eq. 6", Sampling, Initial),
        QuenchingInvariants.Of("law-of-the-inputs", "Inputs have the lengths of their law, and around any axis every direction is like any other.",
            "E |x|^2 = d, or |x| = 1", $"{Paper}, section 2", Sampling, Inputs),
        QuenchingInvariants.Of("normalisation", "The constants of the kernel differ by those of the laws.", "C = 1, 1/(2 pi), 1/(2 pi d)",
            $"{Paper}, eq. 12",
            "1e-13: rounding", Constants),
    ];

    private static void Turned(QuenchingCase one, Comparison c)
    {
        foreach (var (from, to) in one.Turns())
        {
            var turn = OrthogonalMap.Within(one.Trial.Stream($"turn {from}"), from, to, one.InputDimension);
            Rotates(one, c, one.Risk, turn);
        }
        if (one.Target is not TargetFunction.FiniteNeurons target) return;
        var whole = OrthogonalMap.Within(one.Trial.Stream("turn"), 0, one.InputDimension, one.InputDimension);
        var turned = new TargetFunction.FiniteNeurons(new(target.Neurons.OuterWeights, whole.Of(target.Neurons.InnerWeights)));
        Rotates(one, c, new(turned, one.InputDimension, one.Normalisation), whole);
    }

    private static void Rotates(QuenchingCase one, Comparison c, PopulationRisk turnedRisk, OrthogonalMap turn)
    {
        var network = one.Network;
        var (value, gradient) = one.Risk.ValueAndGradient(network, one.Scaling);
        var (turned, turnedGradient) = turnedRisk.ValueAndGradient(new(network.OuterWeights, turn.Of(network.InnerWeights)), one.Scaling);
        c.Near("risk", value, turned, 0, 1e-11 * Size(one));
        c.Near("outer gradient", gradient.OuterWeights.Span, turnedGradient.OuterWeights.Span, 1e-9 * Slopes(one));
        c.Near("inner gradient", turn.Of(gradient.InnerWeights).Span, turnedGradient.InnerWeights.Span, 1e-9 * Slopes(one));
    }

    private static void Permuted(QuenchingCase one, Comparison c)
    {
        var neurons = QuenchingCase.Neurons(one.Network).ToList();
        // A split changes the number of neurons, and with it the factor of the mean-field scaling.
        var factor = one.Scaling.Factor(neurons.Count) / one.Scaling.Factor(neurons.Count + 1);
        var split = neurons.Skip(1).Append((0.3 * neurons[0].Outer, neurons[0].Inner)).Append((0.7 * neurons[0].Outer, neurons[0].Inner))
            .Select(n => (factor * n.Item1, n.Item2));
        foreach (var (name, _, evaluate) in one.Risks())
        {
            var value = evaluate(one.Network).Risk;
            c.Near($"{name} in another order", value, evaluate(QuenchingCase.Of(Enumerable.Reverse(neurons))).Risk, 0, 1e-11 * Size(one));
            c.Near($"{name} with a neuron split", value, evaluate(QuenchingCase.Of(split)).Risk, 0, 1e-11 * Size(one));
        }
    }

    private static void Reordered(QuenchingCase one, Comparison c)
    {
        var samples = one.Training;
        int[] reversed = [.. Enumerable.Range(0, samples.Count).Reverse()], twice = [.. Enumerable.Range(0, 2 * samples.Count).Select(i => i / 2)];
        var (value, gradient) = new EmpiricalRisk(samples).ValueAndGradient(one.Network, one.Scaling);
        foreach (var rows in (int[][])[reversed, twice])
        {
            var other = new EmpiricalRisk(new(samples.Inputs.Rows(rows), samples.Labels.At(rows))).ValueAndGradient(one.Network, one.Scaling);
            c.Near("risk", value, other.Risk, 0, 1e-11 * Size(one));
            c.Near("inner gradient", gradient.InnerWeights.Span, other.Gradient.InnerWeights.Span, 1e-10 * Slopes(one));
        }
    }

    private static void Traded(QuenchingCase one, Comparison c)
    {
        const double factor = 2.5;
        var p = one.Network;
        var traded = new TwoLayerParameters(p.OuterWeights.Map(a => a / factor), p.InnerWeights.Map(b => factor * b));
        foreach (var (name, _, evaluate) in one.Risks())
        {
            var ((value, gradient), (same, changed)) = (evaluate(p), evaluate(traded));
            c.Near(name, value, same, 0, 1e-11 * Size(one));
            c.Near($"outer gradient of the {name}", gradient.OuterWeights.Map(g => factor * g).Span, changed.OuterWeights.Span, 1e-9 * Slopes(one));
            c.Near($"inner gradient of the {name}", gradient.InnerWeights.Map(g => g / factor).Span, changed.InnerWeights.Span, 1e-9 * Slopes(one));
        }
    }

    private static void Euler(QuenchingCase one, Comparison c)
    {
        foreach (var (name, _, evaluate) in one.Risks())
        {
            var gradient = evaluate(one.Network).Gradient;
            for (var j = 0; j < one.Network.HiddenUnits; j++)
            {
                c.Near(name, one.Network.OuterWeights[j] * gradient.OuterWeights[j],
                    Dot(one.Network.InnerWeights.Row(j), gradient.InnerWeights.Row(j)),
                    0, 1e-10 * Size(one));
            }
        }
    }

    private static void Slope(QuenchingCase one, Comparison c)
    {
        const double width = 1e-5;
        var p = one.Network;
        var (outer, inner) = (one.Normal("outer direction", p.HiddenUnits), one.Normal("inner direction", p.InnerWeights.Span.Length));
        TwoLayerParameters At(double by) => new(
            DenseVector<double>.Copy([.. p.OuterWeights.Span.ToArray().Select((a, j) => a + (by * outer[j]))]),
            DenseMatrix<double>.Copy(
                p.HiddenUnits, p.InputDimension, [.. p.InnerWeights.Span.ToArray().Select((b, k) => b + (by * inner[k]))]));
        foreach (var (name, _, evaluate) in one.Risks())
        {
            var gradient = evaluate(p).Gradient;
            var expected = Dot(outer.Span, gradient.OuterWeights.Span) + Dot(inner.Span, gradient.InnerWeights.Span);
            var scale = Math.Sqrt(Dot(gradient.OuterWeights.Span, gradient.OuterWeights.Span)
                + Dot(gradient.InnerWeights.Span, gradient.InnerWeights.Span));
            c.Near($"slope of the {name}", expected, (evaluate(At(width)).Risk - evaluate(At(-width)).Risk) / (2 * width), 0,
                (1e-4 * scale) + (1e-9 * Size(one)));
        }
    }

    private static void Quadratic(QuenchingCase one, Comparison c)
    {
        double At(double factor) => one.Risk.Value(new(one.Network.OuterWeights.Map(a => factor * a), one.Network.InnerWeights), one.Scaling);
        var constant = one.Normalisation.Constant(one.InputDimension) * one.Risk.TargetSecondMoment();
        c.Near("risk without outer weights", constant, At(0), 1e-12);
        c.Near("third difference", 0, At(3) - (3 * At(2)) + (3 * At(1)) - At(0), 0, 1e-11 * Size(one));
        c.AtMost("negative risk", -At(1), 0, 1e-12 * Size(one));
        var silent = one.Risk.ValueAndGradient(new(one.Network.OuterWeights.Map(_ => 0), one.Network.InnerWeights), one.Scaling).Gradient;
        c.Near("largest force on inner weights of a silent network", 0, silent.InnerWeights.Span.Largest(), 0);
    }

    private static void Dead(QuenchingCase one, Comparison c)
    {
        var dead = QuenchingCase.Of(QuenchingCase.Neurons(one.Network).Append((3.0, new double[one.InputDimension])));
        foreach (var (name, _, evaluate) in one.Risks())
        {
            var gradient = evaluate(dead).Gradient;
            c.Near($"force of the {name} on the outer weight", 0, gradient.OuterWeights[dead.HiddenUnits - 1], 0);
            c.Near($"force of the {name} on the inner weights", 0, gradient.InnerWeights.Row(dead.HiddenUnits - 1).Largest(), 0);
            if (one.Scaling == OutputScaling.Conventional) c.Near(name, evaluate(one.Network).Risk, evaluate(dead).Risk, 0, 1e-11 * Size(one));
        }
    }

    private static void Kernel(QuenchingCase one, Comparison c)
    {
        var d = one.InputDimension;
        double[] b = one.Normal("b", d).Span.ToArray(), e = one.Normal("c", d).Span.ToArray(), opposite = [.. e.Select(x => -x)],
            longer = [.. b.Select(x => 3 * x)];
        var size = Math.Sqrt(Dot(b, b) * Dot(e, e));
        c.Near("k(b, c) and k(c, b)", ReluKernel.Value(b, e), ReluKernel.Value(e, b), 0, 1e-13 * size);
        c.Near("k(3 b, c)", 3 * ReluKernel.Value(b, e), ReluKernel.Value(longer, e), 0, 1e-12 * size);
        c.Near("k(b, b)", Math.PI * Dot(b, b), ReluKernel.Value(b, b), 1e-13);
        c.Near("k(b, c) - k(b, -c)", Math.PI * Dot(b, e), ReluKernel.Value(b, e) - ReluKernel.Value(b, opposite), 0, 1e-12 * size);
        c.Near("b.dk/db", ReluKernel.Value(b, e), Dot(b, ReluKernel.Gradient(b, e).Span), 0, 1e-12 * size);
        var gram = GramMatrix.Of(one.Network.InnerWeights);
        for (var i = 0; i < gram.Rows; i++)
        {
            var u = one.Network.InnerWeights.Row(i);
            var square = Dot(u, u);
            c.Near("Gram matrix on the diagonal", Math.PI * square, gram[i, i], 1e-13);
            c.Near("Gram matrix", ReluKernel.Value(u, one.Network.InnerWeights.Row(0)), gram[i, 0], 0, 1e-12 * (square + gram[0, 0]));
        }
        Symmetries.PositiveSemiDefinite(c, "Gram matrix", gram.Rows, (i, j) => gram[i, j], 1e-12);
    }

    private static void OnSubSphere(QuenchingCase one, Comparison c)
    {
        const int points = 1000;
        var inner = one.Network.InnerWeights;
        foreach (var p in ((int[])[1, 2, 3, 1 + (int)(one.Trial.Uniform("sub-sphere") * one.InputDimension)]).Where(p => p <= one.InputDimension))
        {
            var risk = new PopulationRisk(new TargetFunction.SubSphere(p), one.InputDimension);
            // w = cos t along the projection of b, of density sin^(p - 2) t; on a line w is one of two.
            double[] angles = p == 1 ? [0, Math.PI] : [.. Enumerable.Range(0, points).Select(k => Math.PI * (k + 0.5) / points)];
            double[] weights = [.. angles.Select(t => p == 1 ? 1 : Math.Pow(Math.Sin(t), p - 2))];
            double Average(double share) =>
                angles.Zip(weights, (t, w) => w * ReluKernel.OfCosine(Math.Sqrt(share) * Math.Cos(t))).Sum() / weights.Sum();
            c.Near($"E f*^2, p = {p}", Average(1), risk.TargetSecondMoment(), 1e-5);
            var overlaps = risk.TargetOverlap(inner);
            for (var j = 0; j < inner.Rows; j++)
            {
                var (square, within) = (Dot(inner.Row(j), inner.Row(j)), Dot(inner.Row(j)[..p], inner.Row(j)[..p]));
                if (square == 0) continue;
                c.Near($"overlap with a target of p = {p}", Math.Sqrt(square) * Average(Math.Min(1, within / square)), overlaps[j], 1e-5);
            }
        }
    }

    private static void OverInputs(QuenchingCase one, Comparison c)
    {
        foreach (var law in (InputLaw[])[InputLaw.Gaussian, InputLaw.Sphere])
        {
            var fresh = one.Samples(2000, $"fresh {law}", law);
            var exact = new PopulationRisk(one.Target, one.InputDimension, law.Normalisation());
            double[] Means(Func<double, double, double> of) => [.. Enumerable.Range(0, fresh.Count).Select(n =>
                of(NetworkFunction.Evaluate(one.Network, one.Scaling, fresh.Inputs.Row(n)), fresh.Labels[n]))];
            Symmetries.Mean(c, $"risk, {law}", exact.Value(one.Network, one.Scaling), Means((f, y) => (f - y) * (f - y)), 1e-12 * Size(one));
            // The terms apart, so that a small network hides none.
            var constant = law.Normalisation().Constant(one.InputDimension) * exact.TargetSecondMoment();
            Symmetries.Mean(c, $"E f*^2, {law}", constant, Means((_, y) => y * y), 1e-12 * constant);
            var (silent, doubled) = (exact.Value(Scaled(one, 0), one.Scaling), exact.Value(Scaled(one, 2), one.Scaling));
            var square = (doubled - (2 * exact.Value(one.Network, one.Scaling)) + silent) / 2;
            Symmetries.Mean(c, $"E f^2, {law}", square, Means((f, _) => f * f), 1e-11 * Size(one));
        }
    }

    private static void OfSamples(QuenchingCase one, Comparison c)
    {
        var samples = one.Training;
        var mean = Enumerable.Range(0, samples.Count).Average(n =>
            Math.Pow(NetworkFunction.Evaluate(one.Network, one.Scaling, samples.Inputs.Row(n)) - samples.Labels[n], 2));
        c.Near("risk", mean, new EmpiricalRisk(samples).Value(one.Network, one.Scaling), 1e-11, 1e-13);
        var longer = one.Samples(samples.Count + 5);
        c.Same("inputs of a longer sample", samples.Inputs.Span, longer.Inputs.Span[..samples.Inputs.Span.Length]);
        for (var n = 0; n < samples.Count; n++) c.Near("label", one.Target.Evaluate(samples.Inputs.Row(n)), samples.Labels[n], 1e-12, 1e-13);
    }

    private static void Initial(QuenchingCase one, Comparison c)
    {
        const int wide = 300;
        var (network, drawn) = (one.Settings.Network, one.Drawn(wide));
        var narrow = one.Drawn(network.HiddenUnits);
        c.Same("inner weights of the narrower network", narrow.InnerWeights.Span, drawn.InnerWeights.Span[..narrow.InnerWeights.Span.Length]);
        double[] lengths = [.. Enumerable.Range(0, wide).Select(j => Dot(drawn.InnerWeights.Row(j), drawn.InnerWeights.Row(j)))];
        Symmetries.Mean(c, "E |b|^2", 1, lengths, 1e-12);
        var deviation = network.OuterExponent is { } exponent ? Math.Pow(wide, -exponent) : network.OuterDeviation ?? 0;
        Symmetries.Mean(c, "E a^2", deviation * deviation, [.. drawn.OuterWeights.Span.ToArray().Select(a => a * a)], 1e-15 * deviation);
    }

    private static void Inputs(QuenchingCase one, Comparison c)
    {
        var data = one.Samples(600);
        double[] squares = [.. Enumerable.Range(0, data.Count).Select(n => Dot(data.Inputs.Row(n), data.Inputs.Row(n)))];
        Symmetries.Mean(c, "E |x|^2", one.Law == InputLaw.Sphere ? 1 : one.InputDimension, squares, 1e-12);
        var axis = DenseVector<double>.Create(one.InputDimension, 0, static (span, _) => span[0] = 1);
        Symmetries.Cylinder(c, data.Inputs, axis, one.Trial.Stream("directions"));
    }

    private static void Constants(QuenchingCase one, Comparison c)
    {
        double Value(KernelNormalisation n) => new PopulationRisk(one.Target, one.InputDimension, n).Value(one.Network, one.Scaling);
        var (plain, gaussian, sphere) = (Value(KernelNormalisation.Unnormalised), Value(KernelNormalisation.Gaussian),
            Value(KernelNormalisation.Sphere));
        c.Near("Gaussian inputs", plain / (2 * Math.PI), gaussian, 1e-13, 1e-13 * Size(one));
        c.Near("inputs on the sphere", gaussian, one.InputDimension * sphere, 1e-13, 1e-13 * Size(one));
    }

    private static TwoLayerParameters Scaled(QuenchingCase one, double factor) =>
        new(one.Network.OuterWeights.Map(a => factor * a), one.Network.InnerWeights);

    /// <summary>The size of the terms that the risk is the sum of.</summary>
    private static double Size(QuenchingCase one)
    {
        var norm = one.Scaling.Factor(one.Network.HiddenUnits) * QuenchingCase.Neurons(one.Network)
            .Sum(n => Math.Abs(n.Outer) * Math.Sqrt(Dot(n.Inner, n.Inner)));
        return 4 * Math.PI * (1 + norm) * (1 + norm) * Math.Max(1, one.InputDimension);
    }

    private static double Slopes(QuenchingCase one) => Size(one)
        * (1 + one.Network.OuterWeights.Span.Largest() + one.Network.InnerWeights.Span.Largest());
}
