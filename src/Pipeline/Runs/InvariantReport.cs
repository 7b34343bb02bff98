using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage.Files;
using Pipelines.Pipeline.Storage.Tables;
using Pipelines.Stages;
using Pipelines.Stages.Settings;
using Pipelines.Stages.Tables;
using Pipelines.Testing;

namespace Pipelines.Pipeline.Runs;

/// <summary>How invariants are tried.</summary>
public sealed record InvariantOptions
{
    /// <summary>Cases of each invariant; the first is the point itself, cut to the size of cases.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Cases { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Cases), value, "At least 1."); } = 200;

    /// <summary>The same seed gives the same cases; null for the experiment's.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Invariants whose name has this in it; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>Number of the point that cases are made around.</summary>
    public int Point { get; init; }

    /// <summary>Hears how far the test is: at its start, and after each case, from any thread; null for nobody.</summary>
    public IProgress<InvariantProgress>? Progress { get; init; }
}

/// <summary>How far a test of invariants is.</summary>
/// <param name="Invariants">Number of invariants.</param>
/// <param name="Ended">Those that are done.</param>
/// <param name="Cases">Cases of each, where none fails.</param>
/// <param name="Tried">Cases that were tried, of all invariants, and those that make a failing one smaller.</param>
public sealed record InvariantProgress(int Invariants, int Ended, int Cases, long Tried);

/// <summary>What the invariants of an experiment's system came to.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="System">Its system.</param>
/// <param name="Seed">Seed of the cases.</param>
/// <param name="Invariants">In their order.</param>
public sealed record InvariantReport(string Experiment, string System, ulong Seed, ImmutableArray<InvariantOutcome> Invariants)
{
    private const string Table = "invariants.parquet";

    /// <summary>None failed.</summary>
    public bool Holds => Invariants.All(i => i.Verdict != InvariantVerdict.Fails);

    /// <summary>Writes <c>invariants.parquet</c>, and for each failure the smallest experiment, <c>NAME.yaml</c>.</summary>
    /// <param name="folder">Created where it is missing; files of these names are replaced.</param>
    /// <param name="project">Where the files are; null for <see cref="Project.Default"/>.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public async Task SaveAsync(string folder, Project? project = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var files = (project ?? Project.Default).Files;
        var facts = new Dictionary<string, string> { ["experiment"] = Experiment, ["system"] = System, ["seed"] = $"{Seed}" };
        await AtomicFile.WriteAsync(
            files, Path.Combine(folder, Table),
            output => TableParquet.WriteAsync(output, InvariantOutcome.Table.Schema, [InvariantOutcome.Table.Of(Invariants)], facts))
                .ConfigureAwait(false);
        foreach (var failed in Invariants.Where(i => i.Smallest is not null))
        {
            var text = Encoding.UTF8.GetBytes(failed.Smallest!);
            AtomicFile.Write(files, Path.Combine(folder, $"{failed.Name}.yaml"), output => output.Write(text));
        }
    }
}

/// <summary>What one invariant came to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Verdict">Whether it holds.</param>
/// <param name="Cases">Cases that were tried, up to the first that failed.</param>
/// <param name="Applied">Those that it says something about.</param>
/// <param name="What">The comparison that came closest to the tolerance, or exceeded it.</param>
/// <param name="Difference">By how much that differs.</param>
/// <param name="Allowed">By how much it may.</param>
/// <param name="Statement">What it says.</param>
/// <param name="Equation">The same as a formula.</param>
/// <param name="Source">Where it is from.</param>
/// <param name="Tolerance">How exactly it holds, and why.</param>
/// <param name="Smallest">The smallest experiment file that shows its failure; null where it holds.</param>
public sealed record InvariantOutcome(
    string Name, InvariantVerdict Verdict, int Cases, int Applied, string What, double Difference, double Allowed, string Statement, string Equation,
    string Source, string Tolerance, string? Smallest)
{
    internal static RowTable<InvariantOutcome> Table { get; } =
        new RowTable<InvariantOutcome>("invariants", "Invariants of the system on cases around an experiment.")
            .Text("invariant", i => i.Name, "Name of the invariant.")
            .Text("verdict", i => $"{i.Verdict}".ToLowerInvariant(), "holds, fails, or silent where it says nothing about any case.")
            .Integer("cases", i => i.Cases, "Cases that were tried, up to the first that failed.")
            .Integer("applied", i => i.Applied, "Those that it says something about.")
            .Text("what", i => i.What, "The comparison that came closest to the tolerance, or exceeded it.")
            .Number("difference", i => i.Difference, "By how much that differs.")
            .Number("allowed", i => i.Allowed, "By how much it may.")
            .Text("smallest", i => i.Smallest ?? "", "The smallest experiment file that shows the failure; empty where it holds.");

    internal static InvariantOutcome Of(InvariantResult result, string? smallest)
    {
        var (i, finding) = (result.Invariant, result.Smallest?.Finding ?? result.Worst);
        var verdict = !result.Holds ? InvariantVerdict.Fails : result.Applied > 0 ? InvariantVerdict.Holds : InvariantVerdict.Silent;
        return new(
            i.Name, verdict, result.Cases, result.Applied, UnsafeCharacters.OnOneLine(finding.What), finding.Difference, finding.Allowed, i.Statement,
            i.Equation, i.Source, i.Tolerance, smallest);
    }
}

/// <summary>What an invariant came to.</summary>
public enum InvariantVerdict
{
    /// <summary>In every case that it says something about.</summary>
    Holds,

    /// <summary>In one case it does not.</summary>
    Fails,

    /// <summary>It says nothing about any case.</summary>
    Silent,
}

