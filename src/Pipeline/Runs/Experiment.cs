using System.Collections.Immutable;
using System.Text;
using Pipelines.Pipeline.Experiments;

namespace Pipelines.Pipeline.Runs;

/// <summary>An experiment that was read and found free of errors in every single value. Immutable.</summary>
/// <example>
/// <code>
/// var run = await Experiment.Load("fig1.yaml").With("network.hiddenUnits", 100, 400).RunAsync();
/// var errors = run.Table("trajectory").Column&lt;double&gt;("testError");
/// </code>
/// </example>
public sealed class Experiment
{
    private readonly ExperimentSource _source;

    private Experiment(Project project, ExperimentSource source, ExperimentDefinition definition) =>
        (Project, _source, Definition) = (project, source, definition);

    /// <summary>Where it is run and with what.</summary>
    public Project Project { get; }

    /// <summary>Its name, which is also that of its results folder.</summary>
    public string Name => Definition.Header.Experiment;

    /// <summary>Its system.</summary>
    public string System => Definition.Header.System;

    /// <summary>Number of points: combinations of swept settings times replicates.</summary>
    public int Points => Definition.Count;

    /// <summary>The experiment with every override in place, as a file that can be run.</summary>
    public string Text => Reports.ExperimentCopy.Of(Definition.Root);

    internal ExperimentDefinition Definition { get; }

    /// <summary>The file as the user gave it.</summary>
    internal string File => _source.Name;

    /// <summary>Reads an experiment file.</summary>
    /// <param name="path">A YAML file. Paths in it are relative to its folder.</param>
    /// <param name="project">Where it is run; null for <see cref="Project.Default"/>.</param>
    /// <exception cref="ExperimentException">There is no such file, or it has errors: all of them, with places.</exception>
    /// <exception cref="RefusedException">The store or the results cannot be where the project says.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Experiment Load(string path, Project? project = null) => TryLoad(path, [], project).Required();

