using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Explanations.Diffs;

/// <summary>Which rows of two tables belong together: those with one name. Rows of the same name belong together in their order.</summary>
/// <param name="Before">Rows of the first table.</param>
/// <param name="After">As many rows of the second.</param>
/// <param name="OnlyBefore">Rows of the first that have no partner.</param>
/// <param name="OnlyAfter">Rows of the second that have none.</param>
internal sealed record RowAlignment(ImmutableArray<int> Before, ImmutableArray<int> After, int OnlyBefore, int OnlyAfter)
{
    /// <param name="before">The names of the first table's rows.</param>
    /// <param name="after">Those of the second's.</param>
    public static RowAlignment Of(RowNames before, RowNames after)
    {
        var (first, second) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<int>());
        var partners = Groups(Enumerable.Range(0, after.Rows), after.Group);
        foreach (var (name, rows) in Groups(Enumerable.Range(0, before.Rows), before.Group))
        {
            if (!partners.TryGetValue(name, out var others)) continue;

            // Most often the rows of a group stand in the same order: a long table then needs no name for each row.
            if (rows.Count == others.Count && rows.Zip(others).All(pair => before.Place(pair.First) == after.Place(pair.Second)))
                Pair(rows, others);
            else PairByPlace(rows, others);
        }
        return new(first.ToImmutable(), second.ToImmutable(), before.Rows - first.Count, after.Rows - second.Count);

        void PairByPlace(List<int> rows, List<int> others)
        {
            var places = Groups(others, after.Place);
            foreach (var (place, some) in Groups(rows, before.Place))
            {
                if (places.TryGetValue(place, out var found)) Pair(some, found);
            }
        }

        void Pair(List<int> rows, List<int> others)
        {
            var count = Math.Min(rows.Count, others.Count);
            first.AddRange(rows.Take(count));
            second.AddRange(others.Take(count));
        }
    }

    private static Dictionary<string, List<int>> Groups(IEnumerable<int> rows, Func<int, string> nameOf)
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var name = nameOf(row);
            if (!groups.TryGetValue(name, out var some)) groups[name] = some = [];
            some.Add(row);
        }
        return groups;
    }

    /// <summary>The value in a row as a text; numbers so that different ones have different texts.</summary>
    public static Func<int, string> Texts(Column column) => column.Match<Func<int, string>>(
        integers: c => row => c.Values[row].ToString(CultureInfo.InvariantCulture),
        numbers: c => row => c.Values[row].ToString("R", CultureInfo.InvariantCulture),
        texts: c => row => c.Values[row],
        flags: c => row => c.Values[row] ? "true" : "false");
}

/// <summary>Rows of one place in two tables, as far as both have them in memory.</summary>
/// <param name="Before">Columns of the first.</param>
/// <param name="After">Those of the second.</param>
/// <param name="RowsBefore">Rows of the first, by their numbers in the columns.</param>
/// <param name="RowsAfter">The partner of each in the second.</param>
/// <param name="Start">Rows of the first that came before those in its columns.</param>
internal sealed record PairedPieces(
    ImmutableArray<Column> Before, ImmutableArray<Column> After, IReadOnlyList<int> RowsBefore, IReadOnlyList<int> RowsAfter, long Start)
{
    /// <summary>Columns of two tables that have the same rows in the same order, piece after piece.</summary>
    public static IEnumerable<PairedPieces> Of(IResultTables before, IResultTables after, string table, ImmutableArray<string> columns)
    {
        using var first = before.Pieces(table, columns).GetEnumerator();
        using var second = after.Pieces(table, columns).GetEnumerator();
        var (a, b, i, j, passed) = (default(Table), default(Table), 0, 0, 0L);
        while (true)
        {
            if (a is null || i == a.Rows)
            {
                passed += i;
                if (!first.MoveNext()) yield break;
                (a, i) = (first.Current, 0);
            }
            else if (b is null || j == b.Rows)
            {
                if (!second.MoveNext()) yield break;
                (b, j) = (second.Current, 0);
            }
            else
            {
                var count = Math.Min(a.Rows - i, b.Rows - j);
                yield return new(a.Columns, b.Columns, new Consecutive(i, count), new Consecutive(j, count), passed);
                i += count;
                j += count;
            }
        }
    }

    /// <summary>Every value of a row is that of its partner.</summary>
    public bool AreSame() => Before.Zip(After).All(c => AreSame(c.First, c.Second));

    private bool AreSame(Column a, Column b)
    {
        Func<int, int, bool> same = (a, b) switch
        {
            (Column.Integers x, Column.Integers y) => (i, j) => x.Values[i] == y.Values[j],
            (Column.Numbers x, Column.Numbers y) => (i, j) =>
                BitConverter.DoubleToInt64Bits(x.Values[i]) == BitConverter.DoubleToInt64Bits(y.Values[j])
                    || (double.IsNaN(x.Values[i]) && double.IsNaN(y.Values[j])),
            _ => Texts(RowAlignment.Texts(a), RowAlignment.Texts(b)),
        };
        for (var row = 0; row < RowsBefore.Count; row++)
        {
            if (!same(RowsBefore[row], RowsAfter[row])) return false;
        }
        return true;
    }

    private static Func<int, int, bool> Texts(Func<int, string> a, Func<int, string> b) => (i, j) => a(i) == b(j);

    /// <summary>Numbers one after the other, none of which is held.</summary>
    private sealed class Consecutive(int start, int count) : IReadOnlyList<int>
    {
        public int Count => count;

        public int this[int index] => start + index;

        public IEnumerator<int> GetEnumerator() => Enumerable.Range(start, count).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>What tells the rows of a table apart.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Group">The point, or the set of points, that a row belongs to: its settings and its replicate.</param>
/// <param name="Place">Its place within the group, such as its step; the same for all where nothing says it.</param>
internal sealed record RowNames(int Rows, Func<int, string> Group, Func<int, string> Place);
