using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>Steps are written as a list, spaced or not, or as the rules of <c>record</c>.</summary>
public class ChosenStepsTests
{
    private const string Written = "kernelSteps: [0, 5, 12]";

    private static readonly string Text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "mixture.yaml"));

    private static Checked<ExperimentDefinition> Load(string steps, params string[] overrides) => ExperimentFile.Load(
        "x.yaml", Encoding.UTF8.GetBytes(Text.Replace(Written, $"kernelSteps: {steps}", StringComparison.Ordinal)),
        overrides,
        Systems.BuiltIn.Registry);

    private static IEnumerable<long> Steps(Checked<ExperimentDefinition> loaded) => loaded.Match(
        e => e.PointAt(0).Match(
            point => ((MixtureSettings)point.Settings).Theory.KernelSteps!.Steps(12),
            errors => throw new Xunit.Sdk.XunitException(errors[0].Render())),
        errors => throw new Xunit.Sdk.XunitException(string.Concat(errors.Select(e => e.Render()))));

    [Theory]
    [InlineData("[12, 0, 5, 5]", new long[] { 0, 5, 12 })]
    [InlineData("{lin: [0, 12, 4]}", new long[] { 0, 4, 8, 12 })]
    [InlineData("{log: [1, 9, 3]}", new long[] { 1, 3, 9 })]
    [InlineData("{at: [3]}", new long[] { 3 })]
    [InlineData("{at: {lin: [1, 3, 3]}}", new long[] { 1, 2, 3 })]
    [InlineData("{every: 5}", new long[] { 0, 5, 10, 12 })]
    [InlineData("{every: 6, at: [1]}", new long[] { 0, 1, 6, 12 })]
    [InlineData("{log: 2}", new long[] { 0, 1, 12 })]
    public void Each_way_to_write_them_is_read_in_the_file_and_by_set(string written, long[] steps)
    {
        Assert.Contains(Written, Text, StringComparison.Ordinal);
        Assert.Equal(steps, Steps(Load(written)));
        var bySet = Load("[0]", $"theory.kernelSteps={written}");
        Assert.Equal(steps, Steps(bySet));
    }

    [Theory]
    [InlineData("5", "kernelSteps must be a list or keys with values, not 5.")]
    [InlineData("[0, -1]", "kernelSteps cannot be -1.")]
    [InlineData("{at: [13]}", "A kernel is asked for after the last step.")]
    [InlineData("{evry: 5}", "There is no setting 'evry' here.")]
    [InlineData("{lin: 5}", "lin needs three numbers.")]
    public void What_is_wrong_with_them_is_told(string written, string message) =>
        Assert.Equal(message, Assert.Single(Load(written).Match(_ => [], errors => errors)).Message);
}
