using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cli;

/// <summary>An experiment with its plan against a store.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Plan">What a run would do.</param>
/// <param name="Store">Where results are kept.</param>
/// <param name="Given">The files that the experiment names.</param>
internal sealed record Project(Experiment Experiment, Plan Plan, ArtifactStore Store, GivenFiles Given)
{
    /// <summary>Reads the experiment file and plans it; on bad input the errors go to standard error and the result is null.</summary>
    public static Project? Open(Surroundings surroundings, Request request) => OrTell(Load(surroundings, request), surroundings.Streams.Error);

    /// <summary>Reads the experiment file and plans it.</summary>
    public static Checked<Project> Load(Surroundings surroundings, Request request) =>
        Read(surroundings, request).Match(
            valid: experiment => Planned(surroundings, request, experiment),
            invalid: errors => new Checked<Project>.Invalid(errors));

    /// <summary>Reads the experiment file and makes every point once, keeping no stage of them: a million take little memory.</summary>
    public static Checked<CheckedFile> Check(Surroundings surroundings, Request request) =>
        Read(surroundings, request).Match(
            valid: experiment => Checked(surroundings, request, experiment),
            invalid: errors => new Checked<CheckedFile>.Invalid(errors));

    /// <summary>Reads the experiment file alone.</summary>
    public static Checked<Experiment> Read(Surroundings surroundings, Request request)
    {
        if (!surroundings.Files.FileExists(request.File)) return new Checked<Experiment>.Invalid([NoFile(surroundings.Files, request.File)]);
        try
        {
            using var stream = surroundings.Files.OpenRead(request.File);
            return ExperimentFile.Load(request.File, ExperimentText.ReadWithin(stream), request.Overrides, surroundings.Systems.Registry);
        }
        catch (FileNotFoundException)
        {
            // A link that leads nowhere exists, too.
            return new Checked<Experiment>.Invalid([NoFile(surroundings.Files, request.File)]);
        }
    }

    /// <summary>The value, or null with every error told.</summary>
    public static T? OrTell<T>(Checked<T> read, TextWriter error)
        where T : class =>
        read.Match<T?>(
            valid: value => value,
            invalid: errors =>
            {
                Tell(errors, error);
                return null;
            });

    /// <summary>Every error for people.</summary>
    public static void Tell(ImmutableArray<ConfigError> errors, TextWriter error)
    {
        foreach (var one in errors) error.WriteLine(one.Render());
        error.WriteLine(errors.Length == 1 ? "1 error; nothing was started." : $"{errors.Length} errors; nothing was started.");
    }

    /// <summary>The plan against what is stored now.</summary>
    public Plan Replanned() => PlanOf(_ => true);

    /// <summary>The plan of some of the points.</summary>
    public Plan PlanOf(Func<PlannedPoint, bool> isChosen) => Plan.Of(Plan.Points.Where(isChosen), Store.Contains, Store.FailureOf);

    private static Checked<Project> Planned(Surroundings surroundings, Request request, Experiment experiment)
    {
        RequireApart(request.Store, Path.Combine(request.Results, experiment.Header.Experiment));
        var given = GivenOf(surroundings, request);
        return Planner.Points(experiment, surroundings.Systems.Find(experiment.Header.System), given.Find).Match(
            valid: points =>
            {
                var warnings = new OrderedDictionary<string, int>(StringComparer.Ordinal);
                foreach (var point in points) Count(warnings, point);
                foreach (var warning in Sentences(warnings, points.Length)) surroundings.Streams.Error.WriteLine($"warning: {warning}");
                var store = new ArtifactStore(surroundings.Files, request.Store);
                return (Checked<Project>)new Checked<Project>.Valid(new(experiment, Composition.Plan.Of(points, store.Contains, store.FailureOf), store, given));
            },
            invalid: errors => new Checked<Project>.Invalid(errors));
    }

    /// <exception cref="ForeignFolderException">One of the two folders is the other one or lies in it: each would take the other's files for foreign ones.</exception>
    private static void RequireApart(string store, string results)
    {
        static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;
        if (!Full(store).StartsWith(Full(results), StringComparison.Ordinal) && !Full(results).StartsWith(Full(store), StringComparison.Ordinal)) return;
        throw new ForeignFolderException($"The store {store} and the results folder {results} lie in one another; nothing was started. Give one of them another place: --store DIR or --results DIR.");
    }

    private static Checked<CheckedFile> Checked(Surroundings surroundings, Request request, Experiment experiment)
    {
        var warnings = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        var judgeable = new JudgeableChecks(experiment);
        void Look(PlannedPoint point)
        {
            Count(warnings, point);
            judgeable.Look(point);
        }

        var errors = Planner.Visit(experiment, surroundings.Systems.Find(experiment.Header.System), GivenOf(surroundings, request).Find, Look);
        if (!errors.IsEmpty) return new Checked<CheckedFile>.Invalid(errors);
        return new Checked<CheckedFile>.Valid(new(experiment, [.. Sentences(warnings, experiment.Count)], [.. judgeable.Unjudgeable()]));
    }

    private static GivenFiles GivenOf(Surroundings surroundings, Request request) =>
        new(surroundings.Files, request.GivenFolder ?? Path.GetDirectoryName(Path.GetFullPath(request.File))!);

    private static void Count(OrderedDictionary<string, int> warnings, PlannedPoint point)
    {
        if (point.Plan is not PointPlan.Ready ready) return;
        foreach (var warning in ready.Warnings) warnings[warning] = warnings.GetValueOrDefault(warning) + 1;
    }

    /// <summary>Every warning once, with the number of points that it is about.</summary>
    private static IEnumerable<string> Sentences(OrderedDictionary<string, int> warnings, int points) =>
        warnings.Select(w => $"{w.Key}{(points > 1 ? $" ({w.Value} of {points} points)" : "")}");

    private static ConfigError NoFile(IFileSystem files, string path)
    {
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        var others = files.ListFiles(folder).Select(f => Path.GetFileName(f)).Where(f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".yml", StringComparison.Ordinal));
        var meant = Suggest.Nearest(Path.GetFileName(path), others);
        return new(
            Mark.Whole(new SourceText(path.Length == 0 ? "''" : path, "", isCommandLine: false)), Directory.Exists(path) ? "This is a folder." : "There is no such file.",
            "an experiment file (YAML)", meant is null ? "" : $"did you mean '{(folder == "." ? meant : Path.Combine(folder, meant))}'?");
    }
}

/// <summary>An experiment file without an error.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Warnings">What to know before it runs, a sentence each.</param>
/// <param name="Unjudgeable">Checks that no run of it can judge, a sentence each.</param>
internal sealed record CheckedFile(Experiment Experiment, ImmutableArray<string> Warnings, ImmutableArray<string> Unjudgeable);
