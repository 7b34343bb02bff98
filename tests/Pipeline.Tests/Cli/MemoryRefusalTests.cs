using System.Globalization;
using System.Text.RegularExpressions;
using Pipelines.Pipeline.Cli.Output;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary>On a machine whose memory is too small nothing is started, and the exit code says why.</summary>
public sealed partial class MemoryRefusalTests : IDisposable
{
    /// <summary>64 MB of examples, beside what the process itself takes.</summary>
    private const string Experiment = """
        experiment: large
        system: mean-field-hinge
        seed: 1
        dataset: {law: gaussian, inputDimension: 400, trainingSamples: 20000, testSamples: 20000}
        network: {hiddenUnits: 4}
        training: {learningRate: 1, steps: 1}
        record: {every: 1}
        """;

    /// <summary>Bytes that the runtime takes for the memory of the machine, in hexadecimal: 230 MB are too few, 420 MB are enough.</summary>
    private static readonly (string, string) Small = ("DOTNET_GCHeapHardLimit", "DB58580"), Large = ("DOTNET_GCHeapHardLimit", "1908B100");

    private readonly TemporaryFolder _folder = new();

    public MemoryRefusalTests() => File.WriteAllText(_folder.File("large.yaml"), Experiment);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_and_repro_refuse_what_cannot_fit_and_leave_everything_as_it_was()
    {
        var refused = Run(Small, "run", _folder.File("large.yaml"));
        AssertRefused(refused, "hinge-training");
        Assert.False(Directory.Exists(_folder.File("results")));
        Assert.False(Directory.Exists(_folder.File("store")));

        Assert.Equal(ExitCode.Complete, Run(Large, "run", _folder.File("large.yaml")).ExitCode);
        var before = Files();
        AssertRefused(Repro(Small), "hinge-training");
        Assert.Equal(before, Files());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("scratch")));

        var again = Repro(Large);
        Assert.True(again.ExitCode == ExitCode.Complete, again.Output + again.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("scratch")));
    }

    /// <summary>The settings that a refusal names stand at their places in the file, and their values are the largest ones that fit.</summary>
    [Fact]
    public void A_refusal_names_settings_and_values_that_fit()
    {
        var file = _folder.File("large.yaml");
        var advice = Advice().Matches(Run(Small, "run", file).Error).ToArray();
        Assert.NotEmpty(advice);
        foreach (var change in advice)
        {
            var (path, value) = (change.Groups["path"].Value, change.Groups["value"].Value);
            Assert.Equal(ExitCode.Complete, Run(Small, "run", file, "--set", $"{path}={value}").ExitCode);
            var line = File.ReadAllLines(file)[int.Parse(change.Groups["line"].Value, CultureInfo.InvariantCulture) - 1];
            Assert.Contains($"{path.Split('.')[1]}: {change.Groups["now"].Value}", line, StringComparison.Ordinal);
        }
        var more = (int)(1.1 * int.Parse(advice[0].Groups["value"].Value, CultureInfo.InvariantCulture));
        AssertRefused(Run(Small, "run", file, "--set", $"{advice[0].Groups["path"].Value}={more}"), "hinge-training");
    }

    [Fact]
    public void A_setting_that_must_be_above_one_is_tried_as_well()
    {
        var file = _folder.File("log.yaml");
        File.WriteAllText(file, Experiment.Replace("every: 1", "log: 15", StringComparison.Ordinal));
        var refused = Run(Small, "run", file);
        AssertRefused(refused, "hinge-training");
        Assert.Contains("It fits with dataset.", refused.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<path>[a-zA-Z.]+): (?<value>[0-9]+) \([^ ]+:(?<line>[0-9]+):[0-9]+, now (?<now>[0-9]+)\)")]
    private static partial Regex Advice();

    private static void AssertRefused(ChildProcess.Finished refused, string stage)
    {
        Assert.Equal(ExitCode.WillNotFit, refused.ExitCode);
        Assert.Contains($"Stage {stage} needs about ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("this machine has 230 MB. Nothing was started.", refused.Error, StringComparison.Ordinal);
        Assert.Empty(refused.Output);
    }

    private ChildProcess.Finished Run((string, string) memory, params string[] arguments) =>
        ChildProcess.Run([.. arguments, "--store", _folder.File("store"), "--results", _folder.File("results"), "-q"], memory);

    private ChildProcess.Finished Repro((string, string) memory)
    {
        Directory.CreateDirectory(_folder.File("scratch"));
        return ChildProcess.Run(
            ["repro", _folder.File("results/large")], memory, ("TMPDIR", _folder.File("scratch")), ("DOTNET_EnableDiagnostics", "0"));
    }

    private string[] Files() => [.. Directory.GetFiles(_folder.File("results"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(f => $"{f} {File.GetLastWriteTimeUtc(f):O}")];
}
