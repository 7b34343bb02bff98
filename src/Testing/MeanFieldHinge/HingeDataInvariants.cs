using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Model.MeanFieldHinge.Theory;

namespace Pipelines.Testing.MeanFieldHinge;

/// <summary>What holds for the data that are drawn, and ties the averages of the theory to them.</summary>
internal static class HingeDataInvariants
{
    private const string Paper = "Pellegrini and Biroli 2020, arXiv 2006.11209";
    private const string Sampling = "seven standard errors of the sample: its deviation, or its largest one over its size";

    /// <summary>Examples that averages are taken over.</summary>
    private const int Sample = 1500;

    public static ImmutableArray<HingeStatement> All { get; } =
    [
        Of("cylindrical-symmetry", "Around the reference direction every direction of the inputs is like any other.",
            "E u_e^2 = E |u_perp|^2/(d - 1), E u_e = E u_par u_e = 0, u = x/|x|, e.w* = 0", $"{Paper}, section 3: the closure needs it", Sampling,
                Cylinder),
        Of("prefix-of-data", "A longer data set begins with the shorter one, and threads change nothing.",
            "x_n depends on n, the law and the stream alone",
            "determinism", "no bit", Prefix),
        Of("labels", "A clean label is the sign along the reference direction; exactly round(delta N) labels are flipped.",
            "y_n = sign(w*.x_n)", $"{Paper}, eq. 2 and supplement eq. 23", "exact", Labels),
        Of("averages-of-the-law", "Drive, unsatisfied share and noise of the law are the averages over inputs that are drawn from it.",
            "I = 1/2 E[|x_par|; |x_par| < H], f^U = P(|x_par| < H), J^2 = 1/2 E[|x_perp|^2; |x_par| < H]",
            $"{Paper}, eq. 9 and supplement eqs. 21-22", Sampling, Averages),
        Of("averages-with-mislabelling",
            "What the theory says at a clock are averages over inputs with labels flipped, of which no flipped one is satisfied.",
            "L = E l(alpha y s x_par)/alpha^2, I_delta = 1/2 E[y x_par psi], f^U_delta = E u, J_delta^2 = 1/2 E[|x_perp|^2 psi^2], psi = -l'",
            $"{Paper}, supplement eqs. 23-24, for any loss", Sampling, Mislabelled),
        Of("initial-weights", "Initial weights have mean 0 and the widths of the settings, and a wider network begins with a narrower one.",
            "a_i ~ N(0, sigma_a^2), w_i ~ N(0, sigma_w^2 I)", $"{Paper}, section 2", Sampling, Weights),
    ];

    private static HingeStatement Of(
        string name, string statement, string equation, string source, string tolerance, Action<HingeCase, Comparison> check) =>
        new(name, statement, equation, source, tolerance, check, HingeCase.Small);

    private static void Cylinder(HingeCase one, Comparison c)
    {
        var data = one.Draw(600);
        Symmetries.Cylinder(c, data.Inputs, data.ReferenceDirection, one.Trial.Stream("directions"));
    }

    private static void Prefix(HingeCase one, Comparison c)
    {
        var (shorter, longer) = (one.Draw(Math.Max(1, one.Settings.Dataset.TrainingSamples / 2)), one.Draw(one.Settings.Dataset.TrainingSamples));
        c.Same("inputs", shorter.Inputs.Span, longer.Inputs.Span[..shorter.Inputs.Span.Length]);
        var data = new SyntheticDataset(one.Law, longer.Examples, one.InputDimension, one.Settings.Dataset.MislabelFraction)
            .Draw<double>(one.Trial.Stream("data"), longer.ReferenceDirection, threads: 3);
        c.Same("inputs on three threads", longer.Inputs.Span, data.Inputs.Span);
        c.Same("labels on three threads", longer.Labels.Span, data.Labels.Span);
    }

    private static void Labels(HingeCase one, Comparison c)
    {
        var data = one.Draw(one.Settings.Dataset.TrainingSamples);
        var (parallel, flipped) = (data.ParallelInputs(), 0);
        for (var n = 0; n < data.Examples; n++)
        {
            c.Near("clean label", parallel[n] >= 0 ? 1 : -1, data.CleanLabels[n], 0);
            if (data.Labels[n] != data.CleanLabels[n]) flipped++;
        }
        c.Near("flipped labels", Math.Round(one.Settings.Dataset.MislabelFraction * data.Examples, MidpointRounding.AwayFromZero), flipped, 0);
    }

