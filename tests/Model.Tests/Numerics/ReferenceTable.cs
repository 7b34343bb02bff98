using System.Globalization;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.Numerics;

/// <summary>A committed table of reference values: the columns are doubles as 16 hexadecimal digits, a last one may be a plain decimal.</summary>
internal static class ReferenceTable
{
    public static IEnumerable<double[]> Read(string folder, string name) =>
        File.ReadLines(RepositoryFiles.Reference(folder, $"{name}.txt")).Select(line => line.Split(' ').Select(Parse).ToArray());

    private static double Parse(string word) => word.Length == 16
        ? BitConverter.UInt64BitsToDouble(ulong.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
        : double.Parse(word, CultureInfo.InvariantCulture);
}
