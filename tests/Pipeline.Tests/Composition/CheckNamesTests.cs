using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Tests.Composition;

/// <summary>A wrong name in a check is told with its place before anything runs.</summary>
public sealed class CheckNamesTests
{
    [Theory]
    [InlineData("value: theory.squaredNrm", "Table theory has no column 'squaredNrm'.", "did you mean 'squaredNorm'?")]
    [InlineData("value: teory.squaredNorm", "This experiment leaves no table 'teory' that a check can read.", "did you mean 'theory'?")]
    [InlineData("value: points.finalError", "This experiment leaves no table 'points' that a check can read.", "")]
    [InlineData("value: checks.measured", "This experiment leaves no table 'checks' that a check can read.", "")]
    [InlineData("value: timeStep.squaredNorm", "This experiment leaves no table 'timeStep' that a check can read.", "")]
    [InlineData("value: theory.squaredNorm, take: max-ratio, with: ensemble.norm", "Table ensemble has no column 'norm'.", "")]
    [InlineData(
        "value: theorySummary.bayesError, take: max-ratio, with: theory.generalisationError",
        "theorySummary.bayesError and theory.generalisationError cannot be compared at equal times: table theorySummary has no column time.",
        "compare columns of one table, or of two with a time")]
    [InlineData(
        "value: theory.squaredNorm, until: theory.time", "until needs one number, and table theory has a row for each of many.",
        "write a number, or a column of a one-row table such as theorySummary.crossingTime")]
    [InlineData(
        "value: theory.squaredNorm, onlyIf: comparison.time", "onlyIf needs one number, and table comparison has a row for each of many.",
        "write a number, or a column of a one-row table such as theorySummary.crossingTime")]
    [InlineData("value: theory.squaredNorm, against: training.rigde", "There is no setting 'training.rigde'.", "did you mean 'training.ridge'?")]
    [InlineData("value: theory.squaredNorm, where: [halvings = 2]", "Table theory has no column 'halvings'.", "")]
    [InlineData("value: theory.squaredNorm, where: [time <= 2, stp = 1]", "Table theory has no column 'stp'.", "did you mean 'step'?")]
    [InlineData(
        "value: theory.squaredNorm, where: [step = late]", "Column step holds numbers, and 'late' is none.",
        "compare texts by = or !=, numbers with a number")]
    public void Is_told(string check, string message, string fix)
    {
        var error = Assert.Single(Errors(check));
        Assert.Equal((11, message, fix), (error.Line, error.Message, error.Fix));
    }

    [Theory]
    [InlineData("value: theory.squaredNorm, take: max-ratio, with: theorySummary.bayesError")]
    [InlineData("value: theory.squaredNorm, take: max-ratio, with: ensemble.squaredNorm, from: 0.1, until: theorySummary.lowestErrorTime")]
    [InlineData("value: theory.squaredNorm, take: max-ratio, with: 2, onlyIf: theorySummary.boundedStep")]
    [InlineData("value: theorySummary.finalError, against: training.ridge")]
    [InlineData("value: theory.squaredNorm, where: [step >= 1, time <= last]")]
    [InlineData("value: comparison.squaredNormDifference, take: max-ratio, with: theory.squaredNorm, where: ['squaredNorm > 0.1']")]
    [InlineData("value: theorySummary.finalError, against: training.learningRate")]
    public void What_a_run_leaves_can_be_checked(string check) => Assert.Empty(Errors(check));

    private static IEnumerable<ConfigError> Errors(string check)
    {
        var text = $$"""
            experiment: named
            system: gaussian-mixture
            seed: 1
            dataset: {law: two-clusters, inputDimension: 10, sampleRatio: 2, noiseLevel: 0.5}
            network: linear
            training: {batch: full-batch, learningRate: 0.1, steps: 2, initialVariance: 1, start: free, seeds: 2, loss: quadratic}
            theory: exact-quadratic
            record: {every: 1}
            sweep: {training.ridge: [0, 0.1, 1]}
            checks:
              - {name: c, atLeast: 0, {{check}}}
            """;
        return ExperimentFile.Load("named.yaml", Encoding.UTF8.GetBytes(text), [], Systems.BuiltIn.Registry).Match(
            experiment => Planner.Points(experiment, Systems.BuiltIn.Find("gaussian-mixture"), _ => throw new InvalidOperationException())
                .Match(_ => [], errors => errors),
            errors => throw new Xunit.Sdk.XunitException(errors[0].Render()));
    }
}
