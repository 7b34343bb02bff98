using System.Collections.Concurrent;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Stages.GaussianMixture;
using Pipelines.Stages.MeanFieldHinge;
using Pipelines.Stages.QuenchingActivation;
using Pipelines.Testing;
using Pipelines.Tests;

namespace Pipelines.Pipeline.Tests.Cli;

/// <summary><c>pipelines test</c> and its call: invariants hold on cases around the committed experiments, and a false one is found.</summary>
public sealed class InvariantTests : IDisposable
{
    /// <summary>False where more than three hidden units learn with an output scale above 2.</summary>
    private static readonly Invariant False = new Invariant<HingeSettings>(
        "planted", "Wide networks have small scales.", "M > 3 => alpha <= 2", "planted", "exact",
        (trial, comparison) => comparison.Holds(
            "a small scale", trial.Settings.Network.HiddenUnits <= 3 || trial.Settings.Training.OutputScale <= 2));

    private const string FourClusters = "dataset={law: mixture, inputDimension: 30, sampleRatio: 2, noiseLevel: 0.5, clusters: ["
        + "{coefficient: 1.5, label: 1, probability: 0.3}, {coefficient: 0.5, label: -1, probability: 0.2},"
        + " {coefficient: -0.5, label: -1, probability: 0.1}, {coefficient: -2, label: 1, probability: 0.4}]}";

    private const string Plane = "dataset={law: mixture, inputDimension: 30, sampleRatio: 2, noiseLevel: 0.5, clusters: ["
        + "{centre: [1, 0], label: 1, probability: 0.25}, {centre: [-1, 0.5], label: 1, probability: 0.25, noiseLevel: 0.2},"
        + " {centre: [0, 1], label: -1, probability: 0.3, noiseLevel: 1.5}, {centre: [0, -1], label: -1, probability: 0.2}]}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <remarks>With PIPELINES_DEEP four times as many cases.</remarks>
    [Theory]
    [InlineData("hinge", 8)]
    [InlineData("mixture", 4)]
    [InlineData(
        "mixture", 4, "training.start={kind: fixed, magnetization: 0.2}", "dataset.law=three-clusters", "network={activation: door, threshold: 1}")]
    [InlineData("mixture", 4, "training.start={kind: fixed, magnetization: 0.2}", FourClusters)]
    [InlineData("mixture", 3, Plane)]
    [InlineData("mixture", 2, Plane, "training.start={kind: overlaps, values: [0.3, 0.1]}", "network={activation: door, threshold: 1}")]
    [InlineData("quenching", 8)]
    [InlineData("quenching", 6, "target={function: sub-sphere, dimension: 3}")]
    public void Every_invariant_of_the_system_holds_around_its_smallest_experiment(string name, int cases, params string[] changes)
    {
        var experiment = changes.Aggregate(Experiment.Load(Tiny(name)), (e, change) => e.WithText(change));
        var report = experiment.Test(new() { Cases = Faults.Tier.IsDeep ? 4 * cases : cases });
        Assert.Equal([], report.Invariants.Where(i => i.Verdict == InvariantVerdict.Fails).Select(i => $"{i.Name}: {i.What}\n{i.Smallest}"));
        Assert.InRange(report.Invariants.Length, 20, 60);
        Assert.True(report.Holds);
    }

    [Fact]
    public void A_false_invariant_is_found_and_the_smallest_experiment_shows_it_again()
    {
        var project = new Project { Systems = Systems.BuiltIn.With(False) };
        var failed = Assert.Single(Experiment.Load(Tiny("hinge"), project).Test(new() { Only = "planted" }).Invariants);
        Assert.Equal((InvariantVerdict.Fails, "a small scale does not hold"), (failed.Verdict, failed.What));
        // Nothing is left that could be simpler: defaults are not written, sizes are the least, and four units are needed.
        Assert.StartsWith("experiment: tiny-hinge\nsystem: mean-field-hinge\nseed: ", failed.Smallest, StringComparison.Ordinal);
        Assert.Contains("\ndataset: {law: gaussian, inputDimension: 1, trainingSamples: 1}\nnetwork: {hiddenUnits: 4}\n", failed.Smallest,
            StringComparison.Ordinal);
        Assert.Contains("steps: 0", failed.Smallest, StringComparison.Ordinal);
        Assert.Contains("outputScale: 10", failed.Smallest, StringComparison.Ordinal);
        var again = Assert.Single(Experiment.Parse(failed.Smallest!, project).Test(new() { Only = "planted", Cases = 1 }).Invariants);
        Assert.Equal((InvariantVerdict.Fails, 1, failed.Smallest), (again.Verdict, again.Cases, again.Smallest));
    }

