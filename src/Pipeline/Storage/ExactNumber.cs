namespace Pipelines.Pipeline.Storage;

/// <summary>Integers as float64, where that is no other number.</summary>
internal static class ExactNumber
{
    /// <param name="integer">The number.</param>
    /// <param name="array">The array that holds it; empty where the place is named by whoever asks.</param>
    /// <exception cref="InvalidDataException">No float64 is equal to it.</exception>
    public static double Of(Int128 integer, string array = "") => (Int128)(double)integer == integer
        ? (double)integer
        : throw new InvalidDataException(
            $"{(array.Length > 0 ? $"{array}: " : "")}the integer {integer} is no float64, whose numbers have 53 binary digits: "
                + "write it as a float.");

    /// <summary>Converts numbers of a file.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="convert">Converts one; refuses it by an <see cref="InvalidDataException"/>.</param>
    /// <param name="placeOf">The place of the one at an index, for the error.</param>
    /// <exception cref="InvalidDataException">One was refused.</exception>
    public static double[] All<T>(T[] values, Func<T, double> convert, Func<int, string> placeOf)
    {
        var (numbers, at) = (new double[values.Length], 0);
        try
        {
            for (; at < values.Length; at++) numbers[at] = convert(values[at]);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{placeOf(at)}: {exception.Message}", exception);
        }
        return numbers;
    }
}
