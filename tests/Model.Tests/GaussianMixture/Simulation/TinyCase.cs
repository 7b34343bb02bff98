using System.Text.Json;
using Pipelines.Model.GaussianMixture;
using Pipelines.Model.GaussianMixture.Data;
using Pipelines.Model.GaussianMixture.Simulation;
using Pipelines.Model.Numerics;
using Pipelines.Model.Randomness;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.GaussianMixture.Simulation;

/// <summary>The reference run on explicit data, weights and masks.</summary>
internal static class TinyCase
{
    private static JsonElement Root { get; } =
        JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("gaussian-mixture", "tiny_case.json"))).RootElement;

    public static MixtureSimulation<double> Simulation(string model, string masks)
    {
        var given = Root.GetProperty("cases").GetProperty(model);
        var x = given.GetProperty("X").EnumerateArray().SelectMany(Numbers).ToArray();
        var problem = new MixtureProblem(
            model == "two" ? Mixture.TwoClusters : Mixture.ThreeClusters,
            model == "two" ? new MixtureActivation.Linear() : new MixtureActivation.Door(Root.GetProperty("L").GetDouble()),
            new MixtureLoss.Logistic(),
            1.5,
            0.5,
            Root.GetProperty("ridge").GetDouble(),
            Root.GetProperty("eta").GetDouble(),
            new BatchRule.Given(new([.. given.GetProperty("masks").GetProperty(masks).EnumerateArray().Select(Mask)])),
            1);
        var data = new MixtureDataset<double>(
            DenseMatrix<double>.Copy(Root.GetProperty("n").GetInt32(), Root.GetProperty("d").GetInt32(), x),
            DenseVector<double>.Copy(Numbers(given.GetProperty("y"))));
        return new(problem, data, RandomKey.FromSeed(0));
    }

    public static WeightStart.Given Start(string model) =>
        new(DenseVector<double>.Copy(Numbers(Root.GetProperty("cases").GetProperty(model).GetProperty("w0"))));

    public static JsonElement Result(string model, string masks, int step) => Root
        .GetProperty("cases").GetProperty(model).GetProperty("result").GetProperty(masks)
        .GetProperty(step.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];

    private static BatchMask Mask(JsonElement row) => BatchMask.Copy(row.EnumerateArray().Select(e => e.GetInt32() == 1).ToArray());
}