    [Theory]
    [InlineData("hinge")]
    [InlineData("mixture")]
    [InlineData("quenching")]
    public void What_fails_at_once_has_a_smallest_experiment_in_every_system(string name)
    {
        Invariant Never<T>()
            where T : class => new Invariant<T>("never", "", "", "", "", (_, comparison) => comparison.Holds("anything", false));
        var project = new Project { Systems = Systems.BuiltIn.With(Never<HingeSettings>(), Never<MixtureSettings>(), Never<QuenchingSettings>()) };
        var failed = Assert.Single(Experiment.Load(Tiny(name), project).Test(new() { Only = "never", Cases = 1 }).Invariants);
        var again = Assert.Single(Experiment.Parse(failed.Smallest!, project).Test(new() { Only = "never", Cases = 1 }).Invariants);
        Assert.Equal((InvariantVerdict.Fails, 1), (again.Verdict, again.Cases));
    }

    [Fact]
    public void The_same_seed_gives_the_same_cases_on_any_number_of_threads()
    {
        static string Cases(int threads, ulong seed)
        {
            var seen = new ConcurrentQueue<string>();
            var recorded = new Invariant<HingeSettings>("recorded", "", "", "", "", (trial, _) => seen.Enqueue($"{trial}"));
            var project = new Project { Threads = threads, Systems = Systems.BuiltIn.With(recorded) };
            Experiment.Load(Tiny("hinge"), project).Test(new() { Cases = 20, Seed = seed, Only = "recorded" });
            Assert.Equal(20, seen.Count);
            return string.Join('\n', seen);
        }
        Assert.Equal(Cases(1, 3), Cases(3, 3));
        Assert.NotEqual(Cases(1, 3), Cases(1, 4));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_check_that_never_ends()
    {
        using ManualResetEventSlim never = new(), begun = new();
        using var stop = new CancellationTokenSource();
        var endless = new Invariant<HingeSettings>("endless", "", "", "", "", (_, _) =>
        {
            begun.Set();
            never.Wait();
        });
        var project = new Project { Systems = Systems.BuiltIn.With(endless) };
        var stopping = Task.Run(() =>
        {
            begun.Wait();
            stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(
            () => Experiment.Load(Tiny("hinge"), project).Test(new() { Only = "endless" }, cancellation: stop.Token));
        never.Set();
        await stopping;
    }

    [Fact]
    public async Task A_failure_is_exit_code_4_with_a_table_and_a_file()
    {
        var streams = new Streams(new StringWriter(), new StringWriter(), false);
        string[] arguments = ["test", Tiny("hinge"), "--only", "planted", "--output", _folder.File("found")];
        var code = await Pipelines.Pipeline.Cli.CommandLine.RunAsync(
            arguments, new LocalFileSystem(), streams, Systems.BuiltIn.With(False));
        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.Contains("FAILS   planted", $"{streams.Out}", StringComparison.Ordinal);
        Assert.Contains("mean-field-hinge: 0 hold, 1 fail", $"{streams.Out}", StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("found/invariants.parquet")));
        Assert.StartsWith("experiment: tiny-hinge\n", await File.ReadAllTextAsync(_folder.File("found/planted.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_none_is_refused_with_those_there_are()
    {
        var (code, _, error) = Tool.Run("test", Tiny("hinge"), "--only", "symetry");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("'symetry'", error, StringComparison.Ordinal);
        Assert.Contains("rotation-symmetry", error, StringComparison.Ordinal);
    }

    /// <remarks><c>PIPELINES_DOCS_TO=FOLDER</c> writes the page there.</remarks>
    [Fact]
    public void The_page_is_the_one_that_is_committed()
    {
        var page = Reference.InvariantsPage();
        if (Environment.GetEnvironmentVariable("PIPELINES_DOCS_TO") is { } folder) File.WriteAllText(Path.Combine(folder, "invariants.md"), page);
        Assert.Equal(page, File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "reference", "invariants.md")));
    }

    private static string Tiny(string name) => Path.Combine(RepositoryFiles.Root, "pipelines", "tiny", $"{name}.yaml");
}
