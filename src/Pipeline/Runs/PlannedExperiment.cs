using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Pipeline.Storage.Given;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Runs;

/// <summary>An experiment with its plan against a store.</summary>
/// <param name="Project">Where it is run.</param>
/// <param name="Experiment">The experiment.</param>
/// <param name="Plan">What a run would do.</param>
/// <param name="Store">Where results are kept.</param>
/// <param name="Given">The files that the experiment names.</param>
internal sealed record PlannedExperiment(Project Project, ExperimentDefinition Experiment, Plan Plan, ArtifactStore Store, GivenFiles Given)
{
    /// <summary>What to know before it runs, a sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The results folder.</summary>
    public string ResultsFolder => Path.Combine(Project.Results, Experiment.Header.Experiment);

    /// <summary>The system that the experiment is of.</summary>
    public SystemDefinition System => Project.Systems.Find(Experiment.Header.System);

    /// <summary>Reads an experiment file and plans it.</summary>
    /// <param name="project">Where it is run.</param>
    /// <param name="path">The file.</param>
    /// <param name="givenFolder">The folder that paths in it are relative to; null for its own.</param>
    public static Checked<PlannedExperiment> Load(Project project, string path, string? givenFolder = null) =>
        ExperimentSource.Open(project.Files, path, [], givenFolder)
            .Then(source => source.Read(project.Systems.Registry).Then(experiment => Of(project, source.GivenFolder, experiment)));

    /// <summary>Plans an experiment.</summary>
    /// <param name="project">Where it is run.</param>
    /// <param name="givenFolder">The folder that paths in it are relative to.</param>
    /// <param name="experiment">The experiment.</param>
    /// <exception cref="ForeignFolderException">The store is somebody else's, or it and the results folder lie in one another.</exception>
    public static Checked<PlannedExperiment> Of(Project project, string givenFolder, ExperimentDefinition experiment)
    {
        RequireApart(project.Store, Path.Combine(project.Results, experiment.Header.Experiment));
        var given = new GivenFiles(project.Files, givenFolder);
        return Planner.Points(experiment, project.Systems.Find(experiment.Header.System), given.Find).Then(points =>
        {
            var (warnings, records) = (new WarningCounts(), new SparseRecords(experiment));
            foreach (var point in points)
            {
                warnings.Add(point);
                records.Look(point);
            }
            var store = new ArtifactStore(project.Files, project.Store);
            return new Checked<PlannedExperiment>.Valid(new(project, experiment, Plan.Of(points, store.Contains, store.FailureOf), store, given)
            {
                Warnings = [.. warnings.Sentences(points.Length), .. records.Sentence()],
            });
        });
    }

