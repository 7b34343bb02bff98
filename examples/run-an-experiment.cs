#!/usr/bin/env -S dotnet run
#:project ../src/Pipeline/Pipeline.csproj

// An experiment from a program: sweep a setting, see what a run would cost, run, read a table, print the verdicts. See docs/how-to/library.md.
//
//     dotnet run -c Release examples/run-an-experiment.cs [FOLDER]
//
// Results and store go below FOLDER (default: the current one). A second run computes nothing.
using Pipelines.Pipeline.Runs;
using Pipelines.Stages.Checks;

const string Text = """
    experiment: widths
    system: mean-field-hinge
    seed: 1
    replicates: 5
    dataset: {law: gaussian, inputDimension: 20, trainingSamples: 500, testSamples: 500}
    network: {hiddenUnits: 50}
    training: {effectiveLearningRate: 2, steps: 60}
    record: {log: 12}
    checks:
      - {name: learns, value: trajectory.testError, atMost: 0.3, because: chance is one half}
    """;

var folder = args.Length > 0 ? args[0] : ".";
var project = new Project { Store = Path.Combine(folder, ".pipelines"), Results = Path.Combine(folder, "results") };
var experiment = Experiment.Parse(Text, project).With("network.hiddenUnits", 50, 100);

using var plan = experiment.Plan();
Console.WriteLine($"{experiment.Points} points, {plan.StagesToRun} stages to run");

// Ctrl+C stops cleanly: what is finished is kept, and the same program goes on from there.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => (pressed.Cancel, _) = (true, stop.CancelAsync());
var run = await plan.RunAsync(new RunOptions { MaxFailures = 3 }, new Failures(), stop.Token);

// Columns are typed; a row of the trajectory is a point of the sweep at a time.
var table = run.Table("trajectory");
var (units, time, error) = (table.Column<long>("hiddenUnits"), table.Column<double>("time"), table.Column<double>("testError"));
foreach (var width in units.Distinct())
{
    var last = Enumerable.Range(0, table.Rows).Where(i => units[i] == width && time[i] == time.Max()).Average(i => error[i]);
    Console.WriteLine(FormattableString.Invariant($"{width} units: test error {last:0.000} in the end, mean of the replicates"));
}
foreach (var verdict in run.Verdicts)
{
    var at = string.Join(", ", verdict.At.Select(s => $"{s.Key} = {s.Value}"));
    Console.WriteLine($"{verdict.Check} at {at}: {verdict.Outcome.Word()}, {verdict.Passed} of {verdict.Replicates}");
}

// Failures are values: a point that diverged or was refused does not end the others.
foreach (var failure in run.Failures) Console.WriteLine($"point {failure.Point} {failure.Status}: {failure.Cause}");
return run.HasFailedPoints || run.HasFailedChecks ? 1 : 0;

/// <summary>Reports come from any thread, as they happen; this prints failures alone.</summary>
internal sealed class Failures : IProgress<RunProgress>
{
    public void Report(RunProgress value)
    {
        if (value is RunProgress.StageEnded { Failure: { } failure } ended) Console.WriteLine($"{ended.Stage.Name}: {failure.Sentence}");
    }
}
