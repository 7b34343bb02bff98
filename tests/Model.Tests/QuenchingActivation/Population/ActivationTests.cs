using System.Globalization;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.RandomFeatures;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.QuenchingActivation.Population;

/// <summary>Other activations than relu, against numbers made from docs/explanation/theory/activations.md alone, and at their corners.</summary>
public sealed class ActivationTests
{
    /// <summary>Of the reference numbers.</summary>
    private const double Width = 0.25;

    public static TheoryData<Activation> Activations => [new Activation.Quadratic(), new Activation.Erf(), new Activation.SmoothedStep(Width)];

    [Fact]
    public void Kernels_are_the_averages_over_normal_inputs()
    {
        foreach (var row in Rows("activation_kernels.csv"))
        {
            var (b, c) = (Numbers(row["b"]), Numbers(row["c"]));
            var kernel = GramMatrix.Of(DenseMatrix<double>.Copy(2, b.Length, [.. b, .. c]), Named(row["activation"]))[0, 1];
            var scale = row["activation"] == "quadratic" ? Square(b) * Square(c) : Math.Min(1, Math.Sqrt(Square(b) * Square(c)));
            QuenchingReference.Close(Number(row["kernel"]), kernel, 0, $"{row["activation"]} {row["b"]} {row["c"]}", 1e-12 * Math.Max(scale, 1e-4));
        }
    }

    [Fact]
    public void Risks_and_gradients_match_the_reference_for_every_target()
    {
        foreach (var row in Rows("activation_risks.csv"))
        {
            var (outer, d) = (Numbers(row["outer"]), int.Parse(row["dimension"], CultureInfo.InvariantCulture));
            var what = $"{row["activation"]} {row["target"]}";
            var network = Network(row["outer"], row["inner"]);
            var risk = new PopulationRisk(TargetOf(row), d, activation: Named(row["activation"]));
            var scaling = row["scaling"] == "mean-field" ? OutputScaling.MeanField : OutputScaling.Conventional;
            var (value, gradient) = risk.ValueAndGradient(network, scaling);
            QuenchingReference.Close(Number(row["secondMoment"]), risk.TargetSecondMoment(), 1e-13, $"second moment of {what}");
            QuenchingReference.Close(Number(row["risk"]), value, 1e-12, what);
            var expected = Numbers(row["gradient"]);
            QuenchingReference.Close(expected.AsSpan(0, outer.Length), gradient.OuterWeights.Span, 1e-12, $"outer gradient of {what}");
            QuenchingReference.Close(expected.AsSpan(outer.Length), gradient.InnerWeights.Span, 1e-12, $"inner gradient of {what}");
            Assert.Equal(value, risk.Value(network, scaling));
        }
    }

