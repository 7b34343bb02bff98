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

    public static ImmutableArray<QuenchingStatement> All { get; } =
    [
        QuenchingInvariants.Of("rotation-symmetry", "Turning the inner weights around the target keeps the risk and turns its gradient.",
            "b_i -> O b_i, f* o O = f*: R unchanged", $"{Paper}, section 3", Rounding, Turned),
        QuenchingInvariants.Of("permutation-of-neurons", "The order of the neurons does not matter, and a neuron may be split.",
            "R((a, b), ...) = R((0.3 a, b), (0.7 a, b), ...)", $"{Paper}, eq. 1", Rounding, Permuted),
        QuenchingInvariants.Of("permutation-of-samples", "The order of the samples does not matter, and repeating all of them changes nothing.",
            "n -> p(n)", $"{Paper}, section 2", Rounding, Reordered),
        QuenchingInvariants.Of("gradient-is-slope", "The gradient is the slope of the risk.", "dR = grad R.d theta", $"{Paper}, eqs. 4-5",
            "1e-4 of the gradient and 1e-9 of the sum of all terms: central differences over 1e-5", Slope),
        QuenchingInvariants.Of("quadratic-in-outer-weights", "The risk is quadratic in the outer weights, and E f*^2 without them.",
            "R(c a) = C const + c R_1 + c^2 R_2", $"{Paper}, eq. 10", Rounding, Quadratic),
        QuenchingInvariants.Of("risk-over-inputs", "The risk in closed form is the mean over inputs that are drawn, of both laws.",
            "R = E (f - f*)^2 = C (s^2 a.Ka - 2 s a.y + const)", $"{Paper}, eqs. 10-12", Sampling, OverInputs),
        QuenchingInvariants.Of("risk-of-samples", "The empirical risk is the mean square over the samples of the network less the label.",
            "R_n = (1/n) sum (f(x_i) - y_i)^2", $"{Paper}, eq. 3", Rounding, OfSamples),
        QuenchingInvariants.Of("initial-weights", "Weights at the start have their law, and a wider network begins with a narrower one.",
            "E |b|^2 = 1, a ~ N(0, beta^2), beta fixed or m^-gamma", $"{Paper}, eq. 6", Sampling, Initial),
        QuenchingInvariants.Of("law-of-the-inputs", "Inputs have the lengths of their law, and around any axis every direction is like any other.",
            "E |x|^2 = d, or |x| = 1", $"{Paper}, section 2", Sampling, Inputs),
        QuenchingInvariants.Of("normalisation", "The constants of the kernel differ by those of the laws.",
            "relu: C = 1, 1/(2 pi), 1/(2 pi d); quadratic: 1, 1, 1/(d (d + 2)); else 1, 1",
            $"{Paper}, eq. 12; docs/explanation/theory/activations.md", "1e-13: rounding", Constants),
    ];

    private static void Turned(QuenchingCase one, Comparison c)
    {
        if (one.Risk is not { } risk) return;
        foreach (var (from, to) in one.Turns())
        {
            var turn = OrthogonalMap.Within(one.Trial.Stream($"turn {from}"), from, to, one.InputDimension);
            Rotates(one, c, risk, risk, turn);
        }
        if (one.Target is not TargetFunction.FiniteNeurons target) return;
        var whole = OrthogonalMap.Within(one.Trial.Stream("turn"), 0, one.InputDimension, one.InputDimension);
        var turned = new TargetFunction.FiniteNeurons(new(target.Neurons.OuterWeights, whole.Of(target.Neurons.InnerWeights)));
        Rotates(one, c, risk, new(turned, one.InputDimension, risk.Normalisation, one.Activation), whole);
    }

    private static void Rotates(QuenchingCase one, Comparison c, PopulationRisk risk, PopulationRisk turnedRisk, OrthogonalMap turn)
    {
        var network = one.Network;
        var (value, gradient) = risk.ValueAndGradient(network, one.Scaling);
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
        EmpiricalRisk Of(LabelledSamples on) => new(on) { Activation = one.Activation };
        var (value, gradient) = Of(samples).ValueAndGradient(one.Network, one.Scaling);
        foreach (var rows in (int[][])[reversed, twice])
        {
            var other = Of(new(samples.Inputs.Rows(rows), samples.Labels.At(rows))).ValueAndGradient(one.Network, one.Scaling);
            c.Near("risk", value, other.Risk, 0, 1e-11 * Size(one));
            c.Near("inner gradient", gradient.InnerWeights.Span, other.Gradient.InnerWeights.Span, 1e-10 * Slopes(one));
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
        foreach (var (name, objective, evaluate) in one.Risks())
        {
            // Where relu has a corner at a sample between the two, the difference is no slope.
            if (objective is TrainingObjective.Empirical sampled && HasCorner(sampled, At(-width), At(width))) continue;
            var gradient = evaluate(p).Gradient;
            var expected = Dot(outer.Span, gradient.OuterWeights.Span) + Dot(inner.Span, gradient.InnerWeights.Span);
            var scale = Math.Sqrt(Dot(gradient.OuterWeights.Span, gradient.OuterWeights.Span)
                + Dot(gradient.InnerWeights.Span, gradient.InnerWeights.Span));
            c.Near($"slope of the {name}", expected, (evaluate(At(width)).Risk - evaluate(At(-width)).Risk) / (2 * width), 0,
                (1e-4 * scale) + (1e-9 * Size(one)));
        }
    }

    private static bool HasCorner(TrainingObjective.Empirical empirical, TwoLayerParameters from, TwoLayerParameters to) =>
        empirical.Activation is Activation.Relu && Enumerable.Range(0, empirical.Samples.Count).Any(n =>
        {
            bool IsOn(TwoLayerParameters network, int j) => Dot(network.InnerWeights.Row(j), empirical.Samples.Inputs.Row(n)) > 0;
            return Enumerable.Range(0, from.HiddenUnits).Any(j => IsOn(from, j) != IsOn(to, j));
        });

    private static void Quadratic(QuenchingCase one, Comparison c)
    {
        if (one.Risk is not { } risk) return;
        double At(double factor) => risk.Value(new(one.Network.OuterWeights.Map(a => factor * a), one.Network.InnerWeights), one.Scaling);
        var constant = risk.Constant * risk.TargetSecondMoment();
        c.Near("risk without outer weights", constant, At(0), 1e-12);
        c.Near("third difference", 0, At(3) - (3 * At(2)) + (3 * At(1)) - At(0), 0, 1e-11 * Size(one));
        c.AtMost("negative risk", -At(1), 0, 1e-12 * Size(one));
        var silent = risk.ValueAndGradient(new(one.Network.OuterWeights.Map(_ => 0), one.Network.InnerWeights), one.Scaling).Gradient;
        c.Near("largest force on inner weights of a silent network", 0, silent.InnerWeights.Span.Largest(), 0);
    }

    private static void OverInputs(QuenchingCase one, Comparison c)
    {
        foreach (var law in (InputLaw[])[InputLaw.Gaussian, InputLaw.Sphere])
        {
            if (one.OfLaw(law.Normalisation()) is not { } exact) continue;
            var fresh = one.Samples(2000, $"fresh {law}", law);
            double[] Means(Func<double, double, double> of) => [.. Enumerable.Range(0, fresh.Count).Select(n =>
                of(one.Output(one.Network, fresh.Inputs.Row(n)), fresh.Labels[n]))];
            Symmetries.Mean(c, $"risk, {law}", exact.Value(one.Network, one.Scaling), Means((f, y) => (f - y) * (f - y)), 1e-12 * Size(one));
            // The terms apart, so that a small network hides none.
            var constant = exact.Constant * exact.TargetSecondMoment();
            // On a line the neurons of an odd target may cancel, to rounding.
            Symmetries.Mean(c, $"E f*^2, {law}", constant, Means((_, y) => y * y), 1e-12 * (constant + 1e-12));
            var (silent, doubled) = (exact.Value(Scaled(one, 0), one.Scaling), exact.Value(Scaled(one, 2), one.Scaling));
            var square = (doubled - (2 * exact.Value(one.Network, one.Scaling)) + silent) / 2;
            Symmetries.Mean(c, $"E f^2, {law}", square, Means((f, _) => f * f), 1e-11 * Size(one));
        }
    }

    private static void OfSamples(QuenchingCase one, Comparison c)
    {
        var samples = one.Training;
        var mean = Enumerable.Range(0, samples.Count).Average(n =>
            Math.Pow(one.Output(one.Network, samples.Inputs.Row(n)) - samples.Labels[n], 2));
        c.Near("risk", mean, new EmpiricalRisk(samples) { Activation = one.Activation }.Value(one.Network, one.Scaling), 1e-11, 1e-13);
        var longer = one.Samples(samples.Count + 5);
        c.Same("inputs of a longer sample", samples.Inputs.Span, longer.Inputs.Span[..samples.Inputs.Span.Length]);
        for (var n = 0; n < samples.Count; n++)
            c.Near("label", one.Target.Evaluate(samples.Inputs.Row(n), one.Activation), samples.Labels[n], 1e-12, 1e-13);
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
        double? Value(KernelNormalisation n) => one.OfLaw(n)?.Value(one.Network, one.Scaling);
        if (Value(KernelNormalisation.Unnormalised) is not { } plain) return;
        var (units, d) = (one.Activation is Activation.Relu ? 2 * Math.PI : 1, one.InputDimension);
        c.Near("Gaussian inputs", plain / units, Value(KernelNormalisation.Gaussian)!.Value, 1e-13, 1e-13 * Size(one));
        var power = one.Activation.Degree == 2 ? d * (d + 2.0) : d;
        if (Value(KernelNormalisation.Sphere) is { } sphere) c.Near("inputs on the sphere", plain / units, power * sphere, 1e-13, 1e-13 * Size(one));
    }

    private static TwoLayerParameters Scaled(QuenchingCase one, double factor) =>
        new(one.Network.OuterWeights.Map(a => factor * a), one.Network.InnerWeights);

    /// <summary>The size of the terms that the risk is the sum of.</summary>
    internal static double Size(QuenchingCase one)
    {
        var norm = one.Scaling.Factor(one.Network.HiddenUnits)
            * QuenchingCase.Neurons(one.Network).Sum(n => Math.Abs(n.Outer) * SizeOf(one, n.Inner));
        return 4 * Math.PI * (1 + norm) * (1 + norm) * Math.Max(1, one.InputDimension);
    }

    internal static double Slopes(QuenchingCase one) => Size(one)
        * (1 + one.Network.OuterWeights.Span.Largest() + one.Network.InnerWeights.Span.Largest());

    private static double SizeOf(QuenchingCase one, double[] inner) => one.Activation.Match(
        relu: _ => Math.Sqrt(Dot(inner, inner)),
        erf: _ => 1,
        quadratic: _ => one.InputDimension * Dot(inner, inner),
        smoothedStep: s => Math.Max(1, 1 / s.Width),
        custom: a => 1 + Enumerable.Range(0, one.Training.Count).Max(n => Math.Abs(a.Function(Dot(inner, one.Training.Inputs.Row(n))))));
}
