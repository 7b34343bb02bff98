using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model.Numerics;

namespace Pipelines.Pipeline.Figures.Drawing;

/// <summary>The ticks of an axis, and the power of ten that their labels leave out.</summary>
/// <param name="All">Inside the scale's range, ascending.</param>
/// <param name="Factor">Written once at the end of the axis, as in ×10⁻⁴; null where labels are whole.</param>
internal sealed record Ticks(ImmutableArray<Tick> All, MathText? Factor)
{
    /// <summary>The ticks that fit.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="room">How many labels of this size fit on the axis, given a label.</param>
    public static Ticks Of(Axis axis, Func<MathText, double> room) => AtPlaces(axis, room) ?? Of(axis.Scale, room);

    /// <param name="scale">The axis.</param>
    /// <param name="room">How many labels of this size fit on the axis, given a label.</param>
    public static Ticks Of(Scale scale, Func<MathText, double> room) =>
        scale.IsLogarithmic ? LogTicks.Of(scale, room) : Linear(scale, room);

    private static Ticks? AtPlaces(Axis axis, Func<MathText, double> room)
    {
        var ticks = axis.Places.Where(axis.Scale.Holds).Order().Select(p => new Tick(p, MathText.Of($"${NumberText.Of(p)}$"))).ToImmutableArray();
        // Of two neighbours the wider label needs the room.
        var areApart = ticks.Zip(ticks.Skip(1)).All(t =>
            (axis.Scale.Position(t.Second.Value) - axis.Scale.Position(t.First.Value)) * Math.Min(room(t.First.Label!), room(t.Second.Label!)) >= 1);
        return ticks.Length >= 2 && areApart ? new(ticks, null) : null;
    }

    /// <summary>The finest steps of 1, 2 or 5 times a power of ten whose labels fit.</summary>
    public static Ticks Linear(Scale scale, Func<MathText, double> room)
    {
        var extent = scale.To - scale.From;
        var largest = Math.Max(Math.Abs(scale.From), Math.Abs(scale.To));
        var factor = Exponent(largest) is var e && e is > 4 or < -3 ? e : 0;
        // From one coarse step down, as long as the labels have room.
        Ticks? best = null;
        for (var exponent = Exponent(extent); exponent >= Exponent(extent) - 2; exponent--)
        {
            foreach (var digit in (int[])[5, 2, 1])
            {
                var ticks = WithStep(scale, digit, exponent, factor);
                var labels = ticks.All.Where(t => t.Label is not null).ToList();
                if (labels.Count == 0) continue;
                if (best is not null && labels.Max(t => labels.Count / room(t.Label!)) > 1) return best;
                best = ticks;
            }
        }
        return best ?? new([], null);
    }

    private static Ticks WithStep(Scale scale, int digit, int exponent, int factor)
    {
        // Decimal arithmetic in whole steps: 0.3 is written as 0.3 and not as the sum of three tenths.
        var minors = digit == 5 ? 5 : digit == 2 ? 4 : 5;
        var step = Decimal(digit, exponent);
        var ticks = ImmutableArray.CreateBuilder<Tick>();
        var start = scale.From / step * minors;
        var first = (long)Math.Ceiling(start - (1e-9 * Math.Max(1, Math.Abs(start))));
        for (var i = first; ; i++)
        {
            var value = i % minors == 0 ? Decimal(digit * (i / minors), exponent) : step * i / minors;
            if (value > scale.To) break;
            if (!scale.Holds(value)) continue;
            ticks.Add(new(value, i % minors == 0 ? Label(digit * (i / minors), exponent - factor) : null));
        }
        return new(ticks.ToImmutable(), factor == 0 ? null : MathText.PowerOfTen(factor, "×"));
    }

    /// <summary>digits·10^exponent as the nearest double.</summary>
    public static double Decimal(long digits, int exponent) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{digits}e{exponent}"), CultureInfo.InvariantCulture);

    /// <summary>The power of ten at or below a positive number.</summary>
    public static int Exponent(double value)
    {
        if (!(value > 0)) return 0;
        var guess = (int)Math.Floor(Elementary.Log(value) / Elementary.Log(10));
        while (Decimal(1, guess + 1) <= value) guess++;
        while (Decimal(1, guess) > value) guess--;
        return guess;
    }

    /// <summary>digits·10^exponent in decimal notation.</summary>
    public static MathText Label(long digits, int exponent)
    {
        var text = Decimal(digits, exponent).ToString(exponent >= 0 ? "F0" : $"F{-exponent}", CultureInfo.InvariantCulture);
        return new([new MathRun(text.Replace('-', '−'), false, 0)]);
    }
}