    [Fact]
    public void Descent_follows_the_reference()
    {
        foreach (var rows in Rows("activation_descent.csv").GroupBy(r => r["activation"]))
        {
            long[] steps = [.. rows.Select(r => long.Parse(r["step"], CultureInfo.InvariantCulture))];
            var start = Network(rows.First()["outer"], rows.First()["inner"]);
            var risk = new PopulationRisk(new TargetFunction.SingleNeuron(), 2, activation: Named(rows.Key));
            var samples = TrainingRun.Complete(
                new(new TrainingObjective.Population(risk), OutputScaling.Conventional),
                new(new Optimiser.GradientDescent(0.05), steps[^1], [.. steps]), start).Trajectory.Samples;
            foreach (var (expected, actual) in rows.Zip(samples))
            {
                QuenchingReference.Close(Number(expected["risk"]), actual.Risk, 1e-11, $"{rows.Key} after {actual.Step}", 1e-14);
                QuenchingReference.Close(Numbers(expected["outer"]), actual.Parameters.OuterWeights.Span, 1e-12, $"outer, {rows.Key}");
                QuenchingReference.Close(Numbers(expected["inner"]), actual.Parameters.InnerWeights.Span, 1e-12, $"inner, {rows.Key}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Parallel_opposite_zero_huge_and_tiny_weights_have_a_risk_and_a_slope(Activation activation)
    {
        foreach (var d in new[] { 1, 2, 700 })
        {
            double[] Axis(double size) => [size, .. new double[d - 1]];
            double[][] rows = [Axis(1), Axis(1), Axis(-2), Axis(0), Axis(1e-150), Axis(1e4), Axis(-1e4), Axis(3)];
            foreach (var count in new[] { 1, rows.Length })
            {
                DenseMatrix<double> Inner(double by) =>
                    DenseMatrix<double>.Copy(count, d, [.. rows[^count..^1].SelectMany(r => r), .. Axis(rows[^1][0] + by)]);
                var network = new TwoLayerParameters(DenseVector<double>.Copy([.. Enumerable.Repeat(0.5, count)]), Inner(0));
                var risk = new PopulationRisk(new TargetFunction.SingleNeuron(), d, activation: activation);
                var (value, gradient) = risk.ValueAndGradient(network, OutputScaling.Conventional);
                Assert.True(value >= 0, $"{activation}, d = {d}: {value}");
                // The slope along the last neuron's weights, over a thousandth of them: the risk is smooth there.
                var step = 1e-3 * rows[^1][0];
                double At(double by) => risk.Value(new(network.OuterWeights, Inner(by)), OutputScaling.Conventional);
                var slope = (At(step) - At(-step)) / (2 * step);
                Assert.Equal(slope, gradient.InnerWeights[count - 1, 0], Math.Max(1e-5 * Math.Abs(slope), 1e-13 * value / step));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Threads_change_no_bit(Activation activation)
    {
        // Large enough that threads are used, on the population and on the sample.
        var parameters = Initialisation.Xavier.Draw(RandomKey.FromSeed(5), 150, 150);
        var risk = new PopulationRisk(new TargetFunction.SingleNeuron(), 150, activation: activation);
        var empirical = new EmpiricalRisk(LabelledSamples.Draw(
            RandomKey.FromSeed(6), InputLaw.Gaussian, 70, 150, new TargetFunction.SingleNeuron(), activation))
        { Activation = activation };
        var one = risk.ValueAndGradient(parameters, OutputScaling.Conventional);
        var sampled = empirical.ValueAndGradient(parameters, OutputScaling.Conventional);
        foreach (var threads in new[] { 2, 3 })
        {
            Assert.Equal(one, risk.ValueAndGradient(parameters, OutputScaling.Conventional, threads));
            Assert.Equal(sampled, empirical.ValueAndGradient(parameters, OutputScaling.Conventional, threads));
        }
    }

    [Fact]
    public void Quadratic_random_features_span_the_symmetric_matrices()
    {
        // d (d + 1)/2 = 15 features represent every quadratic function; one fewer does not.
        var risk = new PopulationRisk(TargetFunction.Circle, 5, activation: new Activation.Quadratic());
        var features = Initialisation.Unit.Draw(RandomKey.FromSeed(1), 16, 5).InnerWeights;
        DenseMatrix<double> First(int count) => DenseMatrix<double>.Copy(count, 5, features.Span[..(5 * count)]);
        Assert.Equal(0, RandomFeatureModel.OfPopulation(risk, First(15), OutputScaling.Conventional).LeastRisk, 1e-10);
        Assert.Equal(15, RandomFeatureModel.OfPopulation(risk, features, OutputScaling.Conventional).Eigenvalues.Length);
        Assert.True(RandomFeatureModel.OfPopulation(risk, First(14), OutputScaling.Conventional).LeastRisk > 1e-5);
    }

    [Fact]
    public void A_built_in_activation_given_as_ones_own_is_the_same_on_samples()
    {
        var own = new Activation.Custom("my erf", SpecialFunctions.Erf, t => 2 / Math.Sqrt(Math.PI) * Elementary.Exp(-t * t));
        Assert.Null(own.Flaw);
        var samples = LabelledSamples.Draw(RandomKey.FromSeed(2), InputLaw.Sphere, 30, 4, new TargetFunction.SingleNeuron(), own);
        var network = Initialisation.Xavier.Draw(RandomKey.FromSeed(3), 5, 4);
        (double, TwoLayerParameters) Of(Activation a) =>
            new EmpiricalRisk(samples) { Activation = a }.ValueAndGradient(network, OutputScaling.Conventional);
        Assert.Equal(Of(new Activation.Erf()), Of(own));
        Assert.Equal(new Activation.Erf().Size(0.3), own.Size(0.3), 1e-9);
        Assert.Equal(new Activation.Quadratic().Size(0.3), new Activation.Custom("my square", t => t * t, t => 2 * t).Size(0.3), 1e-9);
    }

    [Theory]
    [InlineData("jump", "disagree")]
    [InlineData("slope", "disagree: from t = -30 to -29.75 it changes by")]
    [InlineData("nan", "is NaN at t = 3")]
    [InlineData("slope nan", "has the slope NaN at t = 3")]
    [InlineData("zero", "is 0 for every t")]
    public void An_activation_that_is_none_is_refused_with_what_was_found(string name, string found)
    {
        Activation.Custom activation = name switch
        {
            "jump" => new(name, t => t > 0.1 ? 1 : 0, _ => 0),
            "slope" => new(name, t => t * t, t => t),
            "nan" => new(name, t => t == 3 ? double.NaN : t, _ => 1),
            "slope nan" => new(name, t => t, t => t == 3 ? double.NaN : 1),
            _ => new(name, _ => 0, _ => 0),
        };
        Assert.Contains(found, activation.Flaw, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", activation.Flaw, StringComparison.Ordinal);
    }

    [Fact]
    public void Corners_steep_and_oscillating_functions_are_sound()
    {
        Assert.Null(new Activation.Custom("leaky", t => t > 0.1 ? t : 0.1 + (0.1 * (t - 0.1)), t => t > 0.1 ? 1 : 0.1).Flaw);
        Assert.Null(new Activation.Custom("tanh", Elementary.Tanh, t => 1 - (Elementary.Tanh(t) * Elementary.Tanh(t))).Flaw);
        Assert.Null(new Activation.Custom("sine", t => Elementary.Sin(7 * t), t => 7 * Elementary.Cos(7 * t)).Flaw);
        Assert.Null(new Activation.Custom("exponential", Elementary.Exp, Elementary.Exp).Flaw);
    }

    [Fact]
    public void What_has_no_closed_form_is_refused()
    {
        void Refused(string with, Action make) => Assert.Contains(with, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
        var single = new TargetFunction.SingleNeuron();
        Refused("no closed form", () => _ = new PopulationRisk(single, 4, KernelNormalisation.Sphere, new Activation.Erf()));
        Refused("no closed form", () => _ = new PopulationRisk(single, 4, activation: new Activation.Custom("own", t => t, _ => 1)));
        Refused("orthogonal to every network", () => _ = new PopulationRisk(new TargetFunction.Linear(), 4, activation: new Activation.Quadratic()));
        Refused("an odd activation over a sphere is 0", () => _ = new PopulationRisk(TargetFunction.Circle, 4, activation: new Activation.Erf()));
        Refused("the constant 1/2", () => _ = new PopulationRisk(TargetFunction.Circle, 4, activation: new Activation.SmoothedStep(1)));
        Refused("adds up to a constant", () => _ = new PopulationRisk(new TargetFunction.DiscretisedCircle(4), 4, activation: new Activation.Erf()));
        var erf = new PopulationRisk(single, 4, activation: new Activation.Erf());
        Refused("for relu only", () => _ = new EffectiveProblem(erf, OutputScaling.Conventional, 3, [0]));
        Refused("Width must be", () => _ = new Activation.SmoothedStep(0));
    }

    private static Activation Named(string name) =>
        name switch { "quadratic" => new Activation.Quadratic(), "erf" => new Activation.Erf(), _ => new Activation.SmoothedStep(Width) };

    private static TargetFunction TargetOf(Dictionary<string, string> row) => row["target"] switch
    {
        "single-neuron" => new TargetFunction.SingleNeuron(),
        "linear" => new TargetFunction.Linear(),
        "discretised-circle" => new TargetFunction.DiscretisedCircle(3),
        "finite-neurons" => new TargetFunction.FiniteNeurons(Network(row["targetOuter"], row["targetInner"])),
        var subSphere => new TargetFunction.SubSphere(int.Parse(subSphere.Split(' ')[1], CultureInfo.InvariantCulture)),
    };

    private static TwoLayerParameters Network(string outer, string inner)
    {
        var (a, b) = (Numbers(outer), Numbers(inner));
        return new(DenseVector<double>.Copy(a), DenseMatrix<double>.Copy(a.Length, b.Length / a.Length, b));
    }

    private static IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadAllLines(RepositoryFiles.Reference("quenching", file));
        var names = lines[0].Split(',');
        return lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double[] Numbers(string text) => [.. text.Split(' ').Select(Number)];

    private static double Square(double[] x) => x.Sum(v => v * v);
}
