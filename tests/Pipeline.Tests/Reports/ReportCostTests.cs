using System.Text;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Tests.Cli;
using Pipelines.Pipeline.Tests.Figures;
using Pipelines.Stages.Tables;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Reports;

/// <summary>What a report and a check cost is counted, not timed.</summary>
public sealed class ReportCostTests
{
    [Fact]
    public void The_verdict_section_reads_no_table_again_for_each_verdict()
    {
        Assert.Equal(Reads(4), Reads(400));
        var page = new VerdictSection(Tables(40), Experiment()).Table().ToString();
        Assert.Equal(1 + 40, page.Split("<tr>").Length - 1);
        Assert.Contains("<td>learningRate = 7</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>7.5 ± 0.5</td>", page, StringComparison.Ordinal);
    }

    /// <summary>The row of a check that is made of several points says so, and shows no mean of what was measured at one of them.</summary>
    [Theory]
    [InlineData("relativeTo: training.learningRate = 1", "learningRate = 7, over training.learningRate = 1")]
    [InlineData("against: training.learningRate, trend: spread", "spread over training.learningRate")]
    [InlineData("against: training.learningRate", "exponent of training.learningRate")]
    public void What_is_judged_is_what_the_row_says(string across, string at)
    {
        var experiment = Experiment($"checks=[{{name: clock, value: trajectory.trainingLoss, {across}, atMost: 9}}]");
        var page = new VerdictSection(Tables(40), experiment).Table().ToString();
        Assert.Contains($"<td>{at}</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("7.5 ± 0.5", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_does_not_hash_the_steps_that_are_recorded()
    {
        var file = Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "quenching.yaml");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (code, output, error) = Tool.Run("check", file, "--set", "training.steps=2000000", "--set", "record={every: 1}");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(code == 0, output + error);

        // 30 points with an array of 2,000,001 numbers of 8 bytes each, and half as much to spare; hashing them took some 200 bytes a step and point.
        Assert.InRange(allocated, 0, 30L * 12 * 2_000_001);
    }

    private static int Reads(int groups)
    {
        var tables = new Counting(Tables(groups));
        var section = new VerdictSection(tables, Experiment());
        section.Summary();
        section.Table();
        return tables.Reads;
    }

    private static ExperimentDefinition Experiment(params string[] overrides) => ExperimentFile.Load(
        "f", Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", "hinge.yaml"))), overrides,
        Systems.BuiltIn.Registry)
        .Match(e => e, errors => throw new InvalidOperationException(errors[0].Render()));

    /// <summary>Two replicates of every value of a swept setting, with a verdict each.</summary>
    private static TablesInMemory Tables(int groups)
    {
        var points = Enumerable.Range(0, 2 * groups).ToList();
        Column.Numbers Numbers(Func<int, double> of) => new([.. points.Select(of)]);
        Column.Integers Whole(Func<int, long> of) => new([.. points.Select(of)]);
        Column.Texts Texts(IEnumerable<int> rows, string text) => new([.. rows.Select(_ => text)]);
        ColumnSchema[] pointColumns = [new(
            "point", ColumnType.Integer, ""), new("replicate", ColumnType.Integer, ""), new("learningRate", ColumnType.Number, "")];
        Column[] pointValues = [Whole(i => i), Whole(i => i % 2), Numbers(i => i / 2)];
        var table = new Table(
            new("points", "", [.. pointColumns, new("status", ColumnType.Text, ""), new("cause", ColumnType.Text, "")]),
            [.. pointValues, Texts(points, "complete"), Texts(points, "")]);
        var checks = new Table(
            new("checks", "", [.. pointColumns, new("check", ColumnType.Text, ""), new("measured", ColumnType.Number, ""), new(
                "from", ColumnType.Number, ""), new("until", ColumnType.Number, ""), new("problem", ColumnType.Text, "")]),
            [.. pointValues, Texts(points, "clock"), Numbers(i => (i / 2) + (i % 2)), Numbers(_ => 1), Numbers(_ => 10), Texts(points, "")]);
        var rows = Enumerable.Range(0, groups).ToList();
        var verdicts = new Table(
            new("verdicts", "",
            [
                new("point", ColumnType.Integer, ""), new("check", ColumnType.Text, ""), new("verdict", ColumnType.Text, ""),
                new("replicates", ColumnType.Integer, ""),
                new("passed", ColumnType.Integer, ""), new("median", ColumnType.Number, ""),
            ]),
            [
                new Column.Integers([.. rows.Select(i => 2L * i)]), Texts(rows, "clock"), Texts(rows, "pass"),
                new Column.Integers([.. rows.Select(_ => 2L)]),
                new Column.Integers([.. rows.Select(_ => 2L)]), new Column.Numbers([.. rows.Select(i => i + 0.5)]),
            ]);
        return new(table, checks, verdicts);
    }

    private sealed class Counting(IResultTables tables) : IResultTables
    {
        public int Reads { get; private set; }

        public TableSchema? Schema(string table) => tables.Schema(table);

        public Table Read(string table, IEnumerable<string> columns)
        {
            Reads++;
            return tables.Read(table, columns);
        }
    }
}
