using System.Collections.Immutable;
using System.Diagnostics;

namespace Pipelines.Stages.Tables;

/// <summary>The values of one column; the case is its type.</summary>
public abstract record Column
{
    private Column() { }

    public sealed record Integers(ImmutableArray<long> Values) : Column
    {
        public override int Length => Values.Length;

        public override ColumnType Type => ColumnType.Integer;
    }

    public sealed record Numbers(ImmutableArray<double> Values) : Column
    {
        public override int Length => Values.Length;

        public override ColumnType Type => ColumnType.Number;
    }

    public sealed record Texts(ImmutableArray<string> Values) : Column
    {
        public override int Length => Values.Length;

        public override ColumnType Type => ColumnType.Text;
    }

    public sealed record Flags(ImmutableArray<bool> Values) : Column
    {
        public override int Length => Values.Length;

        public override ColumnType Type => ColumnType.Flag;
    }

    public abstract int Length { get; }

    public abstract ColumnType Type { get; }

    /// <summary>The values as numbers: integers are converted, flags are 0 or 1.</summary>
    /// <exception cref="InvalidOperationException">The column holds text.</exception>
    public ImmutableArray<double> AsNumbers() => Match(
        integers: i => [.. i.Values.Select(v => (double)v)],
        numbers: n => n.Values,
        texts: _ => throw new InvalidOperationException("A text column has no numbers."),
        flags: f => [.. f.Values.Select(v => v ? 1.0 : 0.0)]);

    /// <summary>The single value of this column in so many rows.</summary>
    public Column Repeat(int rows) => Match<Column>(
        integers: c => new Integers([.. Enumerable.Repeat(c.Values.Single(), rows)]),
        numbers: c => new Numbers([.. Enumerable.Repeat(c.Values.Single(), rows)]),
        texts: c => new Texts([.. Enumerable.Repeat(c.Values.Single(), rows)]),
        flags: c => new Flags([.. Enumerable.Repeat(c.Values.Single(), rows)]));

    /// <summary>The columns one after the other; all of one type.</summary>
    public static Column Concat(IReadOnlyList<Column> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts[0].Match<Column>(
            integers: _ => new Integers([.. parts.SelectMany(p => ((Integers)p).Values)]),
            numbers: _ => new Numbers([.. parts.SelectMany(p => ((Numbers)p).Values)]),
            texts: _ => new Texts([.. parts.SelectMany(p => ((Texts)p).Values)]),
            flags: _ => new Flags([.. parts.SelectMany(p => ((Flags)p).Values)]));
    }

    public T Match<T>(Func<Integers, T> integers, Func<Numbers, T> numbers, Func<Texts, T> texts, Func<Flags, T> flags)
    {
        ArgumentNullException.ThrowIfNull(integers);
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(flags);
        return this switch
        {
            Integers c => integers(c),
            Numbers c => numbers(c),
            Texts c => texts(c),
            Flags c => flags(c),
            _ => throw new UnreachableException(),
        };
    }
}
