using Pipelines.Model.Numerics.Kernels;
using Pipelines.Model.Randomness;

namespace Pipelines.Legs.Cases;

public static class KernelsLeg
{
    [LegCase("row-kernels")]
    public static byte[] Rows() =>
    [
        .. Enumerable.Range(0, 68).SelectMany(length =>
        {
            var (x, y) = (Numbers(length, "x"), Numbers(length, "y"));
            var dot = RowKernels.Dot<double>(x, y);
            RowKernels.AddInto<double>(x, dot, y);
            return Bytes.Of<double>([dot, .. y]);
        }),
    ];

    [LegCase("folded-chunks")]
    public static byte[] Chunked()
    {
        var partials = Numbers(13 * 21, "partials");
        Chunks.Fold<double>(partials, 13);
        return Bytes.Of<double>(partials);
    }

    private static double[] Numbers(int length, string label)
    {
        var numbers = new double[length];
        Gaussian.FillInto(RandomKey.FromSeed(1).Fork(label), 0, numbers);
        return numbers;
    }
}
