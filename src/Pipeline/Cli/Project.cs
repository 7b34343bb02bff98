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
internal sealed record PlannedExperiment(ExperimentDefinition Experiment, Plan Plan, ArtifactStore Store, GivenFiles Given)
{
    /// <summary>Reads the experiment file and plans it; on bad input the errors go to standard error and the result is null.</summary>
    public static PlannedExperiment? Open(CommandContext context, RunRequest request) => OrTell(Load(context, request), context.Streams.Error);

    /// <summary>Reads the experiment file and plans it.</summary>
    public static Checked<PlannedExperiment> Load(CommandContext context, RunRequest request) =>
        Read(context, request).Match(
            valid: experiment => Planned(context, request, experiment),
            invalid: errors => new Checked<PlannedExperiment>.Invalid(errors));

    /// <summary>Reads the experiment file and makes every point once, keeping no stage of them: a million take little memory.</summary>
    public static Checked<CheckedFile> Check(CommandContext context, RunRequest request) =>
        Read(context, request).Match(
            valid: experiment => Checked(context, request, experiment),
            invalid: errors => new Checked<CheckedFile>.Invalid(errors));

    /// <summary>Reads the experiment file alone.</summary>
    public static Checked<ExperimentDefinition> Read(CommandContext context, RunRequest request)
    {
        if (!context.Files.FileExists(request.File)) return new Checked<ExperimentDefinition>.Invalid([NoFile(context.Files, request.File)]);
        try
        {
            using var stream = context.Files.OpenRead(request.File);
            return ExperimentFile.Load(request.File, ExperimentText.ReadWithin(stream), request.Overrides, context.Systems.Registry);
        }
        catch (FileNotFoundException)
        {
            // A link that leads nowhere exists, too.
            return new Checked<ExperimentDefinition>.Invalid([NoFile(context.Files, request.File)]);
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

    private static Checked<PlannedExperiment> Planned(CommandContext context, RunRequest request, ExperimentDefinition experiment)
    {
        RequireApart(request.Store, Path.Combine(request.Results, experiment.Header.Experiment));
        var given = GivenOf(context, request);
        return Planner.Points(experiment, context.Systems.Find(experiment.Header.System), given.Find).Match(
            valid: points =>
            {
                var warnings = new OrderedDictionary<string, int>(StringComparer.Ordinal);
                foreach (var point in points) Count(warnings, point);
                foreach (var warning in Sentences(warnings, points.Length)) context.Streams.Error.WriteLine($"warning: {warning}");
                var store = new ArtifactStore(context.Files, request.Store);
                return (Checked<PlannedExperiment>)new Checked<PlannedExperiment>.Valid(new(experiment, Composition.Plan.Of(points, store.Contains, store.FailureOf), store, given));
            },
            invalid: errors => new Checked<PlannedExperiment>.Invalid(errors));
    }

    /// <exception cref="ForeignFolderException">One of the two folders is the other one or lies in it: each would take the other's files for foreign ones.</exception>
    private static void RequireApart(string store, string results)
    {
        static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;
        if (!Full(store).StartsWith(Full(results), StringComparison.Ordinal) && !Full(results).StartsWith(Full(store), StringComparison.Ordinal)) return;
        throw new ForeignFolderException($"The store {store} and the results folder {results} lie in one another; nothing was started. Give one of them another place: --store DIR or --results DIR.");
    }

    private static Checked<CheckedFile> Checked(CommandContext context, RunRequest request, ExperimentDefinition experiment)
    {
        var warnings = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        var judgeable = new JudgeableChecks(experiment);
        void Look(PlannedPoint point)
        {
            Count(warnings, point);
            judgeable.Look(point);
        }

        var errors = Planner.Visit(experiment, context.Systems.Find(experiment.Header.System), GivenOf(context, request).Find, Look);
        if (!errors.IsEmpty) return new Checked<CheckedFile>.Invalid(errors);
        return new Checked<CheckedFile>.Valid(new(experiment, [.. Sentences(warnings, experiment.Count)], [.. judgeable.Unjudgeable()]));
    }

    private static GivenFiles GivenOf(CommandContext context, RunRequest request) =>
        new(context.Files, request.GivenFolder ?? Path.GetDirectoryName(Path.GetFullPath(request.File))!);

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
            SourceLocation.Whole(new SourceText(path.Length == 0 ? "''" : path, "", isCommandLine: false)), Directory.Exists(path) ? "This is a folder." : "There is no such file.",
            "an experiment file (YAML)", meant is null ? "" : $"did you mean '{(folder == "." ? meant : Path.Combine(folder, meant))}'?");
    }
}

/// <summary>An experiment file without an error.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Warnings">What to know before it runs, a sentence each.</param>
/// <param name="Unjudgeable">Checks that no run of it can judge, a sentence each.</param>
internal sealed record CheckedFile(ExperimentDefinition Experiment, ImmutableArray<string> Warnings, ImmutableArray<string> Unjudgeable);
