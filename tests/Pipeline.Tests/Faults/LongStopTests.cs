using System.Diagnostics;
using System.Runtime.InteropServices;
using Pipelines.Pipeline.Cli;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>A user's Ctrl-C, a scheduler's SIGTERM and a closed terminal in the middle of a stage that takes minutes or hours.</summary>
public sealed class LongStopTests(ITestOutputHelper output) : IDisposable
{
    private const string Hinge = """
        experiment: long
        system: mean-field-hinge
        seed: 1
        dataset: {law: gaussian, inputDimension: 100, trainingSamples: 20000, testSamples: 20000}
        network: {hiddenUnits: 400}
        training: {learningRate: 10, steps: 10000000}
        record: {log: 20}
        """;

    private const string Mixture = """
        experiment: long
        system: gaussian-mixture
        seed: 3
        dataset: {law: two-clusters, inputDimension: 3000, sampleRatio: 4, noiseLevel: 0.5}
        network: linear
        training: {learningRate: 0.2, steps: 2500, seeds: 4, batch: {algorithm: persistent-sgd, batchFraction: 0.3, persistenceTime: 1}, initialVariance: 0.1, start: free}
        theory: {method: march, samples: 16384, replicates: 2}
        record: {log: 6}
        """;

    private const string Quenching = """
        experiment: long
        system: quenching-activation
        seed: 3
        target: {function: single-neuron}
        network: {hiddenUnits: 300}
        dataset: {law: population, inputDimension: 50}
        training: {learningRate: 0.001, steps: 100000000, optimiser: OPTIMISER}
        record: {log: 10}
        randomFeatures: false
        """;

    private const string RandomFeatures = """
        experiment: long
        system: quenching-activation
        seed: 3
        target: {function: single-neuron}
        network: {hiddenUnits: 2000}
        dataset: {law: population, inputDimension: 50}
        training: {learningRate: 0.001, steps: 2000, optimiser: gradient-descent}
        record: {log: 10}
        """;

    /// <summary>Its data set alone takes seconds, in one piece.</summary>
    private const string LargeData = """
        experiment: long
        system: mean-field-hinge
        seed: 1
        dataset: {law: gaussian, inputDimension: 400, trainingSamples: 500000, testSamples: 10}
        network: {hiddenUnits: 4}
        training: {learningRate: 10, steps: 10000000}
        record: {log: 20}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(8);

    public static TheoryData<string, int, int> Stops
    {
        get
        {
            var stops = new TheoryData<string, int, int>();
            foreach (var text in (string[])[Hinge, Mixture, Quenching.Replace("OPTIMISER", "gradient-flow", StringComparison.Ordinal), RandomFeatures, LargeData])
            {
                stops.Add(text, ToolProcess.Interrupt, ExitCode.Interrupted);
                stops.Add(text, ToolProcess.Terminate, ExitCode.Terminated);
                stops.Add(text, ToolProcess.Hangup, ExitCode.Terminated);
            }
            return stops;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Stops))]
    public async Task A_long_stage_stops_within_5_seconds(string text, int signal, int code)
    {
        using var tool = await RunningAsync(text);
        await Task.Delay(_random.Next(1000));
        var (elapsed, ended) = await SignalledAsync(tool, signal);
        output.WriteLine($"{elapsed.TotalSeconds:0.00} s");
        Assert.Equal(code, ended.Code);
        Assert.Contains("the same command goes on from here", ended.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.File("store/claims"), "*.claims"));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
        AssertWithin(elapsed);
    }

    [Fact]
    public void A_second_signal_is_left_to_the_system_which_ends_the_process_at_once()
    {
        using var signals = new StopSignals();
        var (first, second) = (new PosixSignalContext(PosixSignal.SIGTERM), new PosixSignalContext(PosixSignal.SIGINT));
        signals.Stop(first, ExitCode.Terminated);
        Assert.True(first.Cancel && signals.Token.IsCancellationRequested);
        signals.Stop(second, ExitCode.Interrupted);
        Assert.False(second.Cancel);
        Assert.Equal(ExitCode.Interrupted, signals.ExitCode);
    }

    /// <summary>Started, and at work as its claims tell.</summary>
    private async Task<ToolProcess> RunningAsync(string text)
    {
        File.WriteAllText(_folder.File("long.yaml"), text);
        var tool = ToolProcess.Start("run", _folder.File("long.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "2");
        var start = Stopwatch.GetTimestamp();
        while (!IsAtWork())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException("It did not begin.");
            await Task.Delay(50);
        }
        return tool;
    }

    private bool IsAtWork() =>
        Directory.Exists(_folder.File("store/claims")) && Directory.GetFiles(_folder.File("store/claims"), "*.claims").Any(f => ReadShared(f).Contains("\n+", StringComparison.Ordinal));

    internal static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task<(TimeSpan Elapsed, (int Code, string Error) Ended)> SignalledAsync(ToolProcess tool, int signal)
    {
        var start = Stopwatch.GetTimestamp();
        tool.Signal(signal);
        var ended = await tool.EndAsync(Patience) ?? throw new TimeoutException("It went on after the signal.");
        return (Stopwatch.GetElapsedTime(start), ended);
    }

    /// <summary>The promise is for a machine that has time; one whose processors are wanted by many times as many threads gets the benefit of the doubt.</summary>
    private static void AssertWithin(TimeSpan elapsed)
    {
        var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var limit = 5 * Math.Max(1, load / (2 * Environment.ProcessorCount));
        Assert.True(elapsed.TotalSeconds < limit, $"It took {elapsed.TotalSeconds:0.0} s to stop.");
    }
}
