using System.Text.Json;
using Pipelines.Model.MeanFieldHinge;
using Pipelines.Model.MeanFieldHinge.Data;
using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.Numerics;
using Pipelines.Tests;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>The reference run of tests/reference/hinge/tiny_training.json: 12 examples, 4 inputs, 5 hidden units, computed with 60 digits.</summary>
internal sealed record TinyRun(TrainingProblem<double> Problem, Parameters<double> Initial, IReadOnlyList<TinyRun.Snapshot> Snapshots)
{
    /// <summary>What the reference holds at one step.</summary>
    internal sealed record Snapshot(
        int Step, double[] OuterWeights, double[] InnerWeights, double[] Outputs, double[] OutputChanges, double Loss, double ErrorTiesWrong,
        double ErrorTiesHalf, bool[] Unsatisfied, double[] OuterGradient, double[] InnerGradient);

    public static TinyRun Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("hinge", "tiny_training.json")));
        var root = document.RootElement;
        double Number(string name) => root.GetProperty(name).GetDouble();
        var (n, d, m) = ((int)Number("N"), (int)Number("d"), (int)Number("M"));
        var data = new LabelledDataset<double>(
            DenseMatrix<double>.Copy(n, d, Numbers(root.GetProperty("X"))), DenseVector<double>.Copy(Numbers(root.GetProperty("y"))),
            DenseVector<double>.Copy(Numbers(root.GetProperty("w_ref"))), "tiny_training.json");
        var problem = new TrainingProblem<double>(data, new(Number("alpha"), Number("h")), Number("beta_star")) { TracksSatisfaction = true };
        var initial = new Parameters<double>(
            DenseVector<double>.Copy(Numbers(root.GetProperty("a0"))), DenseMatrix<double>.Copy(m, d, Numbers(root.GetProperty("W0"))));
        return new(problem, initial, [.. root.GetProperty("snapshots").EnumerateArray().Select(Read)]);
    }

    private static Snapshot Read(JsonElement s) => new(
        s.GetProperty("k").GetInt32(), Numbers(s.GetProperty("a")), Numbers(s.GetProperty("W")), Numbers(s.GetProperty("output")),
        Numbers(s.GetProperty("output_minus_initial")), s.GetProperty("loss").GetDouble(),
        s.GetProperty("fraction_misclassified_ties_count_as_wrong").GetDouble(), s.GetProperty("error_with_ties_half").GetDouble(),
        [.. Numbers(s.GetProperty("unsatisfied")).Select(u => u != 0)], Numbers(s.GetProperty("grad_a")), Numbers(s.GetProperty("grad_W")));

    private static double[] Numbers(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().SelectMany(Numbers)] : [element.GetDouble()];
}
