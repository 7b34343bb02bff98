using Pipelines.Model.GaussianMixture.Dmft;
using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.Tests.GaussianMixture.Dmft;

public sealed class TriangleKernelsTests
{
    [Fact]
    public void Sums_and_products_have_the_bits_of_one_row_after_the_other()
    {
        for (var k = 0; k < 40; k++)
        {
            var rows = Enumerable.Range(0, k + 1).Select(j => Numbers(j + 1, $"row {j}")).ToList();
            const double Scale = 0.3;
            var (vector, sum) = (Numbers(k, "vector"), Numbers(k + 1, "sum"));
            var (strict, whole) = ((double[])sum.Clone(), (double[])sum.Clone());
            for (var j = 0; j < k; j++)
            {
                RowKernels.AddInto<double>(rows[j].AsSpan(0, j), Scale * vector[j], strict.AsSpan(0, j));
                RowKernels.AddInto<double>(rows[j], Scale * vector[j], whole.AsSpan(0, j + 1));
            }
            var dots = Enumerable.Range(0, k + 1).Select(j => RowKernels.Dot<double>(rows[j].AsSpan(0, j), vector.AsSpan(0, j))).ToArray();

            var (added, addedWhole, dotted, dottedBeside) = ((double[])sum.Clone(), (double[])sum.Clone(), new double[k + 1], new double[k + 1]);
            var split = (k * 3) % (k + 1);
            TriangleKernels.AddInto(rows, Scale, vector, added, split, k);
            TriangleKernels.AddInto(rows, Scale, vector, added, 0, split);
            TriangleKernels.DotInto(rows, vector, dotted);
            TriangleKernels.AddAndDotInto(rows, Scale, vector, addedWhole, dottedBeside);
            Assert.Equal(strict, added);
            Assert.Equal(whole, addedWhole);
            Assert.Equal(dots, dotted);
            Assert.Equal(dots, dottedBeside);
        }
    }

    private static double[] Numbers(int length, string label)
    {
        var numbers = new double[length];
        Gaussian.FillInto(RandomKey.FromSeed(1).Fork(label), 0, numbers);
        return numbers;
    }
}
