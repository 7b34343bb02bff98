using System.Collections.Immutable;
using Pipelines.Model.Inputs.Images;

namespace Pipelines.Pipeline.Storage.Given;

/// <summary>An array of numbers as NumPy and HDF5 files hold it.</summary>
/// <param name="Name">Its name in the file; empty where a file is one array.</param>
/// <param name="Shape">Lengths of the dimensions, the slowest first.</param>
/// <param name="Values">Row-major.</param>
internal sealed record NumericArray(string Name, ImmutableArray<int> Shape, double[] Values)
{
    /// <summary>What it holds in place of numbers: a text for each element, or none that is read. Null for numbers.</summary>
    public LooseTable.Texts? Other { get; init; }

    /// <summary>An array of texts; of several a row none is read.</summary>
    public static NumericArray OfTexts(string name, ImmutableArray<int> shape, ImmutableArray<string> texts) => shape.Length == 1
        ? new(name, shape, [.. texts.Select(_ => double.NaN)])
        {
            Other = new(texts, $"'{name}' holds texts{(texts.IsEmpty ? "" : $", as '{CsvNumber.Shown(texts[0])}'")}; write it as numbers."),
        }
        : Unread(name, $"'{name}' holds texts, and not one a row; write an array of one dimension.");

    /// <summary>An array that is not read.</summary>
    public static NumericArray Unread(string name, string problem) => new(name, [], []) { Other = new(default, problem) };

    /// <summary>Its name, or what stands for it in a message.</summary>
    public string Shown => Name.Length == 0 ? "the array" : Name;

    /// <summary>The array as unsigned bytes.</summary>
    /// <exception cref="InvalidDataException">An element is no whole number from 0 to 255.</exception>
    public ByteArray Bytes()
    {
        var bytes = new byte[Values.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Values[i];
            if (bytes[i] == Values[i]) continue;
            throw new InvalidDataException(
                FormattableString.Invariant($"{Place(i)} of {Shown} is {Values[i]}; unsigned bytes, 0 to 255, are expected; write it as uint8."));
        }
        return new(Shape, bytes);
    }

    /// <summary>An element as the author of the array finds it: its indices, counted from 1.</summary>
    private string Place(int element)
    {
        if (Shape.Length <= 1) return FormattableString.Invariant($"Element {element + 1}");
        var (rest, indices) = (element, new int[Shape.Length]);
        for (var k = Shape.Length - 1; k >= 0; k--) (rest, indices[k]) = (rest / Shape[k], (rest % Shape[k]) + 1);
        return $"Element ({string.Join(", ", indices)}), counted from 1,";
    }

    /// <summary>The number of elements of a shape.</summary>
    /// <exception cref="InvalidDataException">They are more than one array holds.</exception>
    public static int Count(string name, IEnumerable<long> shape)
    {
        var count = shape.Aggregate((Int128)1, (product, size) => product * size);
        return count <= Array.MaxLength
            ? (int)count
            : throw new InvalidDataException($"{name} has {count} elements; at most {Array.MaxLength} are read; split it.");
    }
}

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
