using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model.Inputs.Given;
using Pipelines.Model.Numerics;

namespace Pipelines.Pipeline.Storage;

/// <summary>Arrays as a table: the first dimension is the row.</summary>
/// <remarks>
/// An array of one number a row is a column of its name. One of several is as many columns: x[0], x[1], ..., or 0, 1, ... where the file is one array
/// without a name.
/// </remarks>
internal static class ArrayTable
{
    /// <exception cref="InvalidDataException">There is no array, one has no dimension, or they have different numbers of rows.</exception>
    public static NumericTable Of(ImmutableArray<NumericArray> arrays)
    {
        if (arrays.IsEmpty) throw new InvalidDataException("The file holds no array of numbers; name one that does.");
        if (arrays.FirstOrDefault(a => a.Shape.IsEmpty) is { } scalar)
            throw new InvalidDataException(
                $"{scalar.Shown} is a single number; arrays with a number of rows are expected; name one behind the path: FILE#NAME.");
        var rows = arrays[0].Shape[0];
        if (arrays.FirstOrDefault(a => a.Shape[0] != rows) is { } other)
            throw new InvalidDataException(
                $"{arrays[0].Shown} has {rows} rows, {other.Shown} has {other.Shape[0]}; all arrays of a file are columns of one table; "
                    + "name one behind the path: FILE#NAME.");
        ImmutableArray<int> widths = [.. arrays.Select(a => NumericArray.Count(a.Shown, a.Shape.Skip(1).Select(s => (long)s)))];
        var names = arrays.Zip(widths).SelectMany(a => Names(a.First, a.Second)).ToImmutableArray();
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
            throw new InvalidDataException("Two columns have the same name; rename one.");
        if ((long)rows * names.Length > Array.MaxLength)
            throw new InvalidDataException($"{rows} x {names.Length} numbers are more than one array holds, {Array.MaxLength}; split the file.");
        return new(names, DenseMatrix<double>.Create(rows, names.Length, (arrays, widths), static (target, from) =>
        {
            var i = 0;
            for (var row = 0; i < target.Length; row++)
            {
                for (var a = 0; a < from.arrays.Length; a++)
                {
                    from.arrays[a].Values.AsSpan(row * from.widths[a], from.widths[a]).CopyTo(target[i..]);
                    i += from.widths[a];
                }
            }
        }));
    }

    private static IEnumerable<string> Names(NumericArray array, int width)
    {
        if (array.Name.Length > 0 && width == 1) return [array.Name];
        var indices = Enumerable.Range(0, width).Select(k => k.ToString(CultureInfo.InvariantCulture));
        return array.Name.Length == 0 ? indices : indices.Select(k => $"{array.Name}[{k}]");
    }
}