    private static void Averages(HingeCase one, Comparison c)
    {
        var law = ProjectionStatistics.Of(one.Law, one.InputDimension);
        var (projections, squares) = Inputs(one);
        var edge = Edge(one, projections);
        bool IsIn(double x) => Math.Abs(x) < edge;
        Symmetries.Mean(c, "drive I(H)", law.Drive(edge), [.. projections.Select(x => IsIn(x) ? Math.Abs(x) / 2 : 0)], 1e-12 * edge);
        Symmetries.Mean(c, "unsatisfied share f^U(H)", law.UnsatisfiedFraction(edge), [.. projections.Select(x => IsIn(x) ? 1.0 : 0)], 1e-12);
        if (HasVariance(one))
            Symmetries.Mean(c, "noise J^2(H)", law.NoiseSquare(edge), [.. projections.Zip(squares, (x, q) => IsIn(x) ? q / 2 : 0)], 1e-12 * edge
                * edge);
        if (one.Law is not InputLaw.StudentT { DegreesOfFreedom: <= 4 })
            Symmetries.Mean(c, "drive at the start I(inf)", law.InitialDrive, [.. projections.Select(x => Math.Abs(x) / 2)], 1e-12 * edge);
    }

    private static void Mislabelled(HingeCase one, Comparison c)
    {
        var (problem, (projections, squares)) = (one.Theory, Inputs(one));
        var edge = Edge(one, projections);
        var clock = SatisfactionTime.Clock(problem, edge);
        if (!(clock > 1e-6) || clock > 15) return;
        // Flipped examples far out decide what no sample shows.
        if (one.Loss is MarginLoss.Exponential && problem.MislabelFraction > 0) return;
        var (value, force) = one.Function;
        var seen = HingeTheory.Observe(problem, 1, clock);
        var delta = problem.MislabelFraction;
        // Every input stands for itself with either label, so that flips add no noise.
        double[] Mean(Func<double, double, double, double> of) =>
            [.. projections.Zip(squares, (x, q) => ((1 - delta) * of(x, q, Math.Sign(x))) + (delta * of(x, q, -Math.Sign(x))))];
        double Margin(double x, double y) => problem.OutputScale * y * seen.OutputSlope * x / problem.Margin;
        double Unsatisfied(double x, double y) => Margin(x, y) < 1 ? 1 : 0;
        double Force(double x, double y) => force(Margin(x, y));
        c.Near("edge of the clock", edge, seen.SatisfactionEdge, 1e-9);
        if (one.Law is not InputLaw.StudentT { DegreesOfFreedom: <= 4 } || delta == 0)
        {
            Symmetries.Mean(c, "loss L", seen.PopulationLoss * problem.OutputScale * problem.OutputScale,
                Mean((x, _, y) => problem.Margin * value(Margin(x, y))), 1e-9 * problem.Margin);
            Symmetries.Mean(c, "drive I_delta", seen.Drive, Mean((x, _, y) => y * x * Force(x, y) / 2), 1e-9 * edge);
        }
        Symmetries.Mean(c, "unsatisfied share f^U_delta", seen.UnsatisfiedFraction, Mean((x, _, y) => Unsatisfied(x, y)), 1e-9);
        if (HasVariance(one))
        {
            Symmetries.Mean(
                c, "noise J_delta^2", seen.Noise * seen.Noise, Mean((x, q, y) => q * Force(x, y) * Force(x, y) / 2), 1e-9 * edge * edge);
        }
    }

    private static void Weights(HingeCase one, Comparison c)
    {
        var (d, (outer, inner)) = (one.InputDimension, (one.Settings.Network.OuterWidth, one.Settings.Network.InnerWidth));
        var wide = Initialisation.Normal<double>(new(d, 400), one.Trial.Stream("network"), outer, inner);
        c.Same("outer weights of the narrower network", one.Initial.OuterWeights.Span, wide.OuterWeights.Span[..one.Initial.OuterWeights.Length]);
        c.Same("inner weights of the narrower network", one.Initial.InnerWeights.Span,
            wide.InnerWeights.Span[..one.Initial.InnerWeights.Span.Length]);
        foreach (var (name, width, values) in new[]
        {
            ("outer", outer, wide.OuterWeights.Span.ToArray()), ("inner", inner, wide.InnerWeights.Span.ToArray()),
        })
        {
            Symmetries.Mean(c, $"mean of the {name} weights", 0, values, 0);
            Symmetries.Mean(c, $"variance of the {name} weights", width * width, [.. values.Select(v => v * v)], 0);
        }
    }

    /// <summary>An edge among the inputs, and on none of them.</summary>
    private static double Edge(HingeCase one, double[] projections) =>
        Math.Abs(projections[(int)(one.Trial.Uniform("edge") * projections.Length)]) * (1 - 1e-9);

    /// <summary>The projections on the reference direction and the squared lengths across it.</summary>
    private static (double[] Projections, double[] Squares) Inputs(HingeCase one)
    {
        var data = one.Draw(Sample);
        var parallel = data.ParallelInputs().Span.ToArray();
        return (parallel, [.. parallel.Select((p, n) => Math.Max(0, Square(data.Inputs.Row(n)) - (p * p)))]);
    }

    /// <summary>The squared length has a variance that a sample shows.</summary>
    private static bool HasVariance(HingeCase one) => one.Law is not InputLaw.StudentT { DegreesOfFreedom: <= 8 };

    private static double Square(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        foreach (var x in row) sum += x * x;
        return sum;
    }
}
