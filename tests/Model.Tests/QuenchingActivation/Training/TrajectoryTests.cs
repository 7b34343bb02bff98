using System.Collections.Immutable;
using System.Text.Json;
using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Data;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Runs;
using Pipelines.Model.Tests.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

/// <summary>Literal runs of every optimiser against the reference trajectories.</summary>
public sealed class TrajectoryTests
{
    [Fact]
    public void Population_runs_match_the_reference()
    {
        var root = QuenchingReference.Json("trajectories_population.json");
        foreach (var run in root.GetProperty("runs").EnumerateArray())
        {
            var target = QuenchingReference.Target(run.GetProperty("target").GetString()!, root.GetProperty("d").GetInt32(), root);
            Check(root, run, new TrainingObjective.Population(new PopulationRisk(target, root.GetProperty("d").GetInt32())), lateTolerance: 1e-9);
        }
    }

    [Fact]
    public void Empirical_runs_match_the_reference()
    {
        var root = QuenchingReference.Json("trajectories_empirical.json");
        foreach (var run in root.GetProperty("runs").EnumerateArray())
        {
            var name = run.GetProperty("target").GetString()!;
            var samples = new LabelledSamples(root.Matrix("X"), root.GetProperty("y").Vector(name));
            var labelled = LabelledSamples.Label(samples.Inputs, QuenchingReference.Target(name, root.GetProperty("d").GetInt32(), root));
            QuenchingReference.Close(samples.Labels.Span, labelled.Labels.Span, 1e-14, $"labels of {name}");
            Check(root, run, new TrainingObjective.Empirical(samples), lateTolerance: 1e-12);
        }
    }

    [Fact]
    public void Both_sides_of_the_mean_field_map_match_the_reference_and_each_other()
    {
        var root = QuenchingReference.Json("meanfield_map.json");
        var initial = root.Parameters("a0_mf", "B0_mf");
        var steps = root.GetProperty("steps").GetInt64();
        var objective = new TrainingObjective.Population(new PopulationRisk(TargetFunction.Circle, initial.InputDimension));
        TrainingSample Last(OutputScaling scaling, double learningRate, TwoLayerParameters start) => TrainingRun.Complete(
            new TrainingProblem(objective, scaling), Plan(new Optimiser.GradientDescent(learningRate), steps), start).Trajectory.Samples[^1];
        var meanField = Last(OutputScaling.MeanField, root.Number("eta_mf"), initial);
        var conventional = Last(OutputScaling.Conventional, root.Number("eta_conv"), OutputScalings.MeanFieldToConventional(initial));
        CheckRecord(root.GetProperty("mf"), meanField, 1e-12, "mean-field");
        CheckRecord(root.GetProperty("conv"), conventional, 1e-12, "conventional");
        var mapped = OutputScalings.ConventionalToMeanField(conventional.Parameters);
        QuenchingReference.Close(meanField.Parameters.InnerWeights.Span, mapped.InnerWeights.Span, 1e-13, "map");
        QuenchingReference.Close(meanField.Risk, conventional.Risk, 1e-13, "risk");
    }

    [Fact]
    public void Longer_runs_match_the_reference()
    {
        var root = QuenchingReference.Json("midsize.json");
        var initial = new TwoLayerParameters(DenseVector<double>.Zeros(40), root.Matrix("B0"));
        foreach (var run in root.GetProperty("population").EnumerateArray())
        {
            var target = run.GetProperty("target").GetString() switch
            {
                "circle_exact" => TargetFunction.Circle,
                "single_neuron" => new TargetFunction.SingleNeuron(),
                _ => new TargetFunction.SubSphere(run.GetProperty("p").GetInt32()),
            };
            CheckMidsize(run, new TrainingObjective.Population(new PopulationRisk(target, 15)), initial);
        }
    }

    [Fact]
    public void A_longer_empirical_run_matches_the_reference_with_its_exact_test_error()
    {
        var root = QuenchingReference.Json("midsize.json");
        var run = root.GetProperty("empirical");
        var samples = LabelledSamples.Label(run.Matrix("X"), new TargetFunction.SingleNeuron());
        var inner = DenseMatrix<double>.Copy(24, 15, root.Matrix("B0").Span[..(24 * 15)]);
        CheckMidsize(run, new TrainingObjective.Empirical(samples), new TwoLayerParameters(DenseVector<double>.Zeros(24), inner));
    }

