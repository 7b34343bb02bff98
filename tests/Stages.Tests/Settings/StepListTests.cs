using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.Settings;
using Pipelines.Stages.Tests.GaussianMixture;

namespace Pipelines.Stages.Tests.Settings;

/// <summary>Steps that are listed, or every so many.</summary>
public sealed class StepListTests
{
    [Theory]
    [InlineData(5, 20, new[] { 0, 5, 10, 15, 20 })]
    [InlineData(5, 19, new[] { 0, 5, 10, 15 })]
    [InlineData(7, 3, new[] { 0 })]
    [InlineData(1, 0, new[] { 0 })]
    public void Every_so_many_steps_begin_with_the_first_and_do_not_pass_the_last(int every, int last, int[] steps) =>
        Assert.Equal(steps, new StepList([], every).UpTo(last));

    [Fact]
    public void Listed_steps_are_taken_once_and_in_order()
    {
        StepList list = [10, 0, 4, 10];
        Assert.Equal([0, 4, 10], list.UpTo(10));
        Assert.False(list.IsEmpty);
        Assert.True(default(StepList).IsEmpty);
        Assert.Empty(default(StepList).UpTo(10));
    }

    /// <summary>Kernels every five of ten steps have the key of kernels at 0, 5 and 10.</summary>
    [Fact]
    public void Every_so_many_steps_have_the_key_of_the_list_of_them()
    {
        var march = (MixtureTheorySettings.March)Samples.Two.Theory;
        var listed = Samples.Node(Samples.Two with { Theory = march with { KernelSteps = [0, 5, 10] } }, "theory");
        Assert.Equal(listed.Key, Samples.Node(Samples.Two with { Theory = march with { KernelSteps = new([], 5) } }, "theory").Key);
    }
}
