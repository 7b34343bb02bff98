
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;

namespace Pipelines.Model.MeanFieldHinge.Data;

/// <summary>Draws single inputs of a law.</summary>
internal static class InputSampling
{
    /// <summary>Fills <paramref name="row"/> with input <paramref name="index"/> of the stream: a normal vector, then its length is made that of
    /// the law.</summary>
    public static void FillRow(InputLaw law, RandomKey key, int index, Span<double> row)
    {
        var stride = row.Length + (row.Length % 2);
        Randomness.Gaussian.FillInto(key, (long)index * stride, row);
        var norm = Norm(row);
        var dimension = row.Length;
        var factor = law.Match(
            gaussian: _ => 1.0,
            sphere: s => s.Radius / norm,
            ball: b => b.Radius * Elementary.Exp(Elementary.Log(Draws.Uniform(key.Fork("radius"), (ulong)index)) / dimension) / norm,
            shells: s => Radius(s, Draws.Uniform(key.Fork("radius"), (ulong)index)) / norm,
            studentT: t => Math.Sqrt(t.DegreesOfFreedom / Draws.ChiSquare(key.Fork("radius").Fork(index), t.DegreesOfFreedom)));
        if (factor == 1) return;
        for (var k = 0; k < row.Length; k++) row[k] *= factor;
    }

    private static double Norm(ReadOnlySpan<double> row)
    {
        var square = 0.0;
        foreach (var component in row) square += component * component;
        return Math.Sqrt(square);
    }

    /// <summary>The shell at this quantile.</summary>
    private static double Radius(InputLaw.Shells law, double quantile)
    {
        var cumulative = 0.0;
        for (var j = 0; j < law.Radii.Length - 1; j++)
        {
            cumulative += law.Weights[j];
            if (quantile <= cumulative) return law.Radii[j];
        }
        return law.Radii[law.Radii.Length - 1];
    }
}
