using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Tests.Storage;

namespace Pipelines.Pipeline.Tests.Faults;

/// <summary>A small experiment of real stages, run within the test process on any file system, with every kind of file that a run leaves.</summary>
internal static class ReferenceRun
{
    public const string Store = "/project/store", Results = "/project/results/small", Experiment = "/project/small.yaml";

    private const string Text = """
        experiment: small
        system: quenching-activation
        seed: 7
        target: {function: single-neuron}
        dataset: {law: population, inputDimension: 2}
        network: {hiddenUnits: 3}
        training: {learningRate: 0.01, steps: 4, optimiser: gradient-descent}
        record: {every: 2, neurons: 2}
        randomFeatures: false
        sweep: {training.learningRate: [0.01, 0.02, 0.03]}
        checks: [{name: falls, value: trajectory.trainingRisk, atMost: 4}]
        """;

    /// <summary>A long stage in twenty slices, each followed by a checkpoint.</summary>
    private const string LongText = """
        experiment: small
        system: mean-field-hinge
        seed: 7
        dataset: {law: gaussian, inputDimension: 3, trainingSamples: 12, testSamples: 5}
        network: {hiddenUnits: 4}
        training: {learningRate: 2, steps: 20}
        record: {every: 1, neurons: 2, satisfaction: true}
        """;

    /// <summary>Several groups, the larger results in files of their own, and rows of stages under way in files, too.</summary>
    private static readonly StoreOptions Options = new(Timeout.InfiniteTimeSpan, 1500, 2000) { WholeBytes = 400 };

    private static readonly Project Place = new() { Store = Store, Results = "/project/results", Threads = 1 };

    private static int s_processes = 100000;

    public static SimulatedDisk NewDisk() => NewDisk(Text);

    public static SimulatedDisk NewLongDisk() => NewDisk(LongText);

    /// <summary>Runs in a new process, as far as the store can tell; it is dead afterwards.</summary>
    /// <param name="files">Where to.</param>
    /// <param name="observer">Hears what is run.</param>
    /// <param name="stop">Asks it to stop.</param>
    public static RunOutcome Run(IFileSystem files, IRunObserver? observer = null, CancellationToken stop = default) =>
        Run(files, Experiment, Place, observer, stop);

    /// <summary>The same of any experiment.</summary>
    public static RunOutcome Run(
        IFileSystem files, string experiment, Project place, IRunObserver? observer = null, CancellationToken stop = default) =>
        AsProcess(files, experiment, place, planned =>
        {
            var runtime = new Runtime(planned.Store, new(1, long.MaxValue) { CheckpointEvery = TimeSpan.Zero }, observer ?? new NoProgress());
            return new ExperimentRun(planned, planned.ResultsFolder, 1, _ => { })
                .CompleteAsync(plan => runtime.ExecuteAsync(plan, stop), new Timings())
                .GetAwaiter().GetResult().Outcome;
        });

    /// <summary>What a run would do.</summary>
    public static Plan Plan(IFileSystem files) => AsProcess(files, Experiment, Place, planned => planned.Plan);

    private static T AsProcess<T>(IFileSystem files, string experiment, Project place, Func<PlannedExperiment, T> work)
    {
        var process = Interlocked.Increment(ref s_processes);
        try
        {
            var opened = PlannedExperiment.Load(place with { Files = files }, experiment).Required();
            opened.Store.Dispose();
            using var store = new ArtifactStore(files, place.Store, Options, new FakeProcesses(process), new ManualTime());
            return work((opened with { Store = store }).Replanned());
        }
        finally
        {
            FakeProcesses.Kill(process);
        }
    }

    /// <summary>A disk with an experiment file of this name.</summary>
    public static SimulatedDisk NewDisk(string text) =>
        SimulatedDisk.With([KeyValuePair.Create(Experiment, System.Text.Encoding.UTF8.GetBytes(text))]);

    /// <summary>Repeatable files of the results by name.</summary>
    public static SortedDictionary<string, byte[]> Repeatable(SimulatedDisk disk) => new(
        disk.Files()
            .Where(f => f.Key.StartsWith(Results, StringComparison.Ordinal) && Path.GetFileName(f.Key) is not ("manifest.json" or "timings.parquet"))
            .ToDictionary(f => f.Key, f => f.Value),
        StringComparer.Ordinal);

    /// <summary>The results are complete and are those of a run that nothing happened to, beside what was kept of changed files.</summary>
    public static void AssertSame(SortedDictionary<string, byte[]> expected, SimulatedDisk disk, string what)
    {
        var found = new SortedDictionary<string, byte[]>(
            Repeatable(disk).Where(f => !f.Key.StartsWith($"{Results}/{ReplacedFiles.FolderName}/", StringComparison.Ordinal)).ToDictionary(),
            StringComparer.Ordinal);
        Assert.True(expected.Keys.SequenceEqual(found.Keys), $"{what}: files {string.Join(' ', found.Keys)}");
        foreach (var (name, bytes) in expected) Assert.True(bytes.AsSpan().SequenceEqual(found[name]), $"{what}: {name} differs");
        Assert.True(Manifest.TryRead(disk, Results) is { } manifest
            && !manifest.Damaged(disk, Results).Any(), $"{what}: the manifest is not that of the files");
    }
}
