using System.Collections.Immutable;
using Pipelines.Model.MeanFieldHinge.Losses;
using Pipelines.Stages.MeanFieldHinge;

namespace Pipelines.Stages.Tests.MeanFieldHinge;

/// <summary>A user's own loss in keys: by its name and its values.</summary>
public sealed class OwnLossKeyTests
{
    private static readonly MarginLoss.Custom Hinge = new("mine", u => Math.Max(0, 1 - u), u => u < 1 ? -1 : 0, HasMargin: true) { Kinks = [1] };

    [Fact]
    public void A_changed_function_under_its_old_name_has_other_keys()
    {
        var keys = KeysOf(Hinge);
        Assert.Equal(keys, KeysOf(Hinge with { Kinks = [1] }));
        Assert.Equal(keys, KeysOf(new(Hinge.Name, u => u < 1 ? 1 - u : 0, u => u >= 1 ? 0 : -1, HasMargin: true) { Kinks = [1] }));
        foreach (var changed in new[]
        {
            new("mine", u => 2 * Math.Max(0, 1 - u), u => u < 1 ? -2 : 0, HasMargin: true) { Kinks = [1] },
            new("mine", Hinge.Value, Hinge.Slope) { Kinks = [1] },
            Hinge with { Kinks = [1, 2] },
        })
        {
            Assert.All(KeysOf(changed), key => Assert.DoesNotContain(key, keys));
        }
    }

    [Fact]
    public void A_built_in_loss_has_the_same_keys_beside_ones_of_ones_own() =>
        Assert.Equal(HingePoint.Plan(HingePoint.Small).Select(o => o.Key), OutputsOf(Hinge, HingePoint.Small).Select(o => o.Key));

    private static ImmutableArray<Digest> KeysOf(MarginLoss.Custom loss) =>
    [
        .. OutputsOf(loss, HingePoint.Small with { Training = HingePoint.Small.Training with { Loss = loss.Name } }).Select(o => o.Key),
    ];

    private static ImmutableArray<TableNode> OutputsOf(MarginLoss.Custom loss, HingeSettings settings) => Assert.IsType<PointPlan.Ready>(
        HingeSystem.With([loss]).Plan(settings, new(7, 0, path => throw new InvalidOperationException(path)))).Outputs;
}