    /// <summary>Reads an experiment file with overrides; errors are a value.</summary>
    /// <param name="path">A YAML file. Paths in it are relative to its folder.</param>
    /// <param name="overrides">Settings as the command line's <c>--set</c> takes them, <c>path=value</c>; later ones win.</param>
    /// <param name="project">Where it is run; null for <see cref="Project.Default"/>.</param>
    /// <exception cref="RefusedException">The store or the results cannot be where the project says.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Checked<Experiment> TryLoad(string path, IEnumerable<string> overrides, Project? project = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(overrides);
        project = (project ?? Project.Default).Checked();
        return ExperimentSource.Open(project.Files, path, overrides).Then(source => Read(project, source));
    }

    /// <summary>Reads an experiment from a text. Paths in it are relative to the current folder.</summary>
    /// <param name="text">What an experiment file holds.</param>
    /// <param name="project">Where it is run; null for <see cref="Project.Default"/>.</param>
    /// <exception cref="ExperimentException">The text has errors: all of them, with places.</exception>
    /// <exception cref="RefusedException">The store or the results cannot be where the project says.</exception>
    public static Experiment Parse(string text, Project? project = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        project = (project ?? Project.Default).Checked();
        return ExperimentSource.Of(project.Files, "experiment", Encoding.UTF8.GetBytes(text), [], Environment.CurrentDirectory)
            .Then(source => Read(project, source)).Required();
    }

    /// <summary>The experiment with another value of a setting, or swept over several.</summary>
    /// <param name="setting">Dotted path, such as <c>network.hiddenUnits</c>, or <c>replicates</c>.</param>
    /// <param name="values">One value, or the values of a sweep: numbers, texts, truth values, null for none.</param>
    /// <exception cref="ExperimentException">There is no such setting, or it cannot have such a value.</exception>
    public Experiment With(string setting, params IReadOnlyList<object?> values)
    {
        ArgumentNullException.ThrowIfNull(setting);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0) throw new ArgumentException("A setting needs a value.", nameof(values));
        return WithText($"{setting}={string.Join(',', values.Select(v => Override.TextOf(v)))}");
    }

    /// <summary>The experiment with an override in the words of <c>--set</c>, such as <c>training.steps={log: [10, 1000, 5]}</c>.</summary>
    /// <exception cref="ExperimentException">It is no override, or what it says is not possible.</exception>
    public Experiment WithText(string change) => Read(Project, _source with { Overrides = _source.Overrides.Add(change) }).Required();

    /// <summary>Makes every point once and keeps none: finds what only combinations of values break. Looks into every given file, by the readers
    /// of a run.</summary>
    /// <exception cref="IOException">A given file cannot be read.</exception>
    public Checked<ExperimentCheck> TryCheck() => PlannedExperiment.Check(Project, _source.GivenFolder, Definition);

    /// <summary>Tries the invariants of the experiment's system on cases around one of its points: the symmetries, conservation laws, limits and
    /// identities that hold whatever the numbers. Nothing is stored.</summary>
    /// <param name="options">How many cases, and of which invariants; null for the defaults.</param>
    /// <param name="progress">Hears of each invariant, in their order.</param>
    /// <param name="cancellation">Ends it; a check that is at work ends in the background, between two cases.</param>
    /// <exception cref="RefusedException">There is no such point, no such invariant, or the system has none.</exception>
    /// <exception cref="ExperimentException">The combination of values is not possible.</exception>
    public InvariantReport Test(
        InvariantOptions? options = null, IProgress<InvariantOutcome>? progress = null, CancellationToken cancellation = default) =>
        InvariantTest.Of(this, options ?? new(), progress, cancellation);

    /// <summary>Every setting that holds at a point, defaults included, with its origin.</summary>
    /// <param name="point">Number of the point, from 0, below <see cref="Points"/>.</param>
    /// <exception cref="RefusedException">There is no such point.</exception>
    /// <exception cref="ExperimentException">The combination of values is not possible.</exception>
    public ImmutableArray<ResolvedSetting> SettingsAt(int point)
    {
        RequirePoint(point, Points);
        return Definition.Resolve(Definition.PointAt(point).Required());
    }

    /// <summary>What a run would do, with the keys of all stages; nothing runs. Dispose of it: it has the store open.</summary>
    /// <exception cref="ExperimentException">A combination of values is not possible, or a check or figure names what no result will
    /// have.</exception>
    /// <exception cref="Storage.ForeignFolderException">The store or the results folder is somebody else's.</exception>
    public ExperimentPlan Plan() => TryPlan().Required();

    /// <summary>The same with errors as a value.</summary>
    public Checked<ExperimentPlan> TryPlan()
    {
        // What only figures read is no part of a plan: an old result is made again and collected without it.
        var unreadable = ConfigErrors.InOrder(PlannedExperiment.DataErrors(Project, _source.GivenFolder, Definition));
        return unreadable.IsEmpty
            ? PlannedExperiment.Of(Project, _source.GivenFolder, Definition).Then(p => new Checked<ExperimentPlan>.Valid(new(this, p)))
            : new Checked<ExperimentPlan>.Invalid(unreadable);
    }

    /// <summary>Plans and runs: computes what is missing and writes the results folder. See <see cref="ExperimentPlan.RunAsync"/>.</summary>
    public async Task<RunResult> RunAsync(
        RunOptions? options = null, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var plan = Plan();
        return await plan.RunAsync(options, progress, cancellation).ConfigureAwait(false);
    }

    /// <exception cref="RefusedException">There is no such point.</exception>
    internal static void RequirePoint(int point, int count)
    {
        if (point < 0 || point >= count)
            throw new RefusedException(Refusal.Usage, $"There is no point {point}; the experiment has points 0 to {count - 1}.");
    }

    private static Checked<Experiment> Read(Project project, ExperimentSource source) =>
        source.Read(project.Systems.Registry).Then(definition => new Checked<Experiment>.Valid(new(project, source, definition)));
}

/// <summary>What is worth knowing of an experiment without errors before it runs.</summary>
/// <param name="Warnings">A sentence each.</param>
/// <param name="Unjudgeable">Checks that no run of it can judge, a sentence each.</param>
public sealed record ExperimentCheck(ImmutableArray<string> Warnings, ImmutableArray<string> Unjudgeable);
