using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.MeanFieldHinge.Theory;
using Pipelines.Model.Numerics;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>Every refused input with the sentence that its user reads.</summary>
public class BadInput
{
    private const double Nan = double.NaN;
    private const double Inf = double.PositiveInfinity;

    private static readonly HingeProblem Valid = new(new InputLaw.Gaussian(), InputDimension: 10, HiddenUnits: 20, LearningRate: 30);

    public static TheoryData<string, Action, string> Refused => new()
    {
        { "no dimension", () => _ = Valid with { InputDimension = 0 }, "InputDimension must be a positive, finite number." },
        { "negative dimension", () => _ = new HingeProblem(new InputLaw.Gaussian(), -3, 1, 1),
            "InputDimension must be a positive, finite number." },
        { "no unit", () => _ = Valid with { HiddenUnits = 0 }, "HiddenUnits must be a positive, finite number." },
        { "no example", () => _ = Valid with { TrainingSamples = 0 }, "TrainingSamples must be a positive, finite number." },
        { "no rate", () => _ = Valid with { LearningRate = 0 }, "LearningRate must be a positive, finite number." },
        { "negative rate", () => _ = Valid with { LearningRate = -1 }, "LearningRate must be a positive, finite number." },
        { "rate not a number", () => _ = Valid with { LearningRate = Nan }, "LearningRate must be a positive, finite number." },
        { "infinite rate", () => _ = Valid with { LearningRate = Inf }, "LearningRate must be a positive, finite number." },
        { "no scale", () => _ = Valid with { OutputScale = 0 }, "OutputScale must be a positive, finite number." },
        { "infinite scale", () => _ = Valid with { OutputScale = Inf }, "OutputScale must be a positive, finite number." },
        { "negative margin", () => _ = Valid with { Margin = -1 }, "Margin must be a positive, finite number." },
        { "margin not a number", () => _ = Valid with { Margin = Nan }, "Margin must be a positive, finite number." },
        { "no outer width", () => _ = Valid with { OuterWidth = 0 }, "OuterWidth must be a positive, finite number." },
        { "no inner width", () => _ = Valid with { InnerWidth = 0 }, "InnerWidth must be a positive, finite number." },
        { "half the labels flipped", () => _ = Valid with { MislabelFraction = 0.5 },
            "MislabelFraction must lie in [0, 0.5): at one half there is no direction to learn, above it the flipped rule is learnt." },
        { "negative fraction", () => _ = Valid with { MislabelFraction = -0.1 },
            "MislabelFraction must lie in [0, 0.5): at one half there is no direction to learn, above it the flipped rule is learnt." },
        { "fraction not a number", () => _ = Valid with { MislabelFraction = Nan },
            "MislabelFraction must lie in [0, 0.5): at one half there is no direction to learn, above it the flipped rule is learnt." },
        { "radius 0", () => _ = new InputLaw.Sphere(0), "Radius must be a positive, finite number." },
        { "ball of negative radius", () => _ = new InputLaw.Ball(-1), "Radius must be a positive, finite number." },
        { "shell of radius 0", () => Shells([1, 0], [0.5, 0.5]), "radii[1] must be a positive, finite number." },
        { "negative weight", () => Shells([1, 2], [1.5, -0.5]), "weights[1] must be a finite number of at least 0." },
        { "weights do not sum to 1", () => Shells([1, 2], [0.5, 0.25]), "The weights of a radial law must sum to 1, not to 0.75." },
        { "weights missing", () => Shells([1, 2], [1]), "2 radii need as many weights, not 1." },
        { "no shell", () => Shells([], []), "A radial law needs at least one radius." },
        { "no mean", () => _ = new InputLaw.StudentT(1),
            "DegreesOfFreedom must be a finite number above 1: the drive E|x_par|/2 is infinite otherwise." },
        { "no sample", () => Samples([]), "An empirical law needs at least one projection." },
        { "sample not a number", () => Samples([1, Nan]), "projections[1] must be a finite number." },
        { "lengths missing", () => Samples([1, 2], [1]), "2 projections need as many radii, not 1." },
        { "length below projection", () => Samples([2], [1]), "radii[0] must be at least the absolute value of its projection." },
        { "rate too large for the scale", () => HingeClock.At(Valid with { LearningRate = 1e300, OutputScale = 1e-300 }, [1]),
            "LearningRate over OutputScale leaves the range of double precision." },
        { "margin too small for the scale", () => HingeClock.At(Valid with { Margin = 1e-300, OutputScale = 1e300, LearningRate = 1e300 }, [1]),
            "Margin over OutputScale leaves the range of double precision." },
        { "negative time", () => HingeClock.At(Valid, [1, -1]), "Times must be numbers of at least 0 (+inf is allowed)." },
        { "time not a number", () => HingeClock.At(Valid, [Nan]), "Times must be numbers of at least 0 (+inf is allowed)." },
        { "negative clock", () => HingeClock.TimeOf(Valid, -1), "The clock must be a number of at least 0." },
        { "observed at a negative clock", () => HingeTheory.Observe(Valid, 0, -1), "The clock must be a number of at least 0." },
        { "projection not a number", () => SatisfactionTime.Of(Valid, [Nan]), "A projection must be a number." },
        { "crossing without examples", () => Crossing.Of(Valid),
            "TrainingSamples must be given: the crossing compares the drive with its noise over a finite sample." },
        { "crossing without lengths", () => Crossing.Of(Valid with { TrainingSamples = 5, Law = new InputLaw.Samples(Vector([1])) }),
            "The law must know the lengths |x|: projections alone do not give the noise." },
        { "scatter without examples", () => FiniteSize.NodeScatter(Valid), "TrainingSamples must be given for an effect of finite samples." },
        { "spread of wide weights", () => SatisfactionBand.At(Valid with { InnerWidth = 2 }, 1, SpreadConvention.Printed),
            "The spread of the output is known for initial widths of 1." },
        { "example shorter than its projection", () => OutputSpread.OfNode(Valid, 1, 2, 1, SpreadConvention.Printed),
            "The length of an example must be finite and at least the absolute value of its projection." },
        { "steps that do not increase", () => DiscreteClock.Solve(Valid, [0, 2, 2]), "Steps must be at least 0 and increase strictly." },
        { "negative step", () => DiscreteClock.Solve(Valid, [-1]), "Steps must be at least 0 and increase strictly." },
        { "moments of unlike vectors", () => NetworkMoments.Of([1, 2], [1]), "2 outer weights do not match 1 parallel inner weights." },
        { "closed form for a sphere", () => GaussianTime.Of(Valid with { Law = new InputLaw.Sphere() }, 1),
            "The closed form holds for Gaussian inputs and clean labels." },
        { "rich limit with flipped labels", () => RichLimit.At(Valid with { MislabelFraction = 0.1 }, [1]),
            "The rich limit is for clean labels and a law with a density." },
        { "no tolerance", () => _ = new HingeMethod.RungeKutta(0), "RelativeTolerance must be a positive, finite number." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Is_refused_with_its_reason(string what, Action attempt, string reason)
    {
        var error = Assert.ThrowsAny<ArgumentException>(attempt);
        Assert.True(error.Message.StartsWith(reason, StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    [Fact]
    public void What_is_unusual_but_meaningful_is_allowed()
    {
        Assert.Equal<double>([0, Inf], HingeClock.At(Valid, [0, Inf]));
        Assert.Equal(
            HingeClock.StationaryClock(Valid with { MislabelFraction = 0.1 }), HingeClock.At(Valid with { MislabelFraction = 0.1 }, [Inf])[0]);
        Assert.True(HingeClock.At(Valid with { InputDimension = 1 }, [1e3])[0] > 0);
        Assert.Equal<double>([Inf], SatisfactionTime.Of(Valid, [0]));
        // Examples of length 0 are never satisfied and drive nothing.
        var withZero = new InputLaw.Samples(Vector([0, 1, -2]), Vector([0, 1, 3]));
        var frozen = HingeTheory.Solve(Valid with { Law = withZero, InputDimension = 2 }, [Inf])[0];
        Assert.Equal(1.0 / 3, frozen.UnsatisfiedFraction, 1e-15);
        Assert.Equal(0, frozen.Drive);
        Assert.Equal(0, HingeClock.At(Valid with { Law = new InputLaw.Samples(Vector([0.0])) }, [5])[0]);
    }

    private static void Shells(double[] radii, double[] weights) => _ = new InputLaw.Shells(Vector(radii), Vector(weights));

    private static void Samples(double[] projections, double[]? radii = null) =>
        _ = new InputLaw.Samples(Vector(projections), radii is null ? null : Vector(radii));

    private static DenseVector<double> Vector(double[] values) => DenseVector<double>.Copy(values);
}
