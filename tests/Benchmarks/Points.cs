using System.Diagnostics;
using System.Globalization;

namespace Pipelines.Benchmarks;

/// <summary>
/// <c>points TOOL [COUNT]</c>: what a sweep of trivial points costs beside its stages: <c>plan</c>, a first <c>run</c>, a <c>run</c> with nothing to
/// do and <c>check</c>, in processor and wall time, with files and bytes. The cost of one point is the slope between a fifth of the points and all,
/// so that the start of the process is not in it.
/// </summary>
internal static class Points
{
    private const int Checked = 1_000_000;

    /// <param name="tool">Path of <c>pipelines.dll</c>.</param>
    /// <param name="count">Number of points.</param>
    public static int Run(string tool, int count)
    {
        var folder = Directory.CreateTempSubdirectory("pipelines-points-");
        try
        {
            Console.WriteLine($"load at the start: {Load()}");
            var verbs = (string[])["plan", "run", "run again", "plan of nothing"];
            var (few, many) = (Measure(tool, folder, count / 5), Measure(tool, folder, count));
            Console.WriteLine(Line("command", "points", "processor s", "wall s", "us a point"));
            for (var i = 0; i < verbs.Length; i++)
            {
                var slope = 1e6 * (many[i].Processor - few[i].Processor) / (count - (count / 5));
                Console.WriteLine(Line(verbs[i], count, many[i].Processor, many[i].Wall, slope));
            }
            var files = Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories)
                .Where(f => f.Contains($"-{count}", StringComparison.Ordinal)).ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"store and results: {files.Count} files, {files.Sum(f => new FileInfo(f).Length) / 1e6:0} MB; peak of the first "
                    + $"run {many[1].Peak / 1e6:0} MB"));
            var check = Start(tool, "check", Write(folder, Checked));
            Console.WriteLine(Line("check", Checked, check.Processor, check.Wall, 1e6 * check.Processor / Checked));
            Console.WriteLine($"load at the end: {Load()}");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (double Processor, double Wall, long Peak)[] Measure(string tool, DirectoryInfo folder, int count)
    {
        var file = Write(folder, count);
        var store = Path.Combine(folder.FullName, $"store-{count}");
        string[] run = ["run", file, "--store", store, "--results", Path.Combine(folder.FullName, $"results-{count}"), "--threads", "1", "-q"];
        string[] plan = ["plan", file, "--store", store];
        return [Start(tool, plan), Start(tool, run), Start(tool, run), Start(tool, plan)];
    }

    private static string Write(DirectoryInfo folder, int count)
    {
        var file = Path.Combine(folder.FullName, $"points-{count}.yaml");
        File.WriteAllText(file, $$$"""
            experiment: points
            system: quenching-activation
            seed: 7
            target: {function: single-neuron}
            dataset: {law: population, inputDimension: 2}
            network: {hiddenUnits: 2}
            training: {learningRate: 0.01, steps: 1, optimiser: gradient-descent}
            record: {every: 1, neurons: 0}
            randomFeatures: false
            sweep: {training.learningRate: {lin: [0.001, 0.01, {{{count}}}]}}
            """);
        return file;
    }

    /// <summary>Processor time and peak as last seen, at most 20 ms before the end.</summary>
    private static (double Processor, double Wall, long Peak) Start(string tool, params IReadOnlyList<string> arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [tool, .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var (peak, processor) = (0L, TimeSpan.Zero);
        while (!process.WaitForExit(20))
        {
            process.Refresh();
            if (process.HasExited) break;
            (peak, processor) = (Math.Max(peak, process.PeakWorkingSet64), process.TotalProcessorTime);
        }
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', arguments)}: exit {process.ExitCode}: {error.Result}{output.Result}");
        return (processor.TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, peak);
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "unknown";

    private static string Line(string verb, object count, object processor, object wall, object slope) =>
        string.Create(CultureInfo.InvariantCulture, $"{verb,-16}{count,10}{processor,14:0.00}{wall,10:0.00}{slope,14:0.0}");
}
