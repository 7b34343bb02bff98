using System.Collections.Immutable;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.Tests.Settings;

/// <summary>The text that keys are hashed from: same for the same settings, different for any other.</summary>
public class CanonicalTests
{
    public sealed record Sample(double Rate, int Steps = 3, string? Label = null, ImmutableArray<double> Times = default, Kind Kind = Kind.First, Shape? Shape = null, ulong Seed = 0);

    public enum Kind
    {
        First,
        SecondOne,
    }

    public abstract record Shape
    {
        private Shape() { }

        [SettingCase("flat", "no height")]
        public sealed record Plane(double Width) : Shape;

        public sealed record Box(double Width) : Shape;
    }

    [Fact]
    public void The_text_is_pinned() => Assert.Equal(
        "Sample{Kind=Kind.SecondOne;Label=text3:a;b;Rate=f64:3fb999999999999a;Seed=u64:18446744073709551615;Shape=Shape.flat{Width=f64:8000000000000000;};Steps=i32:-4;Times=[f64:3ff0000000000000,];}"
            .Insert(0, "CanonicalTests."),
        Canonical.Encode(new Sample(0.1, -4, "a;b", [1.0], Kind.SecondOne, new Shape.Plane(-0.0), ulong.MaxValue)));

    [Fact]
    public void Changing_any_one_setting_changes_the_text()
    {
        var sample = new Sample(0.1);
        Sample[] others =
        [
            sample, sample with { Rate = Math.BitIncrement(0.1) }, sample with { Rate = 0 }, sample with { Rate = -0.0 }, sample with { Steps = 4 }, sample with { Label = "" },
            sample with { Label = "null" }, sample with { Times = [1] }, sample with { Times = [1, 1] }, sample with { Kind = Kind.SecondOne },
            sample with { Shape = new Shape.Plane(1) }, sample with { Shape = new Shape.Box(1) }, sample with { Seed = 1 },
        ];
        Assert.Equal(others.Length, others.Select(Canonical.Encode).Distinct().Count());
    }

    [Fact]
    public void An_omitted_list_is_an_empty_one() => Assert.Equal(Canonical.Encode(new Sample(1)), Canonical.Encode(new Sample(1, Times: [])));

    [Fact]
    public void Texts_cannot_imitate_the_structure_around_them() =>
        Assert.NotEqual(Canonical.Encode(new Sample(1, Label: "a;Seed=u64:1")), Canonical.Encode(new Sample(1, Label: "a", Seed: 1)));

    [Fact]
    public void What_has_no_canonical_form_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Canonical.Encode(new { Mutable = new[] { 1 } }));
        Assert.Throws<ArgumentException>(() => Canonical.Encode(new List<int> { 1 }));
        Assert.Throws<ArgumentException>(() => Canonical.Encode(DateTime.UnixEpoch));
    }
}
