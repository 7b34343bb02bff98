using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Figures.Scene;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Figures;

/// <summary>Axes: positions are monotone, ticks lie in the range, and their labels have room.</summary>
public class ScaleTests
{
    // Ends from tiny to huge, near to each other and far apart, of both signs where the scale is linear.
    private static readonly Gen<double> Size = from digits in Gen.Choose(
        1, 999_999)
                                               from exponent in Gen.Choose(-12, 9)
                                               select Ticks.Decimal(digits, exponent);

    private static readonly Gen<Scale> Scales =
        from isLogarithmic in Gen.Elements(true, false)
        from a in Size
        from b in Gen.OneOf(Size, Gen.Choose(1, 50).Select(percent => a * (1 + (percent / 100.0))))
        from sign in Gen.Elements(1, -1)
        select isLogarithmic ? Scale.Logarithmic(a, b) : Scale.Linear(a * sign, b);

    private static readonly Gen<(Scale Scale, double Length)> Axes = from scale in Scales
                                                                     from length in Gen.Choose(
        60, 400)
                                                                     select (scale, (double)length);

    private static double Extent(Tick tick) => TextWidth.Of(tick.Label!, 7.5);

    private static Ticks TicksOf((Scale Scale, double Length) axis) => Ticks.Of(axis.Scale, label => axis.Length / (TextWidth.Of(label, 7.5) + 7.5));

    [PropertyOfCases]
    public Property Larger_values_lie_further_along_the_axis() =>
        Prop.ForAll(Arb.From(from s in Scales from a in Size from b in Size select (s, a, b)), t =>
        {
            var (low, high) = t.a < t.b ? (t.a, t.b) : (t.b, t.a);
            return t.s.Position(low) <= t.s.Position(high) && (high / low < 1.000001 || !t.s.IsLogarithmic || t.s.Position(low) < t.s.Position(high));
        });

    [PropertyOfCases]
    public Property A_position_gives_its_value_back() =>
        Prop.ForAll(Arb.From(from s in Scales from share in Gen.Choose(0, 100) select (s, share / 100.0)), t =>
            Math.Abs(t.s.Position(t.s.Value(t.Item2)) - t.Item2) < 1e-6);

    [PropertyOfCases]
    public Property Ticks_lie_inside_the_range_in_order_and_some_are_labelled() =>
        Prop.ForAll(Arb.From(Axes), axis =>
        {
            var ticks = TicksOf(axis).All;
            return ticks.All(t => axis.Scale.Holds(t.Value))
                && ticks.Zip(ticks.Skip(1)).All(p => p.First.Value < p.Second.Value)
                && ticks.Any(t => t.Label is not null);
        });

    [PropertyOfCases]
    public Property Labels_do_not_touch() => Prop.ForAll(Arb.From(Axes), AreApart);

    /// <summary>Little more than a decade on an axis too short for its powers of ten.</summary>
    [Theory]
    [InlineData(0.000344079, 0.00579879, 74)]
    [InlineData(3.4, 57, 60)]
    public void Labels_of_a_short_axis_do_not_touch(double from, double to, double length)
    {
        Assert.True(AreApart((Scale.Logarithmic(from, to), length)));
        Assert.Contains(TicksOf((Scale.Logarithmic(from, to), length)).All, t => t.Label is not null);
    }

    private static bool AreApart((Scale Scale, double Length) axis)
    {
        var labelled = TicksOf(axis).All.Where(t => t.Label is not null).ToList();
        return labelled.Zip(labelled.Skip(1)).All(p =>
            (axis.Scale.Position(p.Second.Value) - axis.Scale.Position(p.First.Value)) * axis.Length > (Extent(p.First) + Extent(p.Second)) / 2);
    }

    [PropertyOfCases]
    public Property Different_ticks_have_different_labels() =>
        Prop.ForAll(Arb.From(Axes), axis =>
        {
            var labels = TicksOf(axis).All.Where(t => t.Label is not null).Select(t => t.Label!.Plain).ToList();
            return labels.Distinct().Count() == labels.Count;
        });

    [PropertyOfCases]
    public Property The_range_of_data_holds_every_number_that_the_axis_can_show() =>
        Prop.ForAll(Arb.From(from values in Gen.ListOf(Gen.OneOf(Size, Size.Select(v =>
            -v), Gen.Constant(double.NaN), Gen.Constant(0.0)))
                             from log in Gen.Elements(true, false)
                             select (values, log)), t =>
        {
            var scale = DataRange.Of(t.values, t.log);
            return t.values.Where(v => !double.IsNaN(v) && (!t.log || v > 0)).All(scale.Holds);
        });

    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-3, 3, "−3 −2 −1 0 1 2 3")]
    [InlineData(0, 2e-5, "0.0 0.5 1.0 1.5 2.0")]
    public void Linear_ticks_are_those_that_people_write(double from, double to, string labels) =>
        Assert.Equal(labels, string.Join(' ', TicksOf((Scale.Linear(from, to), 150)).All.Where(t => t.Label is not null)
            .Select(t => t.Label!.Plain)));

    [Theory]
    [InlineData(150, "0.1 0.3 1")]
    [InlineData(25, "10−1 100")]
    public void Ticks_of_a_heat_map_stand_at_its_rows_where_there_is_room(double length, string labels)
    {
        var axis = new Axis("$b$", Scale.Logarithmic(0.0577, 1.83)) { Places = [1, 0.1, 0.3] };
        Assert.Equal(labels, string.Join(' ', Ticks.Of(axis, label => length / (TextWidth.Of(label, 7.5) + 7.5)).All.Where(t => t.Label is not null)
            .Select(t => t.Label!.Plain)));
    }

    [Fact]
    public void A_logarithmic_axis_has_powers_of_ten_and_eight_minor_ticks_between()
    {
        var ticks = TicksOf((Scale.Logarithmic(1, 1000), 200)).All;
        Assert.Equal(["100", "101", "102", "103"], ticks.Where(t => t.Label is not null).Select(t => t.Label!.Plain));
        Assert.Equal(24, ticks.Count(t => t.Label is null));
    }
}
