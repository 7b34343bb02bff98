using System.Collections.Immutable;

namespace Pipelines.Pipeline.Figures.Drawing;

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
        // Less than two such numbers in the range: as on a linear axis.
        return Ticks.Linear(scale, text => 0.8 * room(text));
    }

    // In one notation, whichever the smallest and the largest power allow.
    private static MathText Written(int digit, int exponent, int low, int high) => low >= -3 && high <= 3
        ? Ticks.Label(digit, exponent)
        : MathText.PowerOfTen(exponent, digit == 1 ? "" : $"{digit}×");
}
