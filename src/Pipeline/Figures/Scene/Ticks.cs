using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Model.Numerics;

namespace Pipelines.Pipeline.Figures.Scene;

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

/// <summary>A mark on an axis.</summary>
/// <param name="Value">Where, in data.</param>
/// <param name="Label">What is written at it; null for a minor tick.</param>
internal sealed record Tick(double Value, MathText? Label);

/// <summary>Ticks of a logarithmic axis: powers of ten with minor ticks at 2 to 9 times each; decimal numbers where the range has too few
/// powers.</summary>
internal static class LogTicks
{
    private const int MostDecadesWithMinors = 12;

    public static Ticks Of(Scale scale, Func<MathText, double> room)
    {
        var (low, high) = (Ticks.Exponent(scale.From), Ticks.Exponent(scale.To));
        var decades = Enumerable.Range(low, high - low + 1).Where(e => scale.Holds(Ticks.Decimal(1, e))).ToList();
        if (decades.Count < 2) return WithinDecade(scale, low, high, room);
        var most = Math.Max(2, (int)room(MathText.PowerOfTen(decades.MaxBy(e => TextWidth.Of(MathText.PowerOfTen(e), 1)))));
        var stride = (decades.Count + most - 1) / most;
        var ticks = new List<Tick>();
        for (var e = low; e <= high; e++)
        {
            // Labels at multiples of the stride, so that 1 is among them where it is in the range.
            ticks.Add(new(Ticks.Decimal(1, e), e % stride == 0 ? MathText.PowerOfTen(e) : null));
            if (decades.Count > MostDecadesWithMinors) continue;
            for (var digit = 2; digit <= 9; digit++) ticks.Add(new(Ticks.Decimal(digit, e), null));
        }
        return new([.. ticks.Where(t => scale.Holds(t.Value))], null);
    }

    private static Ticks WithinDecade(Scale scale, int low, int high, Func<MathText, double> room)
    {
        var all = (from e in Enumerable.Range(low, high - low + 1) from digit in Enumerable.Range(1, 9) select (Digit: digit, Exponent: e))
            .Where(t => scale.Holds(Ticks.Decimal(t.Digit, t.Exponent))).ToList();
        foreach (var labelled in (int[][])[[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1, 5]])
        {
            ImmutableArray<Tick> ticks = [.. all.Select(t => new Tick(Ticks.Decimal(t.Digit, t.Exponent), labelled.Contains(t.Digit)
                ? Written(t.Digit, t.Exponent, low, high)
                : null))];
            // Neighbours are unevenly spaced, so the closest pair decides.
            var places = ticks.Where(t => t.Label is not null).ToList();
            if (places.Count >= 2 && places.Zip(places.Skip(1))
                .All(p => (scale.Position(p.Second.Value) - scale.Position(p.First.Value)) * room(p.Second.Label!) >= 1)) return new(ticks, null);
        }
        // Less than two such numbers in the range: as on a linear axis, where they are not too near to each other.
        var linear = Ticks.Linear(scale, text => 0.8 * room(text));
        return linear with { All = [.. Apart(scale, linear.All, room)] };
    }

    /// <summary>The ticks, of whose labels those stay that have room behind the one before.</summary>
    private static IEnumerable<Tick> Apart(Scale scale, IEnumerable<Tick> ticks, Func<MathText, double> room)
    {
        Tick? last = null;
        foreach (var tick in ticks)
        {
            var fits = last is null || tick.Label is null
                || (scale.Position(tick.Value) - scale.Position(last.Value)) * Math.Min(room(tick.Label), room(last.Label!)) >= 1;
            if (fits && tick.Label is not null) last = tick;
            yield return fits ? tick : tick with { Label = null };
        }
    }

    // In one notation, whichever the smallest and the largest power allow.
    private static MathText Written(int digit, int exponent, int low, int high) => low >= -3 && high <= 3
        ? Ticks.Label(digit, exponent)
        : MathText.PowerOfTen(exponent, digit == 1 ? "" : $"{digit}×");
}

/// <summary>A number as people write it, as a formula: powers of ten as such.</summary>
internal static class NumberText
{
    /// <summary>It is written whole, with three digits at most.</summary>
    public static bool IsShort(double value) =>
        double.IsFinite(value) && double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) == value;

    public static string Of(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value.ToString(CultureInfo.InvariantCulture);
        var exponent = Ticks.Exponent(Math.Abs(value));
        if (exponent is >= -2 and < 4) return value.ToString("G4", CultureInfo.InvariantCulture);
        var digits = (value / Ticks.Decimal(1, exponent)).ToString("0.###", CultureInfo.InvariantCulture);
        return digits == "1" ? $"10^{{{exponent}}}" : $"{digits}\\times10^{{{exponent}}}";
    }
}
