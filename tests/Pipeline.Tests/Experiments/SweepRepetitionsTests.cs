using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>A value that a sweep has twice is told.</summary>
public class SweepRepetitionsTests
{
    [Theory]
    [InlineData("{training.steps: [3, 1e1, 3.0]}", 34, "training.steps would have one value twice: 3.")]
    [InlineData("{training.steps: {lin: [1, 3, 9]}}", 31, "training.steps would have one value twice: 1.")]
    [InlineData(
        "{dataset: [coin, {law: images, path: a}, {path: a, law: images}]}", 49, "dataset would have one value twice: {law: images, path: a}.")]
    [InlineData("{network.activation: [relu, soft-plus, relu]}", 47, "network.activation would have one value twice: relu.")]
    [InlineData(
        "{dataset: [coin, {law: images, path: a}, {law: images, path: a}]}", 49, "dataset would have one value twice: {law: images, path: a}.")]
    [InlineData(
        "{zip: {training.steps: [1, 1, 1], training.learningRate: [1, 2, 1]}}", 38,
        "training.steps and training.learningRate would have one value twice: 1 and 1.")]
    public void Is_told_at_the_second(string sweep, int column, string message)
    {
        var error = Assert.Single(SweepRepetitions.Of(Sample.Valid(Sample.Minimal + "sweep: " + sweep)));
        Assert.Equal((7, column, message), (error.Line, error.Column, error.Message));
    }

    [Theory]
    [InlineData("{training.steps: [3, 1e1], training.learningRate: [3, 10]}")]
    [InlineData("{training.steps: {log: [1, 100, 5]}}")]
    [InlineData("{training.learningRate: {lin: [1, 3, 9]}}")]
    [InlineData("{zip: {training.steps: [1, 1, 2], training.learningRate: [1, 2, 1]}}")]
    public void Different_values_are_none(string sweep) =>
        Assert.Empty(SweepRepetitions.Of(Sample.Valid(Sample.Minimal + "sweep: " + sweep)));
}
