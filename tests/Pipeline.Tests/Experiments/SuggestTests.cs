using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Stages.Settings;

namespace Pipelines.Pipeline.Tests.Experiments;

/// <summary>"Did you mean" finds what was meant.</summary>
public class SuggestTests
{
    private const int Typos = 500;
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    [Theory]
    [InlineData("hidenUnits", "hiddenUnits")]
    [InlineData("hidden_units", "hiddenUnits")]
    [InlineData("hidden-units", "hiddenUnits")]
    [InlineData("HIDDENUNITS", "hiddenUnits")]
    [InlineData("hiddneUnits", "hiddenUnits")]
    [InlineData("hiddenunit", "hiddenUnits")]
    [InlineData("step", "steps")]
    [InlineData("lpg", "log")]
    [InlineData("units", "hiddenUnits")]
    [InlineData("marginOfLoss", "margin")]
    [InlineData("batchSize", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Nearest_is_what_was_meant(string typed, string? meant) =>
        Assert.Equal(meant, Suggest.Nearest(typed, ["learningRate", "hiddenUnits", "steps", "log", "neurons", "margin"]));

    [Fact]
    public void A_slip_to_the_next_key_is_nearer_than_to_a_far_one() => Assert.Equal("tan", Suggest.Nearest("tam", ["tap", "tan"]));

    [Fact]
    public void A_name_of_which_nothing_was_typed_is_not_meant()
    {
        Assert.Null(Suggest.Nearest("*", ["x", "y"]));
        Assert.Equal("x", Suggest.Nearest("X", ["x", "y"]));
    }

    [Fact]
    public void Distance_is_zero_for_the_same_and_the_same_both_ways_for_letters()
    {
        Assert.Equal(0, Suggest.Distance("steps", "steps"));
        Assert.Equal(Suggest.Distance("abcd", "xbdc"), Suggest.Distance("xbdc", "abcd"), 12);
        Assert.Equal(3, Suggest.Distance("", "abc"));
    }

    [Fact]
    public void A_typo_in_a_key_is_understood_98_times_in_100()
    {
        var groups = Systems.BuiltIn.Registry.Systems.Values.SelectMany(Groups).Append(Systems.BuiltIn.Registry.Header)
            .Concat(Groups(Systems.BuiltIn.Registry.Results))
            .Select(g => g.Settings.Select(s => s.Key).ToImmutableArray()).Where(k => k.Length > 1).ToImmutableArray();
        var misses = MissesOf(groups);
        Assert.True(misses.Count <= Typos / 50, string.Join(", ", misses));
    }

    private static List<string> MissesOf(ImmutableArray<ImmutableArray<string>> groups)
    {
        var random = new Random(7);
        var misses = new List<string>();
        for (var i = 0; i < Typos; i++)
        {
            var keys = groups[random.Next(groups.Length)];
            var key = keys[random.Next(keys.Length)];
            string typo;
            do typo = Mistype(key, random);
            while (keys.Contains(typo));
            if (Suggest.Nearest(typo, keys) != key) misses.Add($"{typo} for {key}");
        }
        return misses;
    }

    private static IEnumerable<SettingType.Group> Groups(SettingType type) => type switch
    {
        SettingType.List list => Groups(list.Item),
        SettingType.Group group => group.Settings.SelectMany(s => Groups(s.Type)).Prepend(group),
        SettingType.Union union => union.Cases.SelectMany(c => Groups(c.Group)),
        _ => [],
    };

    private static string Mistype(string key, Random random)
    {
        var at = random.Next(key.Length);
        var letter = Letters[random.Next(Letters.Length)].ToString();
        var typo = random.Next(4) switch
        {
            0 => key.Remove(at, 1),
            1 => key.Insert(at, letter),
            2 => key.Remove(at, 1).Insert(at, letter),
            _ when at > 0 => key[..(at - 1)] + key[at] + key[at - 1] + key[(at + 1)..],
            _ => key.Insert(at, letter),
        };
        return typo == key ? key.Insert(at, letter) : typo;
    }
}
