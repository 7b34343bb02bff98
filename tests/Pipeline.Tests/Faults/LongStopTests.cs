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

    /// <summary>So long no machine needs: what is not there then has hung.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(8);

    /// <summary>Every text with every signal; by default every text and every signal once or twice.</summary>
    public static TheoryData<string, int, int> Stops
    {
        get
        {
            var stops = new TheoryData<string, int, int>();
            string[] texts = [Hinge, Mixture, Quenching.Replace("OPTIMISER", "gradient-flow", StringComparison.Ordinal), RandomFeatures, LargeData];
            (int, int)[] signals =
            [
                (ToolProcess.Interrupt, ExitCode.Interrupted), (ToolProcess.Terminate, ExitCode.Terminated), (ToolProcess.Hangup, ExitCode.Terminated)
            ];
            foreach (var trial in Tier.Trials(texts.Length, texts.Length * signals.Length))
            {
                var (signal, code) = signals[(trial + (trial / signals.Length)) % signals.Length];
                stops.Add(texts[trial / signals.Length], signal, code);
            }
            return stops;
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What has begun to stop takes no new slice: how long that is on a machine with time is told, and not judged.</summary>
    [Theory]
    [MemberData(nameof(Stops))]
    public async Task A_long_stage_stops_cleanly_and_leaves_nothing_half_written(string text, int signal, int code)
    {
        using var tool = await RunningAsync(text);
        await Task.Delay(_random.Next(1000));
        var start = Stopwatch.GetTimestamp();
        tool.Signal(signal);
        var ended = await tool.EndAsync(Patience) ?? throw new TimeoutException("It went on after the signal.");
        output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s");
        Assert.Equal(code, ended.Code);
        Assert.Contains("the same command goes on from here", ended.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.File("store/claims"), "*.claims"));

        // On a busy machine a checkpoint may be cut by the end of the process: the next command removes what is left of it, and no other file is ever
        // cut.
        var half = Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories);
        Assert.All(half, f => Assert.Equal("checkpoints", Path.GetFileName(Path.GetDirectoryName(f))));
        if (half.Length == 0) return;
        output.WriteLine($"{half.Length} checkpoints were cut");
        using var next = await RunningAsync(text);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories), half.Contains);
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
        var tool = ToolProcess.Start(
            "run", _folder.File("long.yaml"), "--store", _folder.File("store"), "--results", _folder.File("results"), "--threads", "2");
        var start = Stopwatch.GetTimestamp();
        while (!IsAtWork())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException("It did not begin.");
            await Task.Delay(50);
        }
        return tool;
    }

    private bool IsAtWork() =>
        Directory.Exists(_folder.File("store/claims"))
            && Directory.GetFiles(_folder.File("store/claims"), "*.claims").Any(f => ReadShared(f).Contains("\n+", StringComparison.Ordinal));

    internal static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
