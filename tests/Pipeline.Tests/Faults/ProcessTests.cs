using System.Diagnostics;
using System.Globalization;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>Real processes on real files: killed, stopped, side by side.</summary>
public sealed class ProcessTests : IDisposable
{
    private const int Killed = 128 + ToolProcess.Kill, KillsPerRun = 10;

    /// <summary>Half a second of work in a few hundred stages, most of it the start of the process.</summary>
    private const string Text = """
        experiment: sweep
        system: quenching-activation
        seed: 7
        replicates: 3
        target: {function: single-neuron}
        dataset: {law: population, inputDimension: 8}
        network: {hiddenUnits: 16}
        training: {learningRate: 0.01, steps: 200, optimiser: gradient-descent}
        record: {log: 20, neurons: 4}
        sweep: {training.learningRate: {lin: [0.001, 0.01, 20]}}
        checks: [{name: falls, value: trajectory.trainingRisk, atMost: 4}]
        """;

    /// <summary>A machine that is busy otherwise gives a process of the deep tier next to nothing for minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(5);

    public ProcessTests() => File.WriteAllText(_folder.File("sweep.yaml"), Text);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_ends_with_the_same_bytes()
    {
        var (expected, longest) = await ReferenceAsync();
        var wanted = Tier.Trials(8, 3000).Count();
        for (var (kills, run) = (0, 0); kills < wanted; run++)
        {
            var name = FormattableString.Invariant($"killed-{run}");
            int code;
            do
            {
                using var tool = ToolProcess.Start(Command(name));
                await Task.Delay(longest * _random.NextDouble());
                tool.Signal(ToolProcess.Kill);
                code = (await tool.EndAsync(Patience))!.Value.Code;
                Assert.Contains(code, (int[])[Killed, ExitCode.Complete]);
                if (code == Killed) kills++;

                // The load changes: about one run in ten is to finish before it is killed.
                longest *= code == Killed ? 1.02 : 0.85;
            }
            while (code == Killed && kills % KillsPerRun != 0);
            await FinishAsync(name, expected);
        }
    }

    /// <summary>That a terminal goes away is asked in the deep tier alone.</summary>
    public static TheoryData<int, int> Signals => Tier.IsDeep
        ? new()
        {
            { ToolProcess.Interrupt, ExitCode.Interrupted },
            { ToolProcess.Terminate, ExitCode.Terminated },
            { ToolProcess.Hangup, ExitCode.Terminated },
        }
        : new() { { ToolProcess.Interrupt, ExitCode.Interrupted }, { ToolProcess.Terminate, ExitCode.Terminated } };

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task A_run_that_was_stopped_by_a_signal_goes_on_to_the_same_bytes(int signal, int code)
    {
        var (expected, longest) = await ReferenceAsync();
        foreach (var stop in Tier.Trials(2, 50))
        {
            var name = FormattableString.Invariant($"stopped-{stop}");
            using var tool = ToolProcess.Start(Command(name));
            await Task.Delay(longest * _random.NextDouble());
            tool.Signal(signal);
            var ended = await tool.EndAsync(Patience);

            // Before it listens to signals, and after it has said what came out, the system's default is the right answer.
            var isListening = ended!.Value.Error is { Length: > 0 } text && !text.Contains("complete. Results", StringComparison.Ordinal);
            if (isListening) Assert.Contains("the same command goes on from here", ended.Value.Error, StringComparison.Ordinal);
            Assert.Contains(ended.Value.Code, isListening ? [code] : (int[])[ExitCode.Complete, code, 128 + signal]);
            await FinishAsync(name, expected);
        }
    }

    [Fact]
    public async Task Runs_side_by_side_share_one_store_and_compute_every_stage_once()
    {
        var (expected, longest) = await ReferenceAsync();
        foreach (var trial in Tier.Trials(3, 500))
        {
            var name = FormattableString.Invariant($"shared-{trial}");
            List<ToolProcess> tools = [];
            for (var i = 0; i < 3; i++)
            {
                tools.Add(ToolProcess.Start(Command(name, FormattableString.Invariant($"results-{name}-{i % 2}"))));
                await Task.Delay(_random.Next((int)(longest.TotalMilliseconds / 3)));
            }

            // One of them dies in the middle of every other trial; nobody has to unlock anything.
            if (trial % 2 == 1) tools[0].Signal(ToolProcess.Kill);
            foreach (var tool in tools.Skip(trial % 2))
            {
                var ended = await tool.EndAsync(Patience);
                Assert.True(ended?.Code == ExitCode.Complete, $"trial {trial}: {ended}");
            }
            foreach (var tool in tools) tool.Dispose();
            foreach (var results in (string[])[$"results-{name}-0", $"results-{name}-1"])
            {
                AssertSame(expected, results);
                Directory.Delete(_folder.File(results), recursive: true);
            }
            using var store = new Pipeline.Storage.ArtifactStore(new Pipeline.Storage.Files.LocalFileSystem(), _folder.File($"store-{name}"));
            Assert.Empty(store.Conflicts());
            if (trial % 2 == 0) Assert.Equal(store.Records().DistinctBy(r => r.Key).Count(), store.Records().Length);
            Directory.Delete(_folder.File($"store-{name}"), recursive: true);
        }
    }

    private string[] Command(string name, string? results = null) =>
    [
        "run", _folder.File("sweep.yaml"), "--store", _folder.File($"store-{name}"), "--results", _folder.File(results
            ?? $"results-{name}"), "--threads", "1",
    ];

    private async Task<(SortedDictionary<string, byte[]> Files, TimeSpan Longest)> ReferenceAsync()
    {
        var start = Stopwatch.GetTimestamp();
        using var tool = ToolProcess.Start(Command("reference"));
        Assert.Equal(ExitCode.Complete, (await tool.EndAsync(Patience))!.Value.Code);
        return (RepeatableFiles.Of(_folder.File("results-reference")), Stopwatch.GetElapsedTime(start));
    }

    private async Task FinishAsync(string name, SortedDictionary<string, byte[]> expected)
    {
        using var tool = ToolProcess.Start(Command(name));
        var ended = await tool.EndAsync(Patience);
        Assert.True(ended?.Code == ExitCode.Complete, string.Create(CultureInfo.InvariantCulture, $"{name}: {ended}"));
        AssertSame(expected, $"results-{name}");
        Directory.Delete(_folder.File($"results-{name}"), recursive: true);
        Directory.Delete(_folder.File($"store-{name}"), recursive: true);
    }

    private void AssertSame(SortedDictionary<string, byte[]> expected, string results)
    {
        var found = RepeatableFiles.Of(_folder.File(results));
        Assert.Equal(expected.Keys, found.Keys);
        Assert.All(expected, f => Assert.True(f.Value.AsSpan().SequenceEqual(found[f.Key]), $"{results}: {f.Key} differs"));
    }
}
