using System.Runtime.Intrinsics;
using Pipelines.Model.MeanFieldHinge.Training.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.Numerics.Kernels;

/// <summary>The bound of a motion against plain loops, and against what the motion does to vectors.</summary>
public class HingeRestTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(4, 16)]
    [InlineData(9, 40)]
    [InlineData(21, 5)]
    public void It_is_the_frobenius_norm_of_the_gram_matrix_and_bounds_every_vector(int inputs, int units)
    {
        var layout = HingeLayout.For<double>(inputs, units);
        var numbers = new double[layout.PaddedUnits * inputs];
        Gaussian.FillInto(RandomKey.FromSeed(3), 0, numbers);
        var rest = new HingeResidual<double>(layout);
        for (var k = 0; k < inputs; k++)
            for (var unit = 0; unit < layout.PaddedUnits; unit += 8)
                rest.Put(k, unit, Vector512.Create<double>(numbers.AsSpan((k * layout.PaddedUnits) + unit)));
        double Entry(int k, int l) =>
            Enumerable.Range(0, layout.PaddedUnits).Sum(i => numbers[(k * layout.PaddedUnits) + i] * numbers[(l * layout.PaddedUnits) + i]);
        var expected = Math.Sqrt(Enumerable.Range(0, inputs * inputs).Sum(kl => Math.Pow(Entry(kl / inputs, kl % inputs), 2)));
        Assert.Equal(expected, rest.GramNorm(), expected * 1e-13);
        for (var k = 0; k < inputs; k++) Assert.True(Math.Sqrt(Entry(k, k)) <= Math.Sqrt(rest.GramNorm()) * (1 + 1e-13));
    }
}
