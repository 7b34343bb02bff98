using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.Tests.Keys;

/// <summary>A setting reaches the keys of the stages that read it and of those behind them, and no other; the body of a stage gets what its key
/// says.</summary>
public class ReadsTests
{
    /// <summary>Settings that no stage reads: what they do is over when the stages are planned, or there is nothing for them to do.</summary>
    private static readonly string[] Unread =
    [
        "gaussian-mixture record.neurons", "gaussian-mixture record.satisfaction", "mean-field-hinge dataset.ifAbsent",
    ];

    /// <summary>Settings whose other value no plan takes.</summary>
    private static readonly string[] Refused = ["quenching-activation record.satisfaction"];

    /// <summary>Every setting of every example, changed.</summary>
    private static readonly ImmutableArray<Effect> Effects =
    [
        .. from example in KeyExamples.All
           from change in SettingChanges.Of(example.Settings)
           where CanBePlanned(example, change.Changed)
           select new Effect($"{example.System.Name} {change.Path}", example.Nodes(), example.Nodes(change.Changed)),
    ];

    /// <summary>A line is a setting, the stages that read it with the values that change, and the stages behind them.</summary>
    [Fact]
    public void Every_setting_reaches_the_keys_that_were_written_down() => Pinned.Equal("reads.txt",
        [.. Effects.Select(e => e.ToString()).Distinct().Order(StringComparer.Ordinal)]);

    [Fact]
    public void Every_setting_reaches_some_key() => Assert.Equal(
        Unread,
        Effects.GroupBy(e => e.Setting.Split(" (")[0]).Where(g => g.All(e => e.Readers.IsEmpty
            && e.Behind.IsEmpty)).Select(g => g.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_setting_of_every_system_is_changed() => Assert.Equal(
        KeyExamples.All.Select(e => e.System).DistinctBy(s => s.Name)
            .SelectMany(s => SettingChanges.Paths(SettingTypes.Of(s.Settings)).Select(p => $"{s.Name} {p}"))
            .Distinct().Except(Refused).Order(StringComparer.Ordinal),
        Effects.Select(e => e.Setting.Split(" (")[0]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void A_key_changes_with_what_its_stage_reads_and_with_its_inputs_and_with_nothing_else()
    {
        foreach (var effect in Effects.Where(e => e.IsSameShape))
        {
            var changed = effect.Before.Zip(effect.After).Where(p => p.First.Key != p.Second.Key).Select(p => p.First).ToHashSet();
            foreach (var (before, after) in effect.Before.Zip(effect.After))
            {
                var reads = Canonical.Encode(before.Reads) != Canonical.Encode(after.Reads);
                Assert.True(changed.Contains(before) == (reads || before.Inputs.Any(changed.Contains)), $"{effect.Setting}: {before.Stage}");
            }
        }
    }

    /// <summary>A single changed value may not fit the others: a loss that is not known, three radii with two weights.</summary>
    private static bool CanBePlanned(KeyExample example, object settings)
    {
        try
        {
            return example.System.Plan(settings, KeyExamples.Context) is PointPlan.Ready;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>What a setting does to a plan.</summary>
    private sealed record Effect(string Setting, ImmutableArray<StageNode> Before, ImmutableArray<StageNode> After)
    {
        public bool IsSameShape => Before.Select(n => n.Stage).SequenceEqual(After.Select(n => n.Stage));

        /// <summary>Stages with the values of theirs that change; a stage of which there are more or fewer stands with a plus.</summary>
        public ImmutableArray<string> Readers => IsSameShape
            ? [.. Before.Zip(After).Select(p => (p.First.Stage.Name, Values: Changed(p.First, p.Second))).Where(r => r.Values.Length > 0)
                .Select(r => $"{r.Name} ({r.Values})").Distinct()]
            : [.. Before.Concat(After).Select(n => n.Stage.Name).Distinct()
                .Where(s => Before.Count(n => n.Stage.Name == s) != After.Count(n => n.Stage.Name == s)).Select(s => $"+ {s}")];

        /// <summary>Other stages with other keys.</summary>
        public ImmutableArray<string> Behind =>
            [.. Before.Where(b => After.All(a => a.Key != b.Key)).Select(b => b.Stage.Name).Distinct()
                .Where(s => !Readers.Any(r => r.Split(' ').Contains(s)))];

        public override string ToString() => $"{Setting}: {Listed(Readers)}; then {Listed(Behind)}";

        private static string Changed(StageNode before, StageNode after) => before.Reads.GetType() != after.Reads.GetType()
            ? "all"
            : string.Join(' ', Canonical.Values(before.Reads).Zip(Canonical.Values(after.Reads)).Where(p => p.First != p.Second)
                .Select(p => p.First.Name));

        private static string Listed(ImmutableArray<string> stages) => stages.IsEmpty ? "none" : string.Join(", ", stages);
    }
}
