using System.Collections.Immutable;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Population;
using static Pipelines.Testing.Entries;

namespace Pipelines.Testing.QuenchingActivation;

/// <summary>What holds for the activation, its kernel and the weights of a neuron.</summary>
internal static class QuenchingNetworkInvariants
{
    private const string Paper = "Ma, Wu and E 2020, arXiv 2006.14450";
    private const string Page = "docs/explanation/theory/activations.md";
    private const string Rounding = "1e-11 of the sum of all terms of the risk, 1e-9 of those of its gradient: rounding";

    public static ImmutableArray<QuenchingStatement> All { get; } =
    [
        QuenchingInvariants.Of("activation", "The activation is the function of its name, and its slope the derivative.",
            "sigma(t), sigma'(t) = d sigma/dt", Page, "1e-13 of the value; 1e-6 of the largest slope: central differences", Function),
        QuenchingInvariants.Of("scaling-of-layers", "A neuron's size may be traded between its layers, where the activation is homogeneous.",
            "(a, b) -> (a/c^q, c b): R unchanged, dR/da -> c^q dR/da, dR/db -> dR/db/c",
            $"{Paper}, eq. 1; sigma(c t) = c^q sigma(t), q = 1 for relu, 2 for quadratic", Rounding, Traded),
        QuenchingInvariants.Of("euler-identity",
            "In every neuron of a homogeneous activation the force on the outer weight times it is that on the inner weights along them.",
            "q a dR/da = b.dR/db", "Euler's theorem for functions of degree q", Rounding, Euler),
        QuenchingInvariants.Of("sign-of-a-neuron", "A neuron of an odd activation may change all its signs, one of an even activation those of b.",
            "erf: R(-a, -b) = R(a, b); quadratic: R(a, -b) = R(a, b)", Page, Rounding, Flipped),
        QuenchingInvariants.Of("dead-neurons", "A neuron of relu or quadratic without inner weights has no effect and no force.", "b = 0",
            "sigma(0) = sigma'(0) = 0", "no bit for the force", Dead),
        QuenchingInvariants.Of("kernel", "The kernel is symmetric, positive semi-definite, and has the symmetries of the activation.",
            "relu: k(l b, c) = l k(b, c), k(b, b) = pi |b|^2, k(b, c) - k(b, -c) = pi b.c; quadratic: k(l b, c) = l^2 k(b, c), k(b, b) = 3 |b|^4; "
                + "erf: k(b, -c) = -k(b, c); step-smoothed: k(b, c) + k(b, -c) = 1/2", $"Cho and Saul 2009; {Page}",
            "1e-12 of |b||c| or of 1 + |b|^2 |c|^2; 1e-7 for k(b, b) of other activations than relu", Kernel),
        QuenchingInvariants.Of("magnitude", "The magnitude of a neuron is the root mean square of its output over that of a unit neuron.",
            "mu_j = |a_j| sqrt(k(b_j, b_j)/k(u, u)), |u| = 1; relu: |a_j||b_j|", $"{Paper}, section 3; {Page}", "1e-12", Magnitude),
        QuenchingInvariants.Of("sub-sphere", "A target on a sub-sphere is the average over the neurons on it.",
            "E[sigma(b.x) f*(x)] = E_w k(b, w), E f*^2 = E_w k(w, w')", $"{Paper}, section 3.4", "1e-5: midpoint rule over the angle", OnSubSphere),
    ];

    private static void Function(QuenchingCase one, Comparison c)
    {
        const double width = 1e-5;
        var (activation, function, scale) = (one.Activation, one.Function, (one.Activation as Activation.SmoothedStep)?.Width ?? 1);
        foreach (var k in Enumerable.Range(-8, 17))
        {
            // No corner of relu is within the difference.
            var t = scale * (k + 0.3) / 4;
            c.Near("value", function(t), activation.Value(t), 1e-13, 1e-15);
            var difference = (function(t + (width * scale)) - function(t - (width * scale))) / (2 * width * scale);
            c.Near("slope", difference, activation.Slope(t), 1e-6, 1e-6 / scale);
        }
        var input = one.Training.Inputs.Row(0);
        c.Near("network", one.Output(one.Network, input), NetworkFunction.Evaluate(one.Network, one.Scaling, input, activation), 1e-11,
            1e-13 * QuenchingRiskInvariants.Size(one));
    }

