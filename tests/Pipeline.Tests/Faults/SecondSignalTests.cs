using System.Diagnostics;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>Somebody who does not want to wait for a graceful stop.</summary>
public sealed class SecondSignalTests : IDisposable
{
    /// <summary>Its data set takes seconds in one piece: a first signal waits for that.</summary>
    private const string Text = """
        experiment: impatient
        system: mean-field-hinge
        seed: 1
        dataset: {law: gaussian, inputDimension: 400, trainingSamples: 250000, testSamples: 10}
        network: {hiddenUnits: 4}
        training: {learningRate: 10, steps: 2}
        record: {every: 1}
        """;

    /// <summary>Twice, it is shorter than the drawing of the data set.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    private static readonly string[] Small = ["--set", "dataset.trainingSamples=100"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private const int MostAttempts = 10;

    private readonly TemporaryFolder _folder = new();

    public SecondSignalTests() => File.WriteAllText(_folder.File("impatient.yaml"), Text);

    public void Dispose() => _folder.Dispose();

    /// <summary>Both signals where there is time; each takes half a minute.</summary>
    public static TheoryData<int, int> Signals => Tier.IsDeep
        ? new() { { ToolProcess.Interrupt, ToolProcess.Interrupt }, { ToolProcess.Terminate, ToolProcess.Interrupt } }
        : new() { { ToolProcess.Interrupt, ToolProcess.Interrupt } };

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task A_second_signal_ends_the_process_at_once_and_the_same_command_goes_on(int first, int second)
    {
        await AssertCompletesAsync("small", Small);
        var (code, error) = await TwiceSignalledAsync(first, second);

        // The system ended it: nothing was said, and the claims are those of a dead process.
        Assert.Equal(128 + second, code);
        Assert.DoesNotContain("the same command goes on from here", error, StringComparison.Ordinal);
        Assert.Single(Claims());

        using (var plan = ToolProcess.Start(["plan", .. Command("small", Small)
            .Skip(1), "--exit-code"])) Assert.Equal(ExitCode.Complete, (await plan.EndAsync(Patience))!.Value.Code);
        await AssertCompletesAsync("results");
        Assert.Empty(Claims());
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
        Directory.Delete(_folder.File("store"), recursive: true);
        await AssertCompletesAsync("expected");
        var expected = RepeatableFiles.Of(_folder.File("expected"));
        Assert.Equal(expected, RepeatableFiles.Of(_folder.File("results")));
        Assert.NotEmpty(expected);
    }

    /// <summary>A process that got the second signal while the first one waited; on a machine that is too busy to send it in time, another
    /// one.</summary>
    private async Task<(int Code, string Error)> TwiceSignalledAsync(int first, int second)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            using var tool = ToolProcess.Start(Command("results"));
            await UntilDrawingAsync();
            tool.Signal(first);
            await Task.Delay(Moment);
            tool.Signal(second);
            var ended = (await tool.EndAsync(Patience))!.Value;

            // Whoever stopped for the first signal alone says so.
            if (!ended.Error.Contains("the same command goes on from here", StringComparison.Ordinal)) return ended;
        }
        Assert.Skip($"In {MostAttempts} attempts the first signal was through before the second one could be sent.");
        return default;
    }

    private string[] Command(string results, params string[] more) =>
        ["run", _folder.File("impatient.yaml"), "--store", _folder.File("store"), "--results", _folder.File(results), "--threads", "1", .. more];

    private string[] Claims() => Directory.Exists(_folder.File("store/claims")) ? Directory.GetFiles(_folder.File("store/claims"), "*.claims") : [];

    /// <summary>What needs the data set is claimed just before it is drawn.</summary>
    private async Task UntilDrawingAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (!Claims().Any(f => LongStopTests.ReadShared(f).Contains("\n+", StringComparison.Ordinal)))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException("It did not begin.");
            await Task.Delay(20);
        }
        await Task.Delay(Moment);
    }

    private async Task AssertCompletesAsync(string results, params string[] more)
    {
        using var tool = ToolProcess.Start(Command(results, more));
        var ended = await tool.EndAsync(Patience);
        Assert.True(ended?.Code == ExitCode.Complete, $"{ended}");
    }
}
