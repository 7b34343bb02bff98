using Pipelines.Model.GaussianMixture.Simulation;

namespace Pipelines.Model.Tests.GaussianMixture.Simulation;

public sealed class TinyCaseTests
{
    /// <summary>The file's own tolerance: both sides compute in double, ten steps of a few operations each.</summary>
    private const double Tolerance = 1e-12;

    [Theory]
    [InlineData("two", "gd")]
    [InlineData("two", "sgd")]
    [InlineData("two", "persistent")]
    [InlineData("three", "gd")]
    [InlineData("three", "sgd")]
    [InlineData("three", "persistent")]
    public void Weights_and_observables_follow_the_reference(string model, string masks)
    {
        var simulation = TinyCase.Simulation(model, masks);
        var workspace = new MixtureTrainingWorkspace<double>(simulation, 1);
        var state = MixtureTraining.Start(simulation, TinyCase.Start(model));
        foreach (var step in new[] { 0, 1, 2, 10 })
        {
            state = MixtureTraining.Advance(simulation, state, step - state.Step, _ => false, workspace).State;
            var expected = TinyCase.Result(model, masks, step);
            var weights = TinyCase.Numbers(expected.GetProperty("w"));
            for (var i = 0; i < weights.Length; i++) Assert.Equal(weights[i], state.Weights[i], Tolerance);
            var observed = MixtureMeasurement.Observe(simulation, state, workspace).Observables;
            Assert.Equal(expected.GetProperty("m").GetDouble(), observed.Magnetization, Tolerance);
            Assert.Equal(expected.GetProperty("C").GetDouble(), observed.SquaredNorm, Tolerance);
            Assert.Equal(expected.GetProperty("train_loss_sum_over_d").GetDouble(), observed.TrainingLoss, Tolerance);
            Assert.Equal(expected.GetProperty("train_accuracy").GetDouble(), observed.TrainingAccuracy, Tolerance);
        }
    }
}
