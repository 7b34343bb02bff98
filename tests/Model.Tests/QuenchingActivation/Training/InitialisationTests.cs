using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.Tests.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

public sealed class InitialisationTests
{
    [Fact]
    public void Unit_rows_have_length_one_and_no_outer_weight()
    {
        var network = Initialisation.Unit.Draw(Problems.Key, 50, 7);
        foreach (var (outer, inner) in network.Neurons())
        {
            Assert.Equal(0, outer);
            Assert.Equal(1, inner.Sum(b => b * b), 1e-14);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(0.25)]
    public void Weights_have_the_declared_variances(double exponent)
    {
        const int m = 400, d = 100;
        var network = new Initialisation(InnerWeightLaw.Gaussian, new OuterWeightScale.PowerOfWidth(exponent)).Draw(Problems.Key, m, d);
        var inner = network.InnerWeights.Span.ToArray();
        var outer = network.OuterWeights.Span.ToArray();
        // Relative spread of a variance from N numbers: √(2/N); five of them.
        Assert.InRange(inner.Sum(b => b * b) / m, 1 - (5 * Math.Sqrt(2.0 / (m * d))), 1 + (5 * Math.Sqrt(2.0 / (m * d))));
        Assert.InRange(outer.Sum(a => a * a) / m * Math.Pow(m, 2 * exponent), 1 - (5 * Math.Sqrt(2.0 / m)), 1 + (5 * Math.Sqrt(2.0 / m)));
        Assert.InRange(Math.Abs(inner.Average()), 0, 5 / Math.Sqrt((double)d * m * d));
    }

    [Fact]
    public void Wider_networks_and_larger_samples_begin_with_the_smaller_ones()
    {
        var (small, large) = (Initialisation.Xavier.Draw(Problems.Key, 5, 6), Initialisation.Xavier.Draw(Problems.Key, 9, 6));
        Assert.Equal(small.InnerWeights.Span.ToArray(), large.InnerWeights.Span[..30].ToArray());
        // The outer weights are the same numbers, scaled by m^-1/2.
        QuenchingReference.Close(small.OuterWeights[4] * Math.Sqrt(5.0 / 9), large.OuterWeights[4], 1e-14, "outer weight");
        var (few, many) = (Problems.Samples(4, 6), Problems.Samples(11, 6));
        Assert.Equal(few.Inputs.Span.ToArray(), many.Inputs.Span[..24].ToArray());
        Assert.Equal(few.Labels.Span.ToArray(), many.Labels.Span[..4].ToArray());
    }

    [Fact]
    public void Inputs_follow_their_law_and_labels_their_target()
    {
        var sphere = LabelledSamples.Draw(Problems.Key, InputLaw.Sphere, 2000, 5, TargetFunction.Circle);
        for (var i = 0; i < sphere.Count; i++)
        {
            var x = sphere.Inputs.Row(i).ToArray();
            Assert.Equal(1, x.Sum(v => v * v), 1e-14);
            Assert.Equal(Math.Sqrt((x[0] * x[0]) + (x[1] * x[1])) / Math.PI, sphere.Labels[i], 1e-14);
        }
        var gaussian = LabelledSamples.Draw(Problems.Key, InputLaw.Gaussian, 4000, 5, new TargetFunction.Linear());
        Assert.InRange(gaussian.Inputs.Span.ToArray().Average(v => v * v), 1 - (5 * Math.Sqrt(2.0 / 20_000)), 1 + (5 * Math.Sqrt(2.0 / 20_000)));
        Assert.Equal(gaussian.Inputs[3, 0], gaussian.Labels[3]);
    }

    [Fact]
    public void Target_values_are_averages_over_the_sub_sphere()
    {
        // A discretised circle of 1000 neurons against κ_2 |x_1..2|, and its own definition.
        double[] x = [0.3, -1.1, 2, 0.5];
        Assert.Equal(TargetFunction.Circle.Evaluate(x), new TargetFunction.DiscretisedCircle(1000).Evaluate(x), 1e-5);
        Assert.Equal(Math.Abs(x[0]) / 2, new TargetFunction.SubSphere(1).Evaluate(x), 1e-15);
        Assert.Equal(0, new TargetFunction.SingleNeuron().Evaluate([-1.0, 3]));
        var neurons = Initialisation.TargetNeurons(Problems.Key, 6, 4);
        Assert.Equal(neurons.Neurons.Neurons().Sum(n => n.Outer * Math.Max(0, n.Inner.Zip(x, (b, v) => b * v).Sum())), neurons.Evaluate(x), 1e-14);
    }
}
