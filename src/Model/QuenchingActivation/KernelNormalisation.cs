using System.ComponentModel;

namespace Pipelines.Model.QuenchingActivation;

/// <summary>Which input law the population risk is an average over: the constant C of E[σ(b·x)σ(c·x)] = C k(b, c).</summary>
/// <remarks>
/// Risk and gradient scale alike, so a learning rate η under C and η C/C' under C' give the same trajectory. Ma, Wu, E 2020 (arXiv 2006.14450)
/// print eq. 12 without C, which is <see cref="Unnormalised"/>; their learning rates for population runs make sense only so.
/// </remarks>
[WrittenAs("KernelNormalisation")]
public enum KernelNormalisation
{
    /// <summary>C = 1: the printed kernel, "J".</summary>
    [Description("C = 1: the printed kernel")]
    [WrittenAs("Unnormalised")]
    Unnormalised,

    /// <summary>C = 1/(2π): x ~ N(0, I), or uniform on the sphere of radius √d.</summary>
    [Description("C = 1/(2 pi): normal inputs, or the sphere of radius sqrt(d)")]
    [WrittenAs("Gaussian")]
    Gaussian,

    /// <summary>C = 1/(2πd): x uniform on the unit sphere.</summary>
    [Description("C = 1/(2 pi d): the unit sphere")]
    [WrittenAs("Sphere")]
    Sphere,
}

public static class KernelNormalisations
{
    /// <summary>The constant C for inputs in <paramref name="inputDimension"/> dimensions.</summary>
    public static double Constant(this KernelNormalisation normalisation, int inputDimension) => normalisation switch
    {
        KernelNormalisation.Unnormalised => 1,
        KernelNormalisation.Gaussian => 1 / (2 * Math.PI),
        KernelNormalisation.Sphere => 1 / (2 * Math.PI * inputDimension),
        _ => throw new ArgumentOutOfRangeException(
            nameof(normalisation), normalisation, "normalisation must be one of the three kernel normalisations."),
    };
}
