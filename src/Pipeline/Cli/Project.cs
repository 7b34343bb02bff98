using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

namespace Pipelines.Pipeline.Cli;

/// <summary>An experiment with its plan against a store.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Plan">What a run would do.</param>
/// <param name="Store">Where results are kept.</param>
internal sealed record Project(Experiment Experiment, Plan Plan, ArtifactStore Store)
{
    /// <summary>Reads the experiment file and plans it; on bad input the errors go to <paramref name="error"/> and the result is null.</summary>
    public static Project? Open(IFileSystem files, Request request, TextWriter error)
    {
        if (Read(files, request, error) is not { } experiment) return null;
        var given = new GivenFiles(files, Path.GetDirectoryName(Path.GetFullPath(request.File))!);
        return Planner.Points(experiment, Systems.Find(experiment.Header.System), given.Find).Match(
            valid: points =>
            {
                Warn(points, error);
                var store = new ArtifactStore(files, request.Store);
                return new Project(experiment, Plan.Of(points, store.Contains, store.FailureOf), store);
            },
            invalid: errors => Tell<Project>(errors, error));
    }

    /// <summary>The plan against what is stored now.</summary>
    public Plan Replanned() => Plan.Of(Plan.Points, Store.Contains, Store.FailureOf);

    /// <summary>Reads the experiment file alone; likewise.</summary>
    public static Experiment? Read(IFileSystem files, Request request, TextWriter error)
    {
        if (!files.FileExists(request.File))
        {
            error.WriteLine($"{request.File}: there is no such file.");
            return null;
        }
        using var stream = files.OpenRead(request.File);
        return ExperimentFile.Load(request.File, ExperimentText.ReadWithin(stream), request.Overrides, Systems.Registry)
            .Match(valid: experiment => experiment, invalid: errors => Tell<Experiment>(errors, error));
    }

    /// <summary>Every warning once, with the number of points that it is about.</summary>
    private static void Warn(ImmutableArray<PlannedPoint> points, TextWriter error)
    {
        foreach (var warning in points.SelectMany(p => p.Plan is PointPlan.Ready ready ? ready.Warnings : []).GroupBy(text => text))
            error.WriteLine($"warning: {warning.Key}{(points.Length > 1 ? $" ({warning.Count()} of {points.Length} points)" : "")}");
    }

    /// <summary>Every error for people; there is no value then.</summary>
    public static T? Tell<T>(ImmutableArray<ConfigError> errors, TextWriter error) where T : class
    {
        foreach (var one in errors) error.WriteLine(one.Render());
        error.WriteLine(errors.Length == 1 ? "1 error; nothing was started." : $"{errors.Length} errors; nothing was started.");
        return null;
    }
}
