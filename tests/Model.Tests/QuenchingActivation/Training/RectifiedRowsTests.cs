using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

/// <summary>Rows taken together against one row, and one number, at a time, bit for bit.</summary>
public sealed class RectifiedRowsTests
{
    [Fact]
    public void Outputs_add_the_rows_in_order()
    {
        foreach (var (rows, length) in new[] { (8, 8), (16, 8), (16, 40), (24, 16) })
        {
            var (z, w) = (PreActivations(rows * length), Numbers(rows, "weights"));
            var expected = new double[length];
            for (var j = 0; j < rows; j++)
            {
                for (var i = 0; i < length; i++) expected[i] = Math.FusedMultiplyAdd(w[j], Math.Max(z[(j * length) + i], 0), expected[i]);
            }
            var outputs = Numbers(length, "before");
            RectifiedRows.WeighInto(z, w, outputs);
            Assert.Equal(expected, outputs);
        }
    }

    [Fact]
    public void Errors_stay_where_a_pre_activation_is_positive()
    {
        foreach (var (rows, length) in new[] { (4, 8), (8, 16), (16, 40), (20, 24) })
        {
            var (z, e) = (PreActivations(rows * length), Numbers(length, "errors"));
            var (masked, sums) = (z.ToArray(), new double[rows]);
            RectifiedRows.MaskInto(masked, e, sums);
            for (var j = 0; j < rows; j++)
            {
                // Eight sums, of every eighth sample, folded by halves.
                var lanes = new double[8];
                for (var i = 0; i < length; i++)
                {
                    var activation = z[(j * length) + i];
                    Assert.Equal(activation > 0 ? e[i] : 0, masked[(j * length) + i]);
                    lanes[i % 8] = Math.FusedMultiplyAdd(Math.Max(activation, 0), e[i], lanes[i % 8]);
                }
                Assert.Equal(((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7])), sums[j]);
            }
        }
    }

    [Fact]
    public void Parts_of_groups_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RectifiedRows.WeighInto(new double[32], new double[4], new double[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RectifiedRows.WeighInto(new double[63], new double[8], new double[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RectifiedRows.MaskInto(new double[16], new double[8], new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RectifiedRows.MaskInto(new double[16], new double[4], new double[4]));
    }

    /// <summary>A third of them zero, of either sign.</summary>
    private static double[] PreActivations(int length) =>
        [.. Numbers(length, "activations").Select((z, i) => i % 3 != 0 ? z : i % 2 == 0 ? 0 : -0.0)];

    private static double[] Numbers(int length, string label)
    {
        var numbers = new double[length];
        Gaussian.FillInto(RandomKey.FromSeed(3).Fork(label), 0, numbers);
        return numbers;
    }
}
