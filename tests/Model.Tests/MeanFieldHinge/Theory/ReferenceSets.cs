using System.Globalization;
using System.Text.Json;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Laws;
using Pipelines.Model.Numerics;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.MeanFieldHinge.Theory;

/// <summary>The parameter sets of the reference tables as problems, and the numbers stated beside them.</summary>
internal static class ReferenceSets
{
    private static readonly Dictionary<string, JsonElement> Sets = Load();

    public static IEnumerable<string> Names => Sets.Keys;

    public static HingeProblem Problem(string set)
    {
        var (law, dimension) = Law(Sets[set].GetProperty("law").GetString()!);
        Assert.Equal(dimension, Sets[set].GetProperty("d").GetInt32());
        return new HingeProblem(law, dimension, Sets[set].GetProperty("M").GetInt32(), Number(set, "beta_star"))
        {
            OutputScale = Number(set, "alpha"),
            Margin = Number(set, "h"),
            MislabelFraction = Number(set, "delta"),
            TrainingSamples = Sets[set].GetProperty("N").GetInt32(),
        };
    }

    public static double Number(string set, string name) => ReferenceTable.Parse(Sets[set].GetProperty(name).GetString()!);

    /// <summary>Reads names such as <c>shells(d=7,R=1.0/3.0,p=0.3/0.7)</c>.</summary>
    public static (InputLaw Law, int Dimension) Law(string name)
    {
        var open = name.IndexOf('(', StringComparison.Ordinal);
        var arguments = name[(open + 1)..^1].Split(',').Select(a => a.Split('=')).ToDictionary(a => a[0], a => a[1]);
        double[] Numbers(string key) => [.. arguments[key].Split('/').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        InputLaw law = name[..open] switch
        {
            "gaussian" => new InputLaw.Gaussian(),
            "sphere" => new InputLaw.Sphere(Numbers("R")[0]),
            "ball" => new InputLaw.Ball(Numbers("R")[0]),
            "shells" => new InputLaw.Shells(DenseVector<double>.Copy(Numbers("R")), DenseVector<double>.Copy(Numbers("p"))),
            "student" => new InputLaw.StudentT(Numbers("nu")[0]),
            _ => throw new ArgumentException($"unknown law {name}", nameof(name)),
        };
        return (law, (int)Numbers("d")[0]);
    }

    private static Dictionary<string, JsonElement> Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("hinge", "parameter_sets.json")));
        return document.RootElement.EnumerateArray().ToDictionary(s => s.GetProperty("id").GetString()!, s => s.Clone());
    }
}
