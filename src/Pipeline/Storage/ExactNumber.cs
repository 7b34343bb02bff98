namespace Pipelines.Pipeline.Storage;

/// <summary>Integers as float64, where that is no other number.</summary>
internal static class ExactNumber
{
    /// <exception cref="InvalidDataException">No float64 is equal to it.</exception>
    public static double Of(Int128 integer) => (Int128)(double)integer == integer
        ? (double)integer
        : throw new InvalidDataException($"the integer {integer} is no float64: numbers are read with 53 binary digits.");
}
