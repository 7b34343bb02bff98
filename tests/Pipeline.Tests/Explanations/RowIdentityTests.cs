using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Tests.Figures;
using Pipelines.Stages.Tables;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Explanations;

/// <summary>Rows belong together by what they are about, on results that are made up: every value says what its row is about.</summary>
public sealed class RowIdentityTests
{
    private static readonly string[] Checks = ["small", "large"];

    /// <summary>One side may sweep a setting that the other one has one value of; rows come in any order, and some are missing.</summary>
    [Fact]
    public void Rows_are_compared_with_those_of_the_same_settings_replicate_check_and_step_and_the_others_are_counted() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (before, after) = (MadeUp.Of(random, random), MadeUp.Of(random, random));
            var compared = new ResultComparison(before.Side, after.Side, new(0, 0)).Compare();
            foreach (var table in compared)
            {
                var (first, second) = (before.Rows[table.Table], after.Rows[table.Table]);
                var both = first.Intersect(second).Count();
                Assert.Equal((both, first.Count - both, second.Count - both), (table.Rows, table.OnlyBefore, table.OnlyAfter));
                Assert.Empty(table.Columns);
            }
        }).Check(Cases.Of(200));

    [Fact]
    public void A_number_that_changed_is_found_wherever_its_row_went() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var made = MadeUp.Of(new Random(seed), new Random(seed));
            var changed = MadeUp.Of(new Random(seed), new Random(seed + 1), changes: true);
            var difference = new ResultComparison(made.Side, changed.Side, new(0, 0)).Compare().Single(t => t.Table == "verdicts");
            Assert.Equal((made.Rows["verdicts"].Count, 0, 0), (difference.Rows, difference.OnlyBefore, difference.OnlyAfter));
            if (difference.Rows > 0) Assert.Equal(("median", 1), (Assert.Single(difference.Columns).Column, difference.Columns[0].Different));
        }).Check(Cases.Of(100));

    /// <summary>Without the experiment nobody knows the value that the other side does not sweep: no row is taken for another.</summary>
    [Fact]
    public void Rows_of_a_setting_of_unknown_value_have_no_partner()
    {
        var (one, two) = (TablesInMemory.Points("a", 1), TablesInMemory.Points(("a", [1, 1]), ("b", [5, 6])));
        var difference = new ResultComparison(Side(one), Side(two), new(0, 0)).Compare()[0];
        Assert.Equal((0, 1, 2), (difference.Rows, difference.OnlyBefore, difference.OnlyAfter));
        var same = new ResultComparison(Side(one), Side(TablesInMemory.Points(("a", [1]), ("b", [5]))), new(0, 0)).Compare()[0];
        Assert.Equal((1, 0, 0), (same.Rows, same.OnlyBefore, same.OnlyAfter));
    }

    /// <summary>A long table is compared in pieces where its rows stand in one order, whatever pieces either side is read in; and nothing is held for
    /// rows that do not before somebody agreed to it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_in_one_order_are_compared_without_holding_a_column(bool isTurned)
    {
        double[] numbers = [.. Enumerable.Range(0, 1000).Select(i => i * 0.5)];
        double[] other = [.. numbers];
        (other[500], other[700]) = (-1, double.NaN);
        Table Long(double[] values, IEnumerable<int> order) => TablesInMemory.Of(
            "long", ("point", [.. order.Select(i => i / 100.0)]), ("step", [.. order.Select(i => (double)i)]),
            ("value", [.. order.Select(i => values[i])]));
        var rows = Enumerable.Range(0, 1000);
        var (first, second) = (Long(numbers, rows), Long(other, isTurned ? rows.Reverse() : rows));
        var asked = new List<long>();
        var compared = new ResultComparison(
            new(new InPieces(first, 7, isHeld: isTurned), ["long"], null), new(new InPieces(second, 64, isHeld: isTurned), ["long"], null), new(0, 0),
            (what, bytes) => asked.Add(what.StartsWith("long:", StringComparison.Ordinal) ? bytes : 0)).Compare().Single();
        var difference = Assert.Single(compared.Columns);
        Assert.Equal((1000, 0, 0), (compared.Rows, compared.OnlyBefore, compared.OnlyAfter));
        Assert.Equal(
            (1000, 2, "point 7, step 700", "350", "NaN"),
            (difference.Rows, difference.Different, difference.Where, difference.Before, difference.After));
        if (isTurned) Assert.True(Assert.Single(asked) > 2 * 1000 * 3 * 8);
        else Assert.Empty(asked);
    }

    /// <summary>A table that is read in pieces.</summary>
    /// <param name="table">The table.</param>
    /// <param name="most">Rows of a piece.</param>
    /// <param name="isHeld">It may be read whole, too.</param>
    private sealed class InPieces(Table table, int most, bool isHeld) : IResultTables
    {
        private readonly TablesInMemory _whole = new(table);

        public TableSchema? Schema(string name) => _whole.Schema(name);

        public long Rows(string name) => table.Rows;

        public Table Read(string name, IEnumerable<string> columns) =>
            isHeld ? _whole.Read(name, columns) : throw new InvalidOperationException("It is too long to be held.");

        public IEnumerable<Table> Pieces(string name, IEnumerable<string> columns)
        {
            var read = _whole.Read(name, columns);
            for (var start = 0; start < table.Rows; start += most)
            {
                var count = Math.Min(most, table.Rows - start);
                yield return new(read.Schema, [.. read.Columns.Select(c =>
                {
                    var builder = ColumnBuilder.Of(c.Type);
                    builder.Append(c, start, count);
                    return builder.Take();
                })]);
            }
        }
    }

    private static ComparedResults Side(Table points) => new(new TablesInMemory(points), ["points"], null);

    /// <param name="Side">Tables and experiment.</param>
    /// <param name="Rows">What the rows of each table are about.</param>
    private sealed record MadeUp(ComparedResults Side, Dictionary<string, HashSet<string>> Rows)
    {
        public static MadeUp Of(Random random, Random shuffle, bool changes = false)
        {
            double[] rates = Some(random, 0.01, 0.05, 0.1);
            double[] steps = Some(random, 10, 20);
            var replicates = 1 + random.Next(3);
            var (hasRates, hasSteps) = (rates.Length > 1 || random.Next(2) == 0, steps.Length > 1 || random.Next(2) == 0);
            if (!hasRates && !hasSteps) hasRates = true;

            // What neither side sweeps is a setting that may differ, and tells no rows apart.
            if (!hasRates) rates = [0.05];
            if (!hasSteps) steps = [20];
            var (rows, missing) = (new Dictionary<string, HashSet<string>>(), random.Next(3));
            var points = (from replicate in Enumerable.Range(0, replicates) from rate in rates from step in steps select (replicate, rate, step))
                .Select((p, i) => (Point: (long)i, Replicate: (long)p.replicate, Rate: p.rate, Steps: (long)p.step)).ToList();
            string About((long Point, long Replicate, double Rate, long Steps) p) => $"{p.Replicate} {p.Rate:R} {p.Steps}";

            Table Make<T>(string name, IEnumerable<T> all, Func<T, string> about, bool isOfPoints, Func<T, int> pointOf,
                params (string Name, Func<T, object> Value)[] more)
            {
                var kept = all.Where(_ => name == "points" || random.Next(6) > missing).ToList();
                if (name != "points") shuffle.Shuffle(CollectionsMarshal.AsSpan(kept));
                rows[name] = [.. kept.Select(about)];
                List<(string Name, Func<T, object> Value)> columns = [("point", r => points[pointOf(r)].Point)];
                if (isOfPoints)
                {
                    columns.Add(("replicate", r => points[pointOf(r)].Replicate));
                    if (hasRates) columns.Add(("learningRate", r => points[pointOf(r)].Rate));
                    if (hasSteps) columns.Add(("steps", r => points[pointOf(r)].Steps));
                }
                columns.AddRange(more);
                return new(new(name, "", [.. columns.Select(c => new ColumnSchema(c.Name, TypeOf(c.Name), ""))]),
                    [.. columns.Select(c => ColumnOf(TypeOf(c.Name), kept.Select(c.Value)))]);
            }

            var trajectory = from p in Enumerable.Range(0, points.Count) from step in (long[])[0, 1, 5] select (p, step);
            var judged = from p in Enumerable.Range(0, rates.Length * steps.Length) from check in Checks select (p, check);
            var victim = 0;
            Table[] tables =
            [
                Make("points", Enumerable.Range(0, points.Count), p => About(points[p]), true, p => p, ("status", _ => "complete")),
                Make("trajectory", trajectory, r => $"{About(points[r.p])} {r.step}", true, r => r.p, ("step", r => r.step),
                    ("loss", r => Hash($"{About(points[r.p])} {r.step}"))),
                Make("verdicts", judged, r => $"{points[r.p].Rate:R} {points[r.p].Steps} {r.check}", false, r => r.p, ("check", r => r.check),
                    ("median", r => Hash($"{points[r.p].Rate:R} {points[r.p].Steps} {r.check}") + (changes && victim++ == 0 ? 1 : 0))),
            ];
            var text = $"""
                experiment: toy
                system: toy
                seed: 3
                replicates: {replicates}
                dataset: {"{samples: 10, file: given.csv}"}
                training: {"{"}learningRate: {Texts(rates[..1])}, steps: {Texts(steps[..1])}{"}"}
                theory: {"{order: 2}"}
                sweep:
                {(hasRates ? $"  training.learningRate: [{Texts(rates)}]" : "")}
                {(hasSteps ? $"  training.steps: [{Texts(steps)}]" : "")}
                """;
            var experiment = Experiment.Parse(text, new Project { Systems = new Toy().Systems });
            return new(new(new TablesInMemory(tables), [.. tables.Select(t => t.Name)], experiment.Definition), rows);
        }

        private static string Texts(double[] values) => string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

        private static double[] Some(Random random, params double[] values)
        {
            random.Shuffle(values);
            return values[..(1 + random.Next(values.Length))];
        }

        private static double Hash(string text) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

        private static ColumnType TypeOf(string column) => column switch
        {
            "point" or "replicate" or "step" or "steps" => ColumnType.Integer,
            "check" or "status" => ColumnType.Text,
            _ => ColumnType.Number,
        };

        private static Column ColumnOf(ColumnType type, IEnumerable<object> values) => type switch
        {
            ColumnType.Integer => new Column.Integers([.. values.Cast<long>()]),
            ColumnType.Text => new Column.Texts([.. values.Cast<string>()]),
            _ => new Column.Numbers([.. values.Select(v => Convert.ToDouble(v, CultureInfo.InvariantCulture))]),
        };
    }
}
