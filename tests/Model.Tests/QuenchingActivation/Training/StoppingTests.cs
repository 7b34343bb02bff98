using Pipelines.Model.Numerics;
using Pipelines.Model.QuenchingActivation;
using Pipelines.Model.QuenchingActivation.Training;
using Pipelines.Model.Runs;

namespace Pipelines.Model.Tests.QuenchingActivation.Training;

public sealed class StoppingTests
{
    /// <summary>The risk of a solved problem is a difference of numbers of order 1: rounding leaves it at ±1e-15.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_that_never_stops_goes_on_when_rounding_takes_its_risk_below_0(bool isFlow)
    {
        Optimiser optimiser = isFlow ? new Optimiser.GradientFlow(0.05, 1e-6) : new Optimiser.GradientDescent(0.05);
        var problem = Problems.Population(new TargetFunction.SingleNeuron(), 2);
        var plan = new TrainingPlan(optimiser, 400, [100, 200, 300, 400]);
        var least = double.PositiveInfinity;
        for (var start = 0; start < 8; start++)
        {
            var initial = new TwoLayerParameters(
                DenseVector<double>.Copy([0.5 + (0.1 * start)]), DenseMatrix<double>.Copy(1, 2, [1 + (0.05 * start), 0.3]));
            var trajectory = TrainingRun.Complete(problem, plan, initial).Trajectory;
            Assert.IsType<Termination.ReachedTime>(trajectory.Termination);
            Assert.Equal(4, trajectory.Samples.Length);
            least = Math.Min(least, trajectory.Samples.Min(s => s.Risk));
        }
        Assert.InRange(least, -1e-14, -1e-17);
    }
}
