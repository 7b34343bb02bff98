using System.Collections.Immutable;
using Pipelines.Model;
using Pipelines.Model.Randomness;
using Pipelines.Stages.Settings;

namespace Pipelines.Stages.Tests.Settings;

/// <summary>The text that keys are hashed from: same for the same settings, different for any other.</summary>
public class CanonicalTests
{
    [WrittenAs("CanonicalTests.Sample")]
    public sealed record Sample(
        [Setting("rate", "A rate")] double Rate,
        [WrittenAs("Steps")] int Count = 3,
        [WrittenAs("Label")] string? Label = null,
        [WrittenAs("Times")] ImmutableArray<double> Times = default,
        [WrittenAs("Kind")] Sort Kind = Sort.First,
        [WrittenAs("Shape")] Shape? Shape = null,
        [WrittenAs("Seed")] ulong Seed = 0)
    {
        public double Twice => 2 * Rate;
    }

    [WrittenAs("Kind")]
    public enum Sort
    {
        [WrittenAs("First")]
        First,

        [WrittenAs("SecondOne")]
        Other,
    }

    [WrittenAs("Shape")]
    public abstract record Shape
    {
        private Shape() { }

        [SettingCase("flat", "no height")]
        public sealed record Plane([WrittenAs("Width")] double Width) : Shape;

        [SettingCase("Box", "all sides alike")]
        public sealed record Box([WrittenAs("Width")] double Width) : Shape;
    }

    /// <summary>What a stage could read that is no plain value.</summary>
    [WrittenAs("Reads")]
    public sealed class Reads(RandomKey stream, GivenFile file, Sample sample)
    {
        [WrittenAs("Initial")] public RandomKey Stream { get; } = stream;

        [WrittenAs("File")] public GivenFile File { get; } = file;

        [WrittenAs("")] public Sample Sample { get; } = sample;

        [NotInKey("it is for this test")] public double Unseen { get; } = sample.Rate;
    }

    public enum Nameless
    {
        Some,
    }

    public sealed record NamelessRecord([WrittenAs("Value")] double Value);

    [WrittenAs("NamelessValue")]
    public sealed record NamelessValue(double Value);

    [WrittenAs("Enclosing")]
    public sealed record Enclosing([WrittenAs("Value")] object Value);

    [Fact]
    public void The_text_is_pinned() => Assert.Equal(
        ("Sample{Kind=Kind.SecondOne;Label=text3:a;b;Rate=f64:3fb999999999999a;Seed=u64:18446744073709551615;"
            + "Shape=Shape.flat{Width=f64:8000000000000000;};Steps=i32:-4;Times=[f64:3ff0000000000000,];}")
            .Insert(0, "CanonicalTests."),
        Canonical.Encode(new Sample(0.1, -4, "a;b", [1.0], Sort.Other, new Shape.Plane(-0.0), ulong.MaxValue)));

    [Fact]
    public void Changing_any_one_setting_changes_the_text()
    {
        var sample = new Sample(0.1);
        Sample[] others =
        [
            sample, sample with { Rate = Math.BitIncrement(0.1) }, sample with { Rate = 0 }, sample with { Rate = -0.0 }, sample with { Count = 4 },
            sample with { Label = "" },
            sample with { Label = "null" }, sample with { Times = [1] }, sample with { Times = [1, 1] }, sample with { Kind = Sort.Other },
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

    [Fact]
    public void Streams_files_and_parts_stand_under_written_names()
    {
        var stream = RandomKey.FromSeed(1);
        var file = new GivenFile(
            "a path", Digest.Of("content"), () => default, _ => throw new InvalidOperationException(), _ => throw new InvalidOperationException());
        var sample = Canonical.Encode(new Sample(1))["CanonicalTests.Sample{".Length..^1].Split("Kind=");
        Assert.Equal(
            $"Reads{{File=sha256:{Digest.Of("content")};InitialKey=u64:{stream.Key};InitialStream=u64:{stream.Stream};{sample[0]}Kind={sample[1]}}}",
            Canonical.Encode(new Reads(stream, file, new(1))));
    }

    public static TheoryData<object, string> WithoutNames => new()
    {
        { Nameless.Some, nameof(Nameless) },
        { new NamelessRecord(1), nameof(NamelessRecord) },
        { new NamelessValue(1), $"{nameof(NamelessValue)}.{nameof(NamelessValue.Value)}" },
        { new Enclosing(new NamelessRecord(1)), nameof(NamelessRecord) },
        { new Enclosing(Nameless.Some), nameof(Nameless) },
    };

    /// <summary>Whatever is written without a name is refused when the text is built: no key is ever made of a name of C#.</summary>
    [Theory]
    [MemberData(nameof(WithoutNames))]
    public void What_has_no_written_name_is_refused(object value, string name)
    {
        var message = Assert.Throws<ArgumentException>(() => Canonical.Encode(value)).Message;
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains("[WrittenAs(", message, StringComparison.Ordinal);
    }
}
