using System.Diagnostics;
using System.Globalization;

namespace Pipelines.Benchmarks;

/// <summary>
/// <c>points TOOL [COUNT]</c>: what a sweep costs beside its stages: <c>plan</c>, a first <c>run</c>, a <c>run</c> with nothing to do, <c>report</c>,
/// <c>verify</c> and <c>check</c> of trivial points, and <c>plan</c> of points with every stage; in processor and wall time, with files and bytes.
/// With <c>PIPELINES_BASELINE</c> set to the <c>pipelines.dll</c> of another build the two take turns, and each figure is a median of the turns. The
/// cost of one point is the slope between a fifth of the points and all, so that the start of the process is not in it.
/// </summary>
internal static class Points
{
    private const int Checked = 1_000_000, Turns = 3;

    private static readonly string[] Verbs = ["plan", "run", "run again", "plan of nothing", "report", "verify", "plan, every stage"];

    private sealed record Measured(double Processor, double Wall, double Peak);

    /// <param name="tool">Path of <c>pipelines.dll</c>.</param>
    /// <param name="count">Number of points.</param>
    public static int Run(string tool, int count)
    {
        string[] tools = Environment.GetEnvironmentVariable("PIPELINES_BASELINE") is { Length: > 0 } baseline ? [tool, baseline] : [tool];
        var folder = Directory.CreateTempSubdirectory("pipelines-points-");
        try
        {
            Console.WriteLine($"load at the start: {Load()}");
            var figures = tools.Select(_ => (Few: NoTurns(), Many: NoTurns())).ToList();
            for (var turn = 0; turn < (tools.Length == 1 ? 1 : Turns); turn++)
            {
                for (var i = 0; i < tools.Length; i++)
                {
                    Add(figures[i].Few, Measure(tools[i], folder, count / 5));
                    Add(figures[i].Many, Measure(tools[i], folder, count));
                }
            }
            Console.WriteLine(Line("command", "points", "processor s", "wall s", "us a point", "peak MB", "of the other"));
            for (var verb = 0; verb < Verbs.Length; verb++)
            {
                var slopes = figures.Select(f =>
                    1e6 * (Median(f.Many[verb], m => m.Processor) - Median(f.Few[verb], m => m.Processor)) / (count - (count / 5))).ToList();
                for (var i = 0; i < tools.Length; i++)
                {
                    var many = figures[i].Many[verb];
                    Console.WriteLine(Line(
                        i == 0 ? Verbs[verb] : "  baseline", count, Median(many, m => m.Processor), Median(many, m => m.Wall), slopes[i],
                        Median(many, m => m.Peak) / 1e6, i == 0 && tools.Length > 1 ? slopes[0] / slopes[1] : ""));
                }
            }
            var files = Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories)
                .Where(f => f.Contains($"-{count}", StringComparison.Ordinal)).ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"store and results: {files.Count} files, {files.Sum(f => new FileInfo(f).Length) / 1e6:0} MB"));
            var check = Start(tool, "check", Write(folder, Checked, isWhole: false));
            Console.WriteLine(Line("check", Checked, check.Processor, check.Wall, 1e6 * check.Processor / Checked, check.Peak / 1e6, ""));
            Console.WriteLine($"load at the end: {Load()}");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<Measured>[] NoTurns() => [.. Verbs.Select(_ => new List<Measured>())];

    private static void Add(List<Measured>[] turns, Measured[] turn)
    {
        for (var i = 0; i < turns.Length; i++) turns[i].Add(turn[i]);
    }

    private static double Median(List<Measured> turns, Func<Measured, double> of) => turns.Select(of).Order().ElementAt(turns.Count / 2);

    /// <summary>One turn of a build, on an empty store.</summary>
    private static Measured[] Measure(string tool, DirectoryInfo folder, int count)
    {
        var file = Write(folder, count, isWhole: false);
        var (store, results) = (Path.Combine(folder.FullName, $"store-{count}"), Path.Combine(folder.FullName, $"results-{count}"));
        foreach (var former in (string[])[store, results])
        {
            if (Directory.Exists(former)) Directory.Delete(former, recursive: true);
        }
        string[] run = ["run", file, "--store", store, "--results", results, "--threads", "1", "-q"], plan = ["plan", file, "--store", store];
        return
        [
            Start(tool, plan), Start(tool, run), Start(tool, run), Start(tool, plan), Start(tool, "report", Path.Combine(results, "points")),
            Start(tool, "verify", "--store", store), Start(tool, "plan", Write(folder, count, isWhole: true), "--store", $"{store}-none"),
        ];
    }

    private static string Write(DirectoryInfo folder, int count, bool isWhole)
    {
        var file = Path.Combine(folder.FullName, $"{(isWhole ? "whole" : "points")}-{count}.yaml");
        File.WriteAllText(file, $$$"""
            experiment: points
            system: quenching-activation
            seed: 7
            target: {function: single-neuron}
            dataset: {law: {{{(isWhole ? "sphere, trainingSamples: 10" : "population")}}}, inputDimension: 2}
            network: {hiddenUnits: 2}
            training: {learningRate: 0.01, steps: 1, optimiser: gradient-descent}
            record: {every: 1, neurons: 0}
            randomFeatures: {{{(isWhole ? "true" : "false")}}}
            sweep: {training.learningRate: {lin: [0.001, 0.01, {{{count}}}]}}
            """);
        return file;
    }

    /// <summary>Processor time and peak as last seen, at most 20 ms before the end.</summary>
    private static Measured Start(string tool, params IReadOnlyList<string> arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [tool, .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var (peak, processor) = (0L, TimeSpan.Zero);
        while (!process.WaitForExit(20))
        {
            try
            {
                process.Refresh();
                (peak, processor) = (Math.Max(peak, process.PeakWorkingSet64), process.TotalProcessorTime);
            }
            catch (InvalidOperationException)
            {
                // It ended just now.
            }
        }
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', arguments)}: exit {process.ExitCode}: {error.Result}{output.Result}");
        return new(processor.TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, peak);
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "unknown";

    private static string Line(string verb, object count, object processor, object wall, object slope, object peak, object ratio) => string.Create(
        CultureInfo.InvariantCulture, $"{verb,-18}{count,10}{processor,14:0.00}{wall,10:0.00}{slope,14:0.0}{peak,10:0}{ratio,14:0.00}");
}
