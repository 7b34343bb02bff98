using Pipelines.Model.QuenchingActivation.Kernels;

namespace Pipelines.Model.Tests.QuenchingActivation.Kernels;

/// <summary>Every shape up to 19 rows and columns, with room beside the rows of both matrices that stays as it was.</summary>
public sealed class TranspositionTests
{
    [Fact]
    public void Rows_become_columns()
    {
        for (var rows = 0; rows < 20; rows++)
        {
            for (var columns = 0; columns < 20; columns++)
            {
                var (sourceStride, targetStride) = (columns + 2, rows + 3);
                double[] source = [.. Enumerable.Range(1, rows * sourceStride)];
                var target = new double[columns * targetStride];
                var expected = new double[target.Length];
                for (var r = 0; r < rows; r++)
                {
                    for (var c = 0; c < columns; c++) expected[(c * targetStride) + r] = source[(r * sourceStride) + c];
                }
                Transposition.CopyInto(source, sourceStride, rows, columns, target, targetStride);
                Assert.Equal(expected, target);
            }
        }
    }

    [Fact]
    public void Short_spans_are_refused()
    {
        var (short8, whole) = (new double[63], new double[64]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Transposition.CopyInto(short8, 8, 8, 8, whole, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transposition.CopyInto(whole, 8, 8, 8, short8, 8));
    }
}
