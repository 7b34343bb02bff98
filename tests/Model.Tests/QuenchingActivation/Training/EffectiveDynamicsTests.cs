using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Diagnostics;
using Pipelines.Model.QuenchingActivation.Population;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Randomness;
using Pipelines.Model.Tests.QuenchingActivation.Population;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

public sealed class EffectiveDynamicsTests
{
    [Fact]
    public void Slaved_background_and_right_hand_side_match_the_reference()
    {
        var root = QuenchingReference.Json("effective.json");
        var parameters = root.Parameters("a0", "B0");
        var active = root.GetProperty("active").EnumerateArray().Select(e => e.GetInt32()).ToArray();
        var risk = new PopulationRisk(TargetFunction.Circle, parameters.InputDimension);
        var problem = new EffectiveProblem(risk, OutputScaling.Conventional, parameters.HiddenUnits, [.. active]);
        var slaved = EffectiveRun.Slave(problem, parameters);
        var background = root.GetProperty("background").EnumerateArray().Select(e => slaved.OuterWeights[e.GetInt32()]).ToArray();
        QuenchingReference.Close(root.Numbers("a_background_star"), background, 1e-11, "background");
        var (value, gradient) = risk.ValueAndGradient(slaved, OutputScaling.Conventional);
        QuenchingReference.Close(root.Number("risk_c1"), value, 1e-11, "risk");
        QuenchingReference.Close(root.Numbers("adot_active"), active.Select(j => -gradient.OuterWeights[j]).ToArray(), 1e-11, "active rates");
        QuenchingReference.Close(root.Matrix("Bdot").Span, gradient.InnerWeights.Span.ToArray().Select(g => -g).ToArray(), 1e-11, "inner rates");
        // What slaving means: no force on the outer weights of the background.
        foreach (var index in root.GetProperty("background").EnumerateArray())
            Assert.Equal(0, gradient.OuterWeights[index.GetInt32()], 1e-13);
    }

    [Fact]
    public void Mean_field_slaving_leaves_no_force_either_and_dead_neurons_get_no_weight()
    {
        var drawn = Initialisation.Xavier.Draw(RandomKey.FromSeed(3), 12, 6);
        var inner = drawn.InnerWeights.Span.ToArray();
        inner.AsSpan(7 * 6, 6).Clear();
        var parameters = new TwoLayerParameters(drawn.OuterWeights, DenseMatrix<double>.Copy(12, 6, inner));
        var risk = new PopulationRisk(TargetFunction.Surface(6), 6);
        var problem = new EffectiveProblem(risk, OutputScaling.MeanField, 12, [1, 4]);
        var slaved = EffectiveRun.Slave(problem, parameters);
        var gradient = risk.ValueAndGradient(slaved, OutputScaling.MeanField).Gradient;
        for (var j = 0; j < 12; j++)
        {
            if (j is not (1 or 4)) Assert.Equal(0, gradient.OuterWeights[j], 1e-13);
        }
        Assert.Equal(0, slaved.OuterWeights[7]);
        Assert.Equal(0, EffectiveRun.SlavingError(problem, slaved), 1e-12);
    }

    [Fact]
    public void It_follows_the_full_dynamics_of_the_circle_from_its_plateau()
    {
        const double learningRate = 5e-3;
        var initial = Initialisation.Unit.Draw(RandomKey.FromSeed(1), 30, 10);
        var risk = new PopulationRisk(TargetFunction.Circle, 10);
        var full = new TrainingProblem(new TrainingObjective.Population(risk), OutputScaling.Conventional);
        TrainingPlan Plan(long steps) => new(new Optimiser.GradientFlow(learningRate), steps, [steps]);
        var plateau = TrainingRun.Complete(full, Plan(20_000), initial).Trajectory.Samples[^1];
        var active = ActiveSet.Find(Magnitudes.Of(plateau.Parameters));
        var problem = new EffectiveProblem(risk, OutputScaling.Conventional, 30, active);
        Assert.InRange(EffectiveRun.SlavingError(problem, plateau.Parameters), 0, 0.02);
        var effective = EffectiveRun.Complete(problem, Plan(10_000), plateau.Parameters).Trajectory.Samples[^1];
        var later = TrainingRun.Complete(full, Plan(10_000), plateau.Parameters).Trajectory.Samples[^1];
        // Before an activation the two agree to 1e-3 of the risk.
        QuenchingReference.Close(later.Risk, effective.Risk, 1e-3, "risk after t = 50");
    }
}
