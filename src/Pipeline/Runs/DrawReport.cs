using System.Collections.Immutable;
using Pipelines.Pipeline.Figures.Build;
using Pipelines.Pipeline.Figures.Svg;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;

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

    internal static async Task<DrawReport> OfAsync(
        Project project, string results, string? file, ImmutableArray<FigureFormat> formats, IProgress<string>? notices)
    {
        var files = project.Files;
        var name = file ?? Path.Combine(results, ReportDocuments.ExperimentName);
        if (!files.FileExists(name))
            throw new RefusedException(Refusal.Usage, $"{name}: there is no such file; give the experiment file with --experiment.");

        // Not planned: files that the experiment names need not be here any more. What is hashed is what is read.
        using var held = new ResultsMark(files, results).Lock(ResultsMark.Patience);
        var (manifest, problem) = Manifest.Read(files, results);
        if (problem.Length > 0) throw new DamagedTableException(Path.Combine(results, Manifest.FileName), new InvalidDataException($"{problem}."));
        using var tables = new ResultFiles(files, results, manifest);
        var source = ExperimentSource.Open(files, name, []);
        if (file is null && manifest is not null) source.Match<object?>(s => RequireOwn(results, manifest, s), _ => null);
        tables.RequireAll();
        var dataFolder = file is null ? Sources.FolderOf(manifest) : Path.GetDirectoryName(Path.GetFullPath(file))!;
        var experiment = source.Then(s => s.Read(project.Systems.Registry)).Required();
        if (SealedTables.Unverified(files, results) is { Length: > 0 } unverified) notices?.Report(unverified);
        var folder = new ResultFolder(files, results);
        folder.RemoveTemporary();
        var isBeside = file is not null
            && files.FileExists(Path.Combine(results, ReportDocuments.ExperimentName))
            && !ReportDocuments.IsOf(files, results, experiment);
        var notice = isBeside ? $"Drawn from the results of this folder with the figures of another experiment file, {Path.GetFileName(file)}." : "";
        MachineMemory.Require(FigureMemory.Of(experiment.Figures, tables.Rows));
        var written = ReportDocuments.Make(files, tables, experiment, dataFolder, formats, notice).ToList();
        var place = results;
        ImmutableArray<string> kept;
        if (isBeside) (place, kept) = await folder.DrawBesideAsync(written).ConfigureAwait(false);
        else kept = await folder.RedrawAsync(ReportDocuments.Owns, written).ConfigureAwait(false);
        foreach (var sentence in kept) notices?.Report(sentence);
        var undrawn = ReportDocuments.UndrawnIn(files, results, experiment, dataFolder, place, tables);
        return new(
            place, [.. written.Select(d => d.Name)], undrawn, written.Count(d => d.Name.EndsWith(".svg", StringComparison.Ordinal)) + undrawn.Length);
    }

    /// <summary>The experiment that the folder records is the one that the manifest seals.</summary>
    /// <exception cref="DamagedTableException">It is not.</exception>
    private static object? RequireOwn(string results, Manifest manifest, ExperimentSource source)
    {
        var problem = manifest.IsReplaced(ReportDocuments.ExperimentName) ? Manifest.Unfinished
            : manifest.Files.TryGetValue(ReportDocuments.ExperimentName, out var digest) && Digest.Of(source.Text).Hex != digest
                ? "Its bytes are not those that were written."
            : "";
        return problem.Length == 0 ? null
            : throw new DamagedTableException(Path.Combine(results, ReportDocuments.ExperimentName), new InvalidDataException(problem));
    }
}
