using Pipelines.Model.Randomness;

namespace Pipelines.Model.GaussianMixture;

/// <summary>Equally likely points of the standard normal law: the first of one scrambled Sobol sequence.</summary>
internal static class NormalPoints
{
    /// <param name="dimensions">Coordinates of a point.</param>
    /// <param name="count">Points; powers of two fill the space most evenly.</param>
    public static double[][] Of(int dimensions, int count)
    {
        var (sequence, coordinates) = (new Sobol(dimensions, RandomKey.FromSeed(0).Fork("normal points")), new double[dimensions][]);
        for (var a = 0; a < dimensions; a++) sequence.FillNormalsInto(a, 0, coordinates[a] = new double[count]);
        return [.. Enumerable.Range(0, count).Select(i => coordinates.Select(c => c[i]).ToArray())];
    }
}
