using System.Collections.Immutable;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Runs;

/// <summary>What was drawn from the tables of a results folder.</summary>
/// <param name="Results">The folder that it was written to.</param>
/// <param name="Files">Names below it.</param>
/// <param name="Undrawn">Figures that could not be drawn.</param>
/// <param name="Figures">Number of figures in the experiment.</param>
public sealed record DrawReport(string Results, ImmutableArray<string> Files, ImmutableArray<Undrawn> Undrawn, int Figures)
{
    /// <summary>The page with verdicts, figures and numbers.</summary>
    public string Page => Path.Combine(Results, ReportDocuments.ReportName);

    /// <summary>Number of figures that were drawn; an animation has several files and counts once.</summary>
    public int Drawn => Files.Count(n => n.EndsWith(".svg", StringComparison.Ordinal));

    internal static async Task<DrawReport> OfAsync(Project project, string results, string? file, IProgress<string>? notices)
    {
        var files = project.Files;
        var name = file ?? Path.Combine(results, ReportDocuments.ExperimentName);
        if (!files.FileExists(name))
            throw new RefusedException(Refusal.Usage, $"{name}: there is no such file; give the experiment file with --experiment.");

        // Not planned: files that the experiment names need not be here any more.
        using var held = new ResultsMark(files, results).Lock(ResultsMark.Patience);
        var experiment = ExperimentSource.Open(files, name, []).Then(s => s.Read(project.Systems.Registry)).Required();
        RequireVerified(files, results, isOwn: file is null);
        if (SealedTables.Unverified(files, results) is { Length: > 0 } unverified) notices?.Report(unverified);
        var folder = new ResultFolder(files, results);
        var isBeside = file is not null
            && files.FileExists(Path.Combine(results, ReportDocuments.ExperimentName))
            && !ReportDocuments.IsOf(files, results, experiment);
        var notice = isBeside ? $"Drawn from the results of this folder with the figures of another experiment file, {Path.GetFileName(file)}." : "";
        var written = ReportDocuments.Make(files, results, experiment, notice).ToList();
        var place = results;
        ImmutableArray<string> kept;
        if (isBeside) (place, kept) = await folder.DrawBesideAsync(written).ConfigureAwait(false);
        else kept = await folder.RedrawAsync(ReportDocuments.Owns, written).ConfigureAwait(false);
        foreach (var sentence in kept) notices?.Report(sentence);
        return new(place, [.. written.Select(d => d.Name)], ReportDocuments.UndrawnIn(files, results, experiment, place), experiment.Figures.Length);
    }

    /// <summary>Every table, and the experiment that is drawn, is what the manifest says. Tables alone, copied from elsewhere, have none, and get no
    /// seal either.</summary>
    /// <exception cref="DamagedTableException">One is not.</exception>
    private static void RequireVerified(IFileSystem files, string results, bool isOwn)
    {
        var (manifest, problem) = Manifest.Read(files, results);
        if (problem.Length > 0) throw new DamagedTableException(Path.Combine(results, Manifest.FileName), new InvalidDataException($"{problem}."));
        if (manifest is null) return;
        bool IsRead(string name) =>
            name.EndsWith(".parquet", StringComparison.Ordinal) ? name != "timings.parquet" : isOwn && name == ReportDocuments.ExperimentName;
        foreach (var (name, damage) in manifest.Damaged(files, results).Where(d => IsRead(d.Name)))
            throw new DamagedTableException(Path.Combine(results, name), new InvalidDataException($"{damage}."));
    }
}
