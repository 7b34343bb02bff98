using System.Runtime.Intrinsics;

namespace Pipelines.Model.QuenchingActivation.Kernels;

/// <summary>Rows and columns are padded with zeros to whole lanes, so that no kernel has a tail.</summary>
internal static class Padding
{
    public static int Lanes => Vector512<double>.Count;

    /// <summary>Smallest multiple of <see cref="Lanes"/> that holds <paramref name="length"/> entries.</summary>
    public static int Of(int length) => checked(length + Lanes - 1) / Lanes * Lanes;
}
