#!/usr/bin/env -S dotnet run
#:project ../src/Pipeline/Pipeline.csproj

// A stage of one's own on a built-in system: when has the test error fallen to half of its first value? See docs/how-to/own-programs.md.
//
//     dotnet run -c Release examples/own-stage.cs pipelines/tiny/hinge.yaml [FOLDER]
//
// The stage has a key like any other: it is stored, reused, planned and explained, and `checks:` can name its columns.
using Pipelines.Model;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Runs;
using Pipelines.Stages;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Stages.Tables;

var folder = args.Length > 1 ? args[1] : ".";
var project = new Project
{
    Store = Path.Combine(folder, ".pipelines"),
    Results = Path.Combine(folder, "results"),
    Systems = Systems.BuiltIn.With(HingeSystem.Definition.Adding(HalfLife.Stage, HalfLife.Table.Schema)),
};
var run = await Experiment.Load(args[0], project).With("replicates", 1).RunAsync();
var points = run.Table("points");
foreach (var (point, time) in points.Column<long>("point").Zip(points.Column<double>("halfLife")))
    Console.WriteLine(FormattableString.Invariant($"point {point}: half of the first test error at time {time:g4}"));

internal static class HalfLife
{
    /// <summary>A summary table has one row a point: its columns become columns of points.parquet.</summary>
    public static RowTable<double> Table { get; } = new RowTable<double>("halfLifeSummary", "How fast the test error falls.", isSummary: true)
        .Number("halfLife", time => time, "First recorded time with at most half of the first test error; NaN where there is none.", unit: "time");

    public static TableNode Stage(PointPlan.Ready point)
    {
        var training = point.Producing("trajectory");
        return TableNode.Of(
            new("own-half-life", 1, StageRole.Comparison), new Reads(training), [training], Cost.None, [Table.Schema],
            static (reads, inputs) => StageRun.Once(_ =>
            {
                var trajectory = inputs.Get(reads.Training).First(t => t.Name == "trajectory");
                var (times, errors) = (trajectory.Column<double>("time"), trajectory.Column<double>("testError"));
                var row = Enumerable.Range(0, trajectory.Rows).Where(i => errors[i] <= errors[0] / 2).DefaultIfEmpty(-1).First();
                return [Table.Of([row < 0 ? double.NaN : times[row]])];
            }));
    }

    /// <summary>What the stage reads: another stage, and nothing of the experiment file. The written name enters the key.</summary>
    [WrittenAs("own-half-life")]
    private sealed record Reads(TableNode Training);
}
