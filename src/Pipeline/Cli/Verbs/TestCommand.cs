using System.CommandLine;
using System.Globalization;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines test</c>: the invariants of the experiment's system, on cases around its settings.</summary>
internal static class TestCommand
{
    public static Verb Create(CommandContext context)
    {
        var options = new ExperimentOptions();
        var cases = WholeNumber.Option("--cases", "Cases of each invariant; the first is the point itself, cut to the size of cases.", smallest: 1,
            value: 200);
        var seed = WholeNumber.Option("--seed", "The same seed gives the same cases; left out, it is that of the experiment.", smallest: 0);
        var only = new Option<string?>("--only") { Description = "Invariants that have this in their names, such as symmetry.", HelpName = "NAME" };
        var point = WholeNumber.Option("--point", "Number of the point that cases are made around.", smallest: 0, value: 0);
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Folder for invariants.parquet and, for each failure, the smallest experiment file that shows it.",
            HelpName = "FOLDER",
        };
        var json = JsonOutput.Option();
        var verb = new Verb("test", "Test symmetries, conservation laws, limits and identities of the system around an experiment.")
        {
            Examples =
            [
                new("do the invariants of this system hold here?", "pipelines test pipelines/tiny/hinge.yaml"),
                new("cylindrical symmetry and the like, on more cases", "pipelines test pipelines/tiny/hinge.yaml --only symmetry --cases 2000"),
                new("keep the table and the smallest counterexamples", "pipelines test pipelines/tiny/hinge.yaml --output invariants"),
            ],
            StopsCleanly = true,
        };
        options.AddTo(verb);
        foreach (var option in (Option[])[cases, seed, only, point, output, json]) verb.Options.Add(option);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var (streams, experiment) = (context.Streams, options.Read(parsed, context).Required());
            var asked = new InvariantOptions
            {
                Cases = parsed.GetValue(cases),
                Seed = parsed.GetValue(seed) is { } given ? (ulong)given : null,
                Only = parsed.GetValue(only),
                Point = parsed.GetValue(point),
                Progress = new InvariantLines(streams.Error, TimeProvider.System),
            };
            var isJson = parsed.GetValue(json);
            var report = experiment.Test(asked, isJson ? null : new Lines(streams.Out), cancellation);
            if (parsed.GetValue(output) is { } folder) await report.SaveAsync(folder, experiment.Project).ConfigureAwait(false);
            if (isJson) JsonOutput.Write(streams.Out, report);
            else WriteEnd(streams.Out, report);
            return report.Holds ? ExitCode.Complete : ExitCode.CheckFailed;
        });
        return verb;
    }

    private static void WriteEnd(TextWriter output, InvariantReport report)
    {
        int Count(InvariantVerdict verdict) => report.Invariants.Count(i => i.Verdict == verdict);
        var silent = Count(InvariantVerdict.Silent) is > 0 and var n ? $", {n} silent" : "";
        var counts = $"{Count(InvariantVerdict.Holds)} hold, {Count(InvariantVerdict.Fails)} fail{silent}";
        output.WriteLine($"{report.System}: {counts}. Seed of the cases: {report.Seed}.");
    }

    /// <summary>A line for each invariant as it ends; a failure with the smallest experiment that shows it.</summary>
    private sealed class Lines(TextWriter output) : IProgress<InvariantOutcome>
    {
        private const int Width = 26;

        public void Report(InvariantOutcome value)
        {
            output.WriteLine($"{Word(value.Verdict)}  {value.Name.PadRight(Width)}  {Summary(value)}");
            output.Flush();
            if (value.Smallest is null) return;
            output.WriteLine($"       {value.Statement} {value.Equation}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"       {value.What}: {value.Difference:g3} apart, {value.Allowed:g3} allowed"));
            output.WriteLine("       The smallest experiment found that shows it:");
            foreach (var line in value.Smallest.TrimEnd('\n').Split('\n')) output.WriteLine($"         {UnsafeCharacters.OnOneLine(line)}");
        }

        private static string Word(InvariantVerdict verdict) => verdict switch
        {
            InvariantVerdict.Holds => "holds ",
            InvariantVerdict.Fails => "FAILS ",
            _ => "silent",
        };

        private static string Summary(InvariantOutcome i) => i.Verdict switch
        {
            InvariantVerdict.Fails => $"in case {i.Cases}",
            InvariantVerdict.Silent => $"says nothing about any of {i.Cases} cases",
            _ => i.Applied == i.Cases ? $"in {i.Cases} cases" : $"in {i.Applied} of {i.Cases} cases, and says nothing about the others",
        };
    }
}

/// <summary>How far a test of invariants is, on standard error: a line at its start, and one whenever 10 s have passed.</summary>
internal sealed class InvariantLines(TextWriter output, TimeProvider time) : IProgress<InvariantProgress>
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _lastTime = TimeSpan.MinValue;

    public void Report(InvariantProgress value)
    {
        lock (_lock)
        {
            var elapsed = time.GetElapsedTime(_start);
            var isFirst = _lastTime == TimeSpan.MinValue;
            if (!isFirst && elapsed < _lastTime + Quiet) return;
            _lastTime = elapsed;
            output.WriteLine(isFirst
                ? $"Testing {value.Invariants} invariants, {value.Cases} cases of each."
                : $"{value.Ended} of {value.Invariants} invariants done, {value.Tried} cases tried, {ProgressEstimate.Words(elapsed)}");
        }
    }
}
