using System.Text.Json;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Cli;

namespace Pipelines.Pipeline.Tests.Cluster;

/// <summary>An experiment in a folder of its own that is run here and on a cluster, and what comes of both.</summary>
internal sealed class SentSweep : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly (string, string)[] _environment;

    /// <param name="experiment">Its file.</param>
    /// <param name="environment">For the tool's processes.</param>
    public SentSweep(string experiment, params (string Name, string Value)[] environment)
    {
        File.WriteAllText(_folder.File("sweep.yaml"), experiment);
        _environment = environment;
    }

    /// <summary>Short points: a fraction of a second for all of them on an idle machine.</summary>
    public static string Short(int points, int replicates = 1, int steps = 300) => FormattableString.Invariant($$$"""
        experiment: sweep
        system: quenching-activation
        seed: 7
        replicates: {{{replicates}}}
        target: {function: single-neuron}
        dataset: {law: population, inputDimension: 6}
        network: {hiddenUnits: 8}
        training: {learningRate: 0.01, steps: {{{steps}}}, optimiser: gradient-descent}
        record: {log: 10, neurons: 4}
        sweep: {training.learningRate: {lin: [0.001, 0.01, {{{points}}}]}}
        checks: [{name: falls, value: trajectory.trainingRisk, atMost: 4}]
        """);

    /// <summary>Points of one training of some seconds on an idle machine, so that whatever is done to their tasks finds them running.</summary>
    public static string Long(int points, int seed = 7, int steps = 600_000) => FormattableString.Invariant($$"""
        experiment: sweep
        system: mean-field-hinge
        seed: {{seed}}
        replicates: {{points}}
        dataset: {law: gaussian, inputDimension: 10, trainingSamples: 300}
        network: {hiddenUnits: 20}
        training: {learningRate: 40, steps: {{steps}}}
        record: {log: 12, neurons: 3}
        """);

    public string Store => _folder.File("store");

    public string Results => _folder.File("results/sweep");

    public string Experiment => _folder.File("sweep.yaml");

    /// <summary>The submission that is there.</summary>
    public string Folder => Directory.GetDirectories(Path.Combine(Store, "cluster")).Single();

    public bool IsCollected =>
        !Directory.Exists(Path.Combine(Store, "cluster")) || Directory.GetFileSystemEntries(Path.Combine(Store, "cluster")).Length == 0;

    /// <summary>What all tasks said.</summary>
    public string Logs => string.Concat(Directory.GetFiles(Path.Combine(Folder, "logs")).Order(StringComparer.Ordinal).Select(ReadShared));

    /// <summary>What one task of the first array said.</summary>
    public string LogOf(int task) => Path.Combine(Folder, "logs", $"0+{task}.log") is var path && File.Exists(path) ? ReadShared(path) : "";

    /// <summary>The tool; a process of its own only where its environment matters, or what it writes names the program.</summary>
    public ChildProcess.Finished Tool(params string[] arguments)
    {
        if (_environment.Length > 0 || arguments.Contains("--on")) return ChildProcess.Run(arguments, _environment);
        var (code, output, error) = Cli.Tool.Run(arguments);
        return new(code, output, error);
    }

    public ChildProcess.Finished Run(params string[] more) =>
        Tool(["run", Experiment, "--store", Store, "--results", _folder.File("results"), .. more]);

    public ChildProcess.Finished Collect(params string[] more) => Tool(["collect", "--store", Store, .. more]);

    public ChildProcess.Finished Task(int task, params (string, string)[] environment) =>
        environment.Length == 0 ? Tool("task", Folder, "--task", $"{task}") : ChildProcess.Run(["task", Folder], [.. _environment, .. environment]);

    /// <summary>Number of tasks of the submission.</summary>
    public int Tasks => JsonDocument.Parse(File.ReadAllBytes(Folder + ".json")).RootElement.GetProperty("shares").GetArrayLength();

    public JsonElement Status() => JsonDocument.Parse(Tool("status", "--store", Store, "--json").Output).RootElement.GetProperty("submissions");

    /// <summary>The results are there, with the bytes of a local run, and no result was stored twice.</summary>
    /// <param name="code">How the local run ends.</param>
    public void AssertLikeLocal(int code = ExitCode.Complete)
    {
        var local = Tool("run", Experiment, "--store", _folder.File("local-store"), "--results", _folder.File("local"), "-q");
        Assert.True(local.ExitCode == code, local.Error);
        var (expected, found) = (Repeatable(_folder.File("local")), Repeatable(_folder.File("results")));
        Assert.Equal(expected.Keys, found.Keys);
        Assert.All(expected, f => Assert.True(f.Value.AsSpan().SequenceEqual(found[f.Key]), $"{f.Key} differs"));
        using var here = Open("local-store");
        using var there = Open("store");
        Assert.Empty(there.Conflicts());
        Assert.Equal(here.Records().Select(r => (r.Key, r.Content)).Order(), there.Records().Select(r => (r.Key, r.Content)).Order());
    }

    public void Dispose() => _folder.Dispose();

    public static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private ArtifactStore Open(string name) => new(new LocalFileSystem(), _folder.File(name));

    /// <summary>Everything but the volatile files.</summary>
    private static SortedDictionary<string, byte[]> Repeatable(string results) => new(
        Directory.GetFiles(results, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is not ("manifest.json" or "timings.parquet"))
            .ToDictionary(f => Path.GetRelativePath(results, f), File.ReadAllBytes),
        StringComparer.Ordinal);
}