    private static void Traded(QuenchingCase one, Comparison c)
    {
        const double factor = 2.5;
        if (one.Activation.Degree is not { } degree) return;
        var (p, power) = (one.Network, Math.Pow(factor, degree));
        var (size, slopes) = (QuenchingRiskInvariants.Size(one), QuenchingRiskInvariants.Slopes(one));
        var traded = new TwoLayerParameters(p.OuterWeights.Map(a => a / power), p.InnerWeights.Map(b => factor * b));
        foreach (var (name, _, evaluate) in one.Risks())
        {
            var ((value, gradient), (same, changed)) = (evaluate(p), evaluate(traded));
            c.Near(name, value, same, 0, 1e-11 * size);
            c.Near($"outer gradient of the {name}", gradient.OuterWeights.Map(g => power * g).Span, changed.OuterWeights.Span, 1e-9 * slopes);
            c.Near($"inner gradient of the {name}", gradient.InnerWeights.Map(g => g / factor).Span, changed.InnerWeights.Span, 1e-9 * slopes);
        }
    }

    private static void Euler(QuenchingCase one, Comparison c)
    {
        if (one.Activation.Degree is not { } degree) return;
        foreach (var (name, _, evaluate) in one.Risks())
        {
            var gradient = evaluate(one.Network).Gradient;
            for (var j = 0; j < one.Network.HiddenUnits; j++)
            {
                c.Near(name, degree * one.Network.OuterWeights[j] * gradient.OuterWeights[j],
                    Dot(one.Network.InnerWeights.Row(j), gradient.InnerWeights.Row(j)),
                    0, 1e-10 * QuenchingRiskInvariants.Size(one));
            }
        }
    }

    private static void Flipped(QuenchingCase one, Comparison c)
    {
        var parity = one.Activation.Parity;
        if (parity == 0) return;
        // The first neuron alone.
        var flipped = QuenchingCase.Of(QuenchingCase.Neurons(one.Network)
            .Select((n, j) => j > 0 ? n : (parity * n.Outer, [.. n.Inner.Select(b => -b)])));
        foreach (var (name, _, evaluate) in one.Risks())
        {
            var ((value, gradient), (same, changed)) = (evaluate(one.Network), evaluate(flipped));
            c.Near(name, value, same, 0, 1e-11 * QuenchingRiskInvariants.Size(one));
            c.Near($"inner gradient of the {name}", gradient.InnerWeights.Map(g => -g).Row(0), changed.InnerWeights.Row(0),
                1e-9 * QuenchingRiskInvariants.Slopes(one));
        }
    }

    private static void Dead(QuenchingCase one, Comparison c)
    {
        if (one.Activation is not (Activation.Relu or Activation.Quadratic)) return;
        var dead = QuenchingCase.Of(QuenchingCase.Neurons(one.Network).Append((3.0, new double[one.InputDimension])));
        foreach (var (name, _, evaluate) in one.Risks())
        {
            var gradient = evaluate(dead).Gradient;
            c.Near($"force of the {name} on the outer weight", 0, gradient.OuterWeights[dead.HiddenUnits - 1], 0);
            c.Near($"force of the {name} on the inner weights", 0, gradient.InnerWeights.Row(dead.HiddenUnits - 1).Largest(), 0);
            if (one.Scaling == OutputScaling.Conventional)
                c.Near(name, evaluate(one.Network).Risk, evaluate(dead).Risk, 0, 1e-11 * QuenchingRiskInvariants.Size(one));
        }
    }

    private static void Kernel(QuenchingCase one, Comparison c)
    {
        if (one.Activation is Activation.Relu) ReluKernels(one, c);
        else if (one.Activation is not Activation.Custom) OtherKernels(one, c);
    }

    private static void ReluKernels(QuenchingCase one, Comparison c)
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

