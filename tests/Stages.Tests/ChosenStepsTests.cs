using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Pipelines.Stages.Tests;

public sealed class ChosenStepsTests
{
    /// <summary>A list is itself, whatever its order; with a rule they are the steps that record has by the same rules.</summary>
    [Property(MaxTest = 300)]
    public Property A_list_stands_for_itself_and_rules_are_those_of_record() => Prop.ForAll(
        Gen.Choose(0, 300).ListOf().Select(s => s.ToImmutableArray()).ToArbitrary(),
        Gen.Choose(0, 40).Two().ToArbitrary(),
        Gen.Choose(0, 300).ToArbitrary(),
        (at, rules, last) =>
        {
            int? every = rules.Item1 == 0 ? null : rules.Item1, log = rules.Item2 < 2 ? null : rules.Item2;
            var expected = every is null && log is null
                ? at.Where(s => s <= last).Select(s => (long)s).Distinct().Order()
                : new RecordSettings(log, every, at).Steps(last).AsEnumerable();
            Assert.Equal(expected, new ChosenSteps(at, every, log).Steps(last));
        });

    [Fact]
    public void Nothing_chosen_is_no_step() => Assert.Empty(new ChosenSteps().Steps(10));

    [Fact]
    public void More_steps_than_a_plan_can_list_are_refused_at_their_key()
    {
        var refused = new ChosenSteps(Every: 1).Refusal(int.MaxValue, "theory.kernelSteps")!;
        Assert.Equal("theory.kernelSteps.every", refused.Setting);
        Assert.Null(new ChosenSteps(Every: 1000).Refusal(int.MaxValue, "theory.kernelSteps"));
    }
}
