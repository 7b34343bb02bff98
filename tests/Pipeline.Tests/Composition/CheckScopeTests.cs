using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Tests.Composition;

/// <summary>Checks that hold at one value of a setting.</summary>
public sealed class CheckScopeTests
{
    [Theory]
    [InlineData("training.ridge = 0.1", new[] { false, true, false })]
    [InlineData("training.ridge=1e-1", new[] { false, true, false })]
    [InlineData("training.loss = quadratic", new[] { true, true, true })]
    [InlineData("training.ridge = 7", new[] { false, false, false })]
    [InlineData("'training.ridge = 0.1, training.loss = quadratic'", new[] { false, true, false })]
    [InlineData("'training.ridge = 0.1, training.loss = hinge'", new[] { false, false, false })]
    [InlineData("training.ridge = 0.1, relativeTo: training.ridge = 1", new[] { false, true, true })]
    public void A_check_is_held_where_the_setting_has_the_value(string scope, bool[] held) =>
        Assert.Equal(held, Plan(scope).Match(points => points, _ => throw new Xunit.Sdk.XunitException("refused")).Select(p => p.Checks is not null));

    [Fact]
    public void A_setting_that_is_written_nowhere_is_an_error()
    {
        var errors = Plan("training.rigde = 0.1").Match(_ => [], errors => errors);
        Assert.Contains("training.rigde, which is written nowhere", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ratio_to_a_setting_that_is_written_nowhere_is_an_error()
    {
        var errors = Plan("training.ridge = 0.1, relativeTo: training.rigde = 1").Match(_ => [], errors => errors);
        Assert.Contains("training.rigde, which is written nowhere", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_checks_of_one_name_are_an_error()
    {
        var errors = Plan("training.ridge = 0.1}\n  - {name: c, value: theory.squaredNorm, atLeast: 1").Match(_ => [], errors => errors);
        var error = Assert.Single(errors);
        Assert.Equal("The name 'c' stands on line 11 already.", error.Message);
        Assert.Equal(12, error.Line);
    }

    private static Checked<ImmutableArray<PlannedPoint>> Plan(string scope)
    {
        var text = $$"""
            experiment: scoped
            system: gaussian-mixture
            seed: 1
            dataset: {law: two-clusters, inputDimension: 10, sampleRatio: 2, noiseLevel: 0.5}
            network: linear
            training: {batch: full-batch, learningRate: 0.1, steps: 2, initialVariance: 1, start: free, seeds: 2, loss: quadratic}
            theory: exact-quadratic
            record: {every: 1}
            sweep: {training.ridge: [0, 0.1, 1]}
            checks:
              - {name: c, value: theory.squaredNorm, atLeast: 0, onlyAt: {{scope}}}
            """;
        return ExperimentFile.Load("scoped.yaml", Encoding.UTF8.GetBytes(text), [], Systems.BuiltIn.Registry).Match(
            experiment => Planner.Points(experiment, Systems.BuiltIn.Find("gaussian-mixture"), _ => throw new InvalidOperationException()),
            errors => throw new Xunit.Sdk.XunitException(errors[0].Render()));
    }
}