    private static void OtherKernels(QuenchingCase one, Comparison c)
    {
        var d = one.InputDimension;
        double[] b = one.Normal("b", d).Span.ToArray(), e = one.Normal("c", d).Span.ToArray();
        double K(double left, double right) => GramMatrix.Of(
            DenseMatrix<double>.Copy(2, d, [.. b.Select(x => left * x), .. e.Select(x => right * x)]), one.Activation)[0, 1];
        var (square, size) = (Dot(b, b), 1 + (Dot(b, b) * Dot(e, e)));
        var expected = one.Activation.Match(
            relu: _ => (double.NaN, double.NaN, double.NaN),
            erf: _ => (-K(1, 1), K(2, 1), 2 / Math.PI * Math.Asin(2 * square / (1 + (2 * square)))),
            quadratic: _ => (K(1, 1), 4 * K(1, 1), 3 * square * square),
            smoothedStep: s => (0.5 - K(1, 1), K(2, 1), 0.25 + (Math.Asin(square / ((s.Width * s.Width) + square)) / (2 * Math.PI))),
            custom: _ => (double.NaN, double.NaN, double.NaN));
        c.Near("k(b, -c)", expected.Item1, K(1, -1), 0, 1e-13 * size);
        c.Near("k(2 b, c)", expected.Item2, K(2, 1), 0, 1e-12 * size);
        var gram = GramMatrix.Of(DenseMatrix<double>.Copy(2, d, [.. b, .. e]), one.Activation);
        // Math.Asin has half its digits near 1, where the kernel has all.
        c.Near("k(b, b)", expected.Item3, gram[0, 0], 1e-7);
        c.Near("k(b, c) and k(c, b)", gram[0, 1], gram[1, 0], 0);
        var own = GramMatrix.Of(one.Network.InnerWeights, one.Activation);
        Symmetries.PositiveSemiDefinite(c, "Gram matrix", own.Rows, (i, j) => own[i, j], 1e-12);
    }

    private static void Magnitude(QuenchingCase one, Comparison c)
    {
        var (network, magnitudes, d) = (one.Network, Magnitudes.Of(one.Network, one.Activation), one.InputDimension);
        var inner = network.InnerWeights;
        for (var j = 0; j < network.HiddenUnits; j++)
        {
            var square = Dot(inner.Row(j), inner.Row(j));
            if (one.Activation is Activation.Relu) c.Near("magnitude", Math.Abs(network.OuterWeights[j]) * Math.Sqrt(square), magnitudes[j], 1e-12);
            if (one.Activation is Activation.Relu or Activation.Custom) continue;
            var unit = new double[d];
            unit[0] = 1;
            var gram = GramMatrix.Of(DenseMatrix<double>.Copy(2, d, [.. inner.Row(j), .. unit]), one.Activation);
            c.Near("magnitude", Math.Abs(network.OuterWeights[j]) * Math.Sqrt(gram[0, 0] / gram[1, 1]), magnitudes[j], 1e-12, 1e-300);
        }
    }

    private static void OnSubSphere(QuenchingCase one, Comparison c)
    {
        const int points = 1000;
        var (inner, isQuadratic) = (one.Network.InnerWeights, one.Activation is Activation.Quadratic);
        if (!isQuadratic && one.Activation is not Activation.Relu) return;
        foreach (var p in ((int[])[1, 2, 3, 1 + (int)(one.Trial.Uniform("sub-sphere") * one.InputDimension)]).Where(p => p <= one.InputDimension))
        {
            var risk = new PopulationRisk(new TargetFunction.SubSphere(p), one.InputDimension, activation: one.Activation);
            // w = cos t along the projection of b, of density sin^(p - 2) t; on a line w is one of two.
            double[] angles = p == 1 ? [0, Math.PI] : [.. Enumerable.Range(0, points).Select(k => Math.PI * (k + 0.5) / points)];
            double[] weights = [.. angles.Select(t => p == 1 ? 1 : Math.Pow(Math.Sin(t), p - 2))];
            double Of(double cosine) => isQuadratic ? 1 + (2 * cosine * cosine) : ReluKernel.OfCosine(cosine);
            double Average(double share) => angles.Zip(weights, (t, w) => w * Of(Math.Sqrt(share) * Math.Cos(t))).Sum() / weights.Sum();
            c.Near($"E f*^2, p = {p}", Average(1), risk.TargetSecondMoment(), 1e-5);
            var overlaps = risk.TargetOverlap(inner);
            for (var j = 0; j < inner.Rows; j++)
            {
                var (square, within) = (Dot(inner.Row(j), inner.Row(j)), Dot(inner.Row(j)[..p], inner.Row(j)[..p]));
                if (square == 0) continue;
                var size = isQuadratic ? square : Math.Sqrt(square);
                c.Near($"overlap with a target of p = {p}", size * Average(Math.Min(1, within / square)), overlaps[j], 1e-5);
            }
        }
    }
}