/// <summary>Tries the invariants of an experiment's system.</summary>
internal static class InvariantTest
{
    public static InvariantReport Of(
        Experiment experiment, InvariantOptions options, IProgress<InvariantOutcome>? progress, CancellationToken cancellation)
    {
        Experiment.RequirePoint(options.Point, experiment.Points);
        var (system, definition) = (experiment.Project.Systems.Find(experiment.System), experiment.Definition);
        var point = definition.PointAt(options.Point).Required();
        var seed = options.Seed ?? definition.Header.Seed;
        var chosen = Chosen(experiment, system, options.Only);
        var (tried, ended) = (0L, 0);
        void Say() => options.Progress?.Report(new(chosen.Length, Volatile.Read(ref ended), options.Cases, Interlocked.Read(ref tried)));
        var run = new InvariantRun(options.Cases, seed, IsValid, cancellation)
        {
            Tried = () =>
            {
                Interlocked.Increment(ref tried);
                Say();
            },
        };
        Say();
        var outcomes = ImmutableArray.CreateBuilder<InvariantOutcome>();
        // One at a time: neighbours in the list cost alike, so that a range of them for each thread would leave threads without work.
        var results = Partitioner.Create(chosen, EnumerablePartitionerOptions.NoBuffering).AsParallel().AsOrdered()
            .WithDegreeOfParallelism(Math.Min(512, experiment.Project.Threads))
            .WithMergeOptions(ParallelMergeOptions.NotBuffered).WithExecutionMode(ParallelExecutionMode.ForceParallelism)
            .Select(i =>
            {
                var result = i.Test(point.Settings, definition.Header.Seed, run);
                Interlocked.Increment(ref ended);
                return result;
            });
        foreach (var result in Stoppable(results, cancellation))
        {
            var smallest = result.Smallest is { } s ? SmallestExperiment.Of(definition.Header, s.Settings, s.Seed) : null;
            var outcome = InvariantOutcome.Of(result, smallest);
            outcomes.Add(outcome);
            progress?.Report(outcome);
        }
        return new(experiment.Name, system.Name, seed, outcomes.ToImmutable());

        // The tool would run it; cases name no files.
        bool IsValid(object settings) => system.Plan(
            settings, new(seed, 0, path => throw new InvalidOperationException($"A case names the file {path}."))) is PointPlan.Ready;
    }

    /// <summary>Results as they come. A stop does not wait for the case at hand, which may take for ever.</summary>
    private static IEnumerable<InvariantResult> Stoppable(IEnumerable<InvariantResult> results, CancellationToken cancellation)
    {
        var ready = Channel.CreateUnbounded<InvariantResult>();
        _ = Task.Run(
            () =>
            {
                try
                {
                    foreach (var result in results) ready.Writer.TryWrite(result);
                    ready.Writer.Complete();
                }
                catch (AggregateException exception)
                {
                    ready.Writer.Complete(exception.InnerExceptions[0]);
                }
            },
            CancellationToken.None);
        return ready.Reader.ReadAllAsync(cancellation).ToBlockingEnumerable(cancellation);
    }

    private static ImmutableArray<Invariant> Chosen(Experiment experiment, SystemDefinition system, string? only)
    {
        var all = experiment.Project.Systems.Invariants.Of(system.Settings);
        if (all.IsEmpty)
            throw new RefusedException(Refusal.Usage,
                $"The system '{system.Name}' has no invariants; docs/how-to/own-programs.md says how to write some.");
        ImmutableArray<Invariant> chosen = [.. all.Where(i => only is null || i.Name.Contains(only, StringComparison.Ordinal))];
        return !chosen.IsEmpty
            ? chosen
            : throw new RefusedException(
                Refusal.Usage,
                $"No invariant of '{system.Name}' has '{UnsafeCharacters.OnOneLine(only!)}' in its name; "
                    + $"there are {string.Join(", ", all.Select(i => i.Name))}.");
    }
}

/// <summary>An experiment file of one point with what its settings must say: defaults are left out.</summary>
internal static class SmallestExperiment
{
    /// <param name="header">Name and system.</param>
    /// <param name="settings">The system's settings record.</param>
    /// <param name="seed">The seed.</param>
    public static string Of(ExperimentHeader header, object settings, ulong seed)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"experiment: {header.Experiment}\nsystem: {header.System}\nseed: {seed}\n");
        foreach (var (key, value) in Entries(SettingTypes.Group(settings.GetType()), settings)) text.Append(CultureInfo.InvariantCulture,
            $"{key}: {value}\n");
        return text.ToString();
    }

    private static IEnumerable<(string Key, string Value)> Entries(SettingType.Group group, object record) =>
        from setting in @group.Settings
        let value = setting.Of(record)
        where setting.IsRequired || !IsDefault(setting, value)
        select (setting.Key, Text(setting.Type, value));

    private static bool IsDefault(Setting setting, object? value) =>
        ResolvedSettings.Text(setting.Type, value) == ResolvedSettings.Text(setting.Type, setting.Default)
            || (setting.Type is SettingType.Group group && value is not null && !Entries(group, value).Any());

    private static string Text(SettingType type, object? value) => (type, value) switch
    {
        (SettingType.Group group, not null) => Braces(Entries(group, value)),
        (SettingType.Union union, not null) when union.Cases.First(c => c.Group.ClrType == value.GetType()) is var one =>
            one.Group.Settings.IsEmpty ? one.Name : Braces(Entries(one.Group, value).Prepend((union.Key, one.Name))),
        _ => ResolvedSettings.Text(type, value),
    };

    private static string Braces(IEnumerable<(string Key, string Value)> entries) =>
        "{" + string.Join(", ", entries.Select(e => $"{e.Key}: {e.Value}")) + "}";
}
