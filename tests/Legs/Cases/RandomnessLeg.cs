using Pipelines.Model.Randomness;

namespace Pipelines.Legs.Cases;

public static class RandomnessLeg
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3).Fork("leg");

    [LegCase("normal-numbers")]
    public static byte[] Normal()
    {
        var (doubles, floats) = (new double[517], new float[99]);
        Gaussian.FillInto(Key, 3, doubles);
        Gaussian.FillInto(Key, 3, floats);
        return [.. Bytes.Of<double>(doubles), .. Bytes.Of<float>(floats)];
    }

    [LegCase("uniform-numbers")]
    public static byte[] Even()
    {
        var numbers = new double[517];
        Uniform.FillInto(Key, 3, numbers);
        return Bytes.Of<double>(numbers);
    }

    [LegCase("sobol-points")]
    public static byte[] Points()
    {
        var sobol = new Sobol(8, Key);
        var numbers = new double[8 * 16];
        for (var dimension = 0; dimension < 8; dimension++) sobol.FillNormalsInto(dimension, 5, numbers.AsSpan(16 * dimension, 16));
        return Bytes.Of<double>(numbers);
    }
}