    private static void CheckMidsize(JsonElement run, TrainingObjective objective, TwoLayerParameters initial)
    {
        var records = run.GetProperty("records").EnumerateArray().ToArray();
        ImmutableArray<long> steps = [.. records.Select(r => r.GetProperty("step").GetInt64())];
        var plan = new TrainingPlan(new Optimiser.GradientDescent(run.Number("eta")), steps[^1], steps);
        var samples = TrainingRun.Complete(new TrainingProblem(objective, OutputScaling.Conventional), plan, initial).Trajectory.Samples;
        foreach (var (record, sample) in records.Zip(samples))
        {
            var what = $"step {sample.Step}";
            // Rounding differs, and fifty thousand steps carry it on: 1e-10; late risks are differences of numbers of order 1.
            QuenchingReference.Close(record.Number("risk"), sample.Risk, 1e-10, $"risk, {what}", absolute: 1e-12);
            QuenchingReference.Close(record.Numbers("magnitudes"), Magnitudes.Signed(sample.Parameters).Span, 1e-10, $"magnitudes, {what}");
            if (!record.TryGetProperty("test_risk_gauss", out var test)) continue;
            var exact = new PopulationRisk(new TargetFunction.SingleNeuron(), sample.Parameters.InputDimension, InputLaw.Gaussian.Normalisation())
                .Value(sample.Parameters, OutputScaling.Conventional);
            QuenchingReference.Close(test.GetDouble(), exact, 1e-10, $"test error, {what}", absolute: 1e-12);
        }
    }

    private static void Check(JsonElement root, JsonElement run, TrainingObjective objective, double lateTolerance)
    {
        var tag = run.GetProperty("tag").GetString()!;
        var eta = run.Number("eta");
        Optimiser optimiser = run.GetProperty("opt").GetString() switch
        {
            "gd" => new Optimiser.GradientDescent(eta),
            "momentum" => new Optimiser.Momentum(eta),
            "adam" => new Optimiser.Adam(eta),
            var other => throw new ArgumentException($"unknown optimiser {other}"),
        };
        var scaling = run.Number("scale") == 1 ? OutputScaling.Conventional : OutputScaling.MeanField;
        var trained = run.GetProperty("rf").GetBoolean() ? TrainedLayers.OuterOnly : TrainedLayers.Both;
        int? batch = run.GetProperty("batch").ValueKind == JsonValueKind.Null ? null : run.GetProperty("batch").GetInt32();
        var initial = root.Parameters("a0", "B0");
        if (tag.Contains("zero_init")) initial = new(DenseVector<double>.Zeros(initial.HiddenUnits), initial.InnerWeights);
        var records = run.GetProperty("records").EnumerateArray().ToArray();
        ImmutableArray<long> steps = [.. records.Select(r => r.GetProperty("step").GetInt64())];
        var plan = new TrainingPlan(optimiser, steps[^1], steps, batchSize: batch);
        var (_, trajectory) = TrainingRun.Complete(new TrainingProblem(objective, scaling, trained), plan, initial);
        Assert.IsType<Termination.ReachedTime>(trajectory.Termination);
        foreach (var (record, sample) in records.Zip(trajectory.Samples))
            CheckRecord(record, sample, sample.Step <= 100 ? 1e-12 : lateTolerance, $"{tag}, step {sample.Step}");
    }

    private static void CheckRecord(JsonElement record, TrainingSample sample, double tolerance, string what)
    {
        QuenchingReference.Close(record.Number("risk"), sample.Risk, tolerance, $"risk, {what}", absolute: 1e-12);
        QuenchingReference.Close(record.Numbers("a"), sample.Parameters.OuterWeights.Span, tolerance, $"a, {what}");
        QuenchingReference.Close(record.Matrix("B").Span, sample.Parameters.InnerWeights.Span, tolerance, $"B, {what}");
        // A gradient near zero is a difference of terms of order 1, so its error is absolute.
        QuenchingReference.Close(record.Number("norm_grad_a"), sample.OuterGradientNorm, tolerance, $"outer speed, {what}", absolute: 1e-12);
        QuenchingReference.Close(record.Number("norm_grad_B"), sample.InnerGradientNorm, tolerance, $"inner speed, {what}", absolute: 1e-12);
        var scaling = what.Contains("mf") || what.Contains("mean-field") ? OutputScaling.MeanField : OutputScaling.Conventional;
        QuenchingReference.Close(record.Number("path_l2"), PathNorm.L2(sample.Parameters, scaling), tolerance, $"path norm l2, {what}");
        QuenchingReference.Close(record.Number("path_l1"), PathNorm.L1(sample.Parameters, scaling), tolerance, $"path norm l1, {what}");
    }

    private static TrainingPlan Plan(Optimiser optimiser, long steps) => new(optimiser, steps, [steps]);
}
