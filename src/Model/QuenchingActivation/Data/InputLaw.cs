
namespace Pipelines.Model.QuenchingActivation.Data;

/// <summary>The law of the inputs of a finite sample.</summary>
public enum InputLaw
{
    /// <summary>x ~ N(0, I): the authors' code.</summary>
    Gaussian,

    /// <summary>x uniform on the unit sphere: the paper's text.</summary>
    Sphere,
}

public static class InputLaws
{
    /// <summary>The population risk that averages over this law.</summary>
    public static KernelNormalisation Normalisation(this InputLaw law) => law switch
    {
        InputLaw.Gaussian => KernelNormalisation.Gaussian,
        InputLaw.Sphere => KernelNormalisation.Sphere,
        _ => throw new ArgumentOutOfRangeException(nameof(law), law, "law must be gaussian or sphere."),
    };
}
