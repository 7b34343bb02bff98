using System.Globalization;
using System.Text.Json;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.QuenchingActivation.Population;

/// <summary>Reads the reference numbers of tests/reference/quenching; their README states what each file holds.</summary>
internal static class QuenchingReference
{
    public static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Reference("quenching", file)));
        return document.RootElement.Clone();
    }

    /// <summary>Rows of a comma-separated file, by column name.</summary>
    public static IEnumerable<Dictionary<string, double>> Csv(string file)
    {
        var lines = File.ReadAllLines(RepositoryFiles.Reference("quenching", file));
        var names = lines[0].Split(',');
        return lines.Skip(1).Select(line => names.Zip(line.Split(','))
            .ToDictionary(cell => cell.First, cell => double.Parse(cell.Second, CultureInfo.InvariantCulture)));
    }

    public static double[] Numbers(this JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetDouble())];

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static double[] Numbers(this JsonElement element, string name) => element.GetProperty(name).Numbers();

    public static DenseVector<double> Vector(this JsonElement element, string name) => DenseVector<double>.Copy(element.Numbers(name));

    public static DenseMatrix<double> Matrix(this JsonElement element, string name)
    {
        var rows = element.GetProperty(name).EnumerateArray().Select(Numbers).ToArray();
        return DenseMatrix<double>.Copy(rows.Length, rows[0].Length, rows.SelectMany(r => r).ToArray());
    }

    public static TwoLayerParameters Parameters(this JsonElement element, string outer, string inner) =>
        new(element.Vector(outer), element.Matrix(inner));

    /// <summary>The target that a file names, with the settings the small problems share (M = 10, surface p = d/2).</summary>
    public static TargetFunction Target(string name, int inputDimension, JsonElement root) => name switch
    {
        "single_neuron" => new TargetFunction.SingleNeuron(),
        "linear" => new TargetFunction.Linear(),
        "circle_exact" => TargetFunction.Circle,
        "circle_M10" => new TargetFunction.DiscretisedCircle(10),
        "surface" => new TargetFunction.SubSphere(inputDimension / 2),
        "finite_neurons" => new TargetFunction.FiniteNeurons(root.GetProperty("finite_neurons").Parameters("a_star", "B_star")),
        _ => throw new ArgumentException($"unknown target {name}"),
    };

    /// <summary>Largest |actual - expected| relative to the largest |expected|.</summary>
    public static double Distance(ReadOnlySpan<double> actual, ReadOnlySpan<double> expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (worst, scale) = (0.0, 0.0);
        for (var i = 0; i < actual.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(actual[i] - expected[i]));
            scale = Math.Max(scale, Math.Abs(expected[i]));
        }
        return worst == 0 ? 0 : worst / Math.Max(scale, double.Epsilon);
    }

    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double relative, string what)
    {
        var distance = Distance(actual, expected);
        Assert.True(distance <= relative, FormattableString.Invariant($"{what}: relative distance {distance:e2} exceeds {relative:e2}"));
    }

    public static void Close(double expected, double actual, double relative, string what, double absolute = 0) => Assert.True(
        Math.Abs(actual - expected) <= Math.Max(relative * Math.Abs(expected), absolute),
        FormattableString.Invariant($"{what}: {actual:r} instead of {expected:r}, off by {Math.Abs(actual - expected):e2}"));
}
