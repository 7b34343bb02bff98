using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation.Population;

namespace Pipelines.Model.QuenchingActivation.Diagnostics;

/// <summary>The plateaus of the circle problem in closed form: the best k equal neurons at equal angles.</summary>
/// <remarks>
/// R_k = 4/π - k (4/π)²/S_k at magnitude (4/π)/S_k, S_k = Σ_j h(cos(2πj/k)), h(u) = √(1-u²) + (π - arccos u) u, in units of the kernel with C = 1.
/// Even k are worse than the odd ones before them (R_6 = R_3): the plateaus that training visits are near R_3, R_5, R_7.
/// </remarks>
/// <param name="Neurons">k.</param>
/// <param name="Magnitude">a|b| of each.</param>
/// <param name="Risk">R_k.</param>
public sealed record PolygonPlateau(int Neurons, double Magnitude, double Risk)
{
    /// <summary>The plateau of k neurons, k at least 1.</summary>
    public static PolygonPlateau Of(int neurons)
    {
        Require.Positive(neurons, nameof(neurons));
        var sum = 0.0;
        for (var j = 0; j < neurons; j++) sum += ReluKernel.OfCosine(Elementary.Cos(2 * Math.PI * j / neurons));
        return new(neurons, 4 / Math.PI / sum, (4 / Math.PI) - (neurons * (4 / Math.PI) * (4 / Math.PI) / sum));
    }
}