    /// <summary>Looks at all results of the plan that are stored, and drops those whose bytes are not what was written.</summary>
    /// <returns>A sentence for each.</returns>
    public ImmutableArray<string> DropDamaged()
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var node in Plan.Stages.Select(s => s.Node).OfType<TableNode>().Where(n => Store.Contains(n.Key)))
        {
            try
            {
                Store.Read(node.Key, node.Tables);
            }
            catch (DamagedArtifactException damage)
            {
                problems.Add(damage.Message);
            }
        }
        return problems.ToImmutable();
    }

    /// <summary>Makes every point once, keeping no stage of them: a million take little memory. Looks into every given file.</summary>
    public static Checked<ExperimentCheck> Check(Project project, string givenFolder, ExperimentDefinition experiment)
    {
        var (warnings, judgeable, layers, records) =
            (new WarningCounts(), new JudgeableChecks(experiment), new ForeseenLayers(experiment), new SparseRecords(experiment));
        var given = new GivenInspection(experiment, MachineMemory.Total(), project.Threads);
        void Look(PlannedPoint point)
        {
            warnings.Add(point);
            judgeable.Look(point);
            records.Look(point);
            layers.Look(point);
            given.Look(point);
        }

        var errors = Planner.Visit(experiment, project.Systems.Find(experiment.Header.System), new GivenFiles(project.Files, givenFolder).Find, Look);
        var all = ConfigErrors.InOrder(errors.Concat(given.Errors).Concat(DataErrors(project, givenFolder, experiment)));
        return all.IsEmpty
            ? new Checked<ExperimentCheck>.Valid(
                new(
                    [
                        .. warnings.Sentences(experiment.Count), .. records.Sentence(), .. judgeable.Mixed(), .. layers.Undrawable(),
                        .. given.Doubts.Select(d => d.Text), .. given.Unread,
                    ],
                    [.. judgeable.Unjudgeable()]))
            : new Checked<ExperimentCheck>.Invalid(all);
    }

    /// <summary>Before a run: looks into the given files that it will read, as a check looks into all.</summary>
    /// <param name="plan">What will run.</param>
    /// <param name="notice">Hears of files that were not looked into, a sentence each.</param>
    /// <param name="cancellation">Ends it; a file that is being read is read to its end in the background.</param>
    /// <returns>What to know of files that serve: of those that the plan reads, so that a run with nothing to compute has none.</returns>
    /// <exception cref="ExperimentException">A file does not serve; nothing was started.</exception>
    public async Task<ImmutableArray<PointNote>> RequireGivenAsync(Plan plan, Action<string> notice, CancellationToken cancellation)
    {
        var given = new GivenInspection(Experiment, MachineMemory.Total(), Project.Threads);
        await Task.Run(() => given.Look(plan, cancellation), cancellation).WaitAsync(cancellation).ConfigureAwait(false);
        foreach (var unread in given.Unread) notice(unread);
        var errors = ConfigErrors.InOrder(given.Errors);
        return errors.IsEmpty ? [.. given.Doubts] : throw new ExperimentException(errors);
    }

    /// <summary>What to know of given files that serve, of those of all points: the same sentences whatever is stored already.</summary>
    public ImmutableArray<PointNote> Doubts()
    {
        var given = new GivenInspection(Experiment, MachineMemory.Total(), Project.Threads);
        foreach (var point in Plan.Points) given.LookForDoubts(point);
        return [.. given.Doubts];
    }

    /// <summary>What is wrong with data that figures show and the experiment does not make. They are no part of any key.</summary>
    internal static IEnumerable<ConfigError> DataErrors(Project project, string givenFolder, ExperimentDefinition experiment)
    {
        if (!ReportDocuments.HasOtherData(experiment)) return [];
        using var sources = new FigureSources(project.Files, givenFolder, null);
        return [.. new FigureNames(experiment, sources, []).DataErrors()];
    }

    /// <summary>Planned against what is stored now.</summary>
    public PlannedExperiment Replanned() => this with { Plan = PlanOf(_ => true) };

    /// <summary>The plan of some of the points.</summary>
    public Plan PlanOf(Func<PlannedPoint, bool> isChosen) => Plan.Of(Plan.Points.Where(isChosen), Store.Contains, Store.FailureOf);

    /// <exception cref="ForeignFolderException">One of the two folders is the other one or lies in it: each would take the other's files for foreign
    /// ones.</exception>
    private static void RequireApart(string store, string results)
    {
        static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;
        var (a, b) = (Full(store), Full(results));
        if (!a.StartsWith(b, StringComparison.Ordinal) && !b.StartsWith(a, StringComparison.Ordinal)) return;
        throw new ForeignFolderException(
            $"The store {store} and the results folder {results} lie in one another; nothing was started. "
            + "Give one of them another place: --store DIR or --results DIR.");
    }
}

/// <summary>Every warning of the points once, with the points that it is about.</summary>
internal sealed class WarningCounts
{
    /// <summary>Ranges of points that a sentence lists.</summary>
    private const int MostRanges = 5;

    private readonly OrderedDictionary<string, List<(long First, long Last)>> _points = new(StringComparer.Ordinal);

    /// <summary>Points come in their order.</summary>
    public void Add(PlannedPoint point)
    {
        if (point.Plan is not PointPlan.Ready ready) return;
        foreach (var warning in ready.Warnings.Distinct())
        {
            if (!_points.TryGetValue(warning, out var ranges)) _points.Add(warning, ranges = []);
            if (ranges is [.., var last] && last.Last + 1 == point.Index) ranges[^1] = last with { Last = point.Index };
            else ranges.Add((point.Index, point.Index));
        }
    }

    public ImmutableArray<string> Sentences(int points) =>
    [
        .. FoldedSentences.Of(_points.Select(w => (w.Key, w.Value)))
            .Select(w => $"{w.Text}{(points > 1 ? $" ({About([.. w.Of.SelectMany(r => r)], points)})" : "")}"),
    ];

    /// <summary>How many of all points, and which: ranges that touch are one.</summary>
    private static string About(ImmutableArray<(long First, long Last)> ranges, int points)
    {
        List<(long First, long Last)> joined = [];
        foreach (var range in ranges.Sort())
        {
            if (joined is [.., var last] && range.First <= last.Last + 1) joined[^1] = last with { Last = Math.Max(last.Last, range.Last) };
            else joined.Add(range);
        }
        var count = joined.Sum(r => r.Last - r.First + 1);
        if (count == points) return $"{count} of {points} points";
        var listed = joined.Take(MostRanges).Select(r => r.First == r.Last ? $"{r.First}" : $"{r.First} to {r.Last}");
        var more = joined.Count > MostRanges ? " and others" : "";
        return $"{count} of {points} points: {string.Join(", ", listed)}{more}";
    }
}
