using Pipelines.Model.MeanFieldHinge.Training;
using Pipelines.Model.MeanFieldHinge.Training.Kernels;

namespace Pipelines.Model.Tests.MeanFieldHinge.Training;

/// <summary>The exactly reproducible run: 60-digit arithmetic rounded to double.</summary>
public class TinyTrainingTests
{
    // A plain double run is within 5e-16 of the reference and no branch is closer than 1e-4 to its kink, so only rounding, amplified over the
    // steps, remains.
    private static double Tolerance(int step) => step <= 10 ? 1e-12 : 1e-10;

    public static TheoryData<int> Snapshots => new(0, 1, 2, 3, 4);

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Parameters_outputs_loss_and_errors_are_those_of_the_reference(int index)
    {
        var (run, state, workspace) = AtSnapshot(index);
        var expected = run.Snapshots[index];
        var tolerance = Tolerance(expected.Step);
        Near(expected.OuterWeights, state.Parameters.OuterWeights.Span, tolerance);
        Near(expected.InnerWeights, state.Parameters.InnerWeights.Span, tolerance);
        Near(expected.OutputChanges, HingeMeasurement.TrainingOutputs(run.Problem, state, workspace).Span, tolerance);
        var observed = HingeMeasurement.Observe(run.Problem, state, workspace);
        Assert.Equal(expected.Loss, observed.TrainingLoss, tolerance);
        Assert.Equal(expected.ErrorTiesWrong, observed.TrainingErrorTiesWrong, 1e-15);
        Assert.Equal(expected.ErrorTiesHalf, observed.TrainingErrorTiesHalf, 1e-15);
        Assert.Equal(expected.Unsatisfied.Count(u => u) / 12.0, observed.UnsatisfiedFraction, 1e-15);
    }

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void The_unsatisfied_examples_are_those_of_the_reference(int index)
    {
        var (run, state, workspace) = AtSnapshot(index);
        var next = HingeTraining.Step(run.Problem, workspace)(state);
        var last = next.Satisfaction!.LastUnsatisfied.ToArray();
        Assert.Equal(run.Snapshots[index].Unsatisfied, last.Select(step => step == state.Step));
    }

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void The_gradient_is_that_of_the_reference(int index)
    {
        var (run, state, workspace) = AtSnapshot(index);
        var next = HingeTraining.Step(run.Problem, workspace)(state).Parameters;
        var expected = run.Snapshots[index];
        double[] Slope(ReadOnlySpan<double> after, ReadOnlySpan<double> before)
        {
            var slope = new double[after.Length];
            for (var i = 0; i < slope.Length; i++) slope[i] = (before[i] - after[i]) / run.Problem.LearningRate;
            return slope;
        }
        Near(expected.OuterGradient, Slope(next.OuterWeights.Span, state.Parameters.OuterWeights.Span), Tolerance(expected.Step));
        Near(expected.InnerGradient, Slope(next.InnerWeights.Span, state.Parameters.InnerWeights.Span), Tolerance(expected.Step));
    }

    [Fact]
    public void Raw_network_outputs_are_those_of_the_reference()
    {
        var (run, state, _) = AtSnapshot(2);
        var pass = new HingePass<double>(HingeLayout.For<double>(4, 5), 1);
        Near(run.Snapshots[2].Outputs, pass.Outputs(run.Problem.Training.Inputs, TrainingWorkspace<double>.Load(state.Parameters)).Span, 1e-12);
        Near(run.Snapshots[0].Outputs, state.Origin.TrainingOutputs.Span, 1e-12);
    }

    [Fact]
    public void A_float_run_follows_the_double_run_within_its_rounding()
    {
        var (run, state, _) = AtSnapshot(3);
        var problem = run.Problem.InSinglePrecision();
        var workspace = new TrainingWorkspace<float>(1);
        var single = HingeTraining.Advance(problem, HingeTraining.Start(problem, run.Initial.InSinglePrecision(), workspace), 10, workspace).State;
        for (var i = 0; i < 5; i++) Assert.Equal(state.Parameters.OuterWeights[i], single.Parameters.OuterWeights[i], 2e-6);
    }

    private static (TinyRun Run, TrainingState<double> State, TrainingWorkspace<double> Workspace) AtSnapshot(int index)
    {
        var run = TinyRun.Read();
        var workspace = new TrainingWorkspace<double>(1);
        var start = HingeTraining.Start(run.Problem, run.Initial, workspace);
        var (state, divergence) = HingeTraining.Advance(run.Problem, start, run.Snapshots[index].Step, workspace);
        Assert.Null(divergence);
        return (run, state, workspace);
    }

    private static void Near(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
