using System.Collections.Immutable;
using System.CommandLine;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines report</c>: draws the figures and the report again, from the tables alone.</summary>
internal static class ReportCommand
{
    public static Verb Create(CommandContext context)
    {
        var folder = new Argument<string>("results") { Description = "Results folder of one experiment.", HelpName = "FOLDER" };
        var file = new Option<string?>("--experiment") { Description = "Experiment file whose figures are drawn, into the folder 'redrawn' of the results; without it, the experiment as it ran.", HelpName = "file" };
        var json = JsonOutput.Option();
        var verb = new Verb("report", "Draw the figures and write the report of a results folder again, from its tables alone.")
        {
            Examples =
            [
                new("the report of a run, again", "pipelines report results/quickstart"),
                new("with figures changed since", "pipelines report results/quickstart --experiment pipelines/quickstart.yaml"),
            ],
        };
        verb.Arguments.Add(folder);
        verb.Options.Add(file);
        verb.Options.Add(json);
        verb.SetAction((parsed, _) => RunAsync(context, parsed.GetRequiredValue(folder), parsed.GetValue(file), parsed.GetValue(json)));
        return verb;
    }

    private static async Task<int> RunAsync(CommandContext context, string results, string? file, bool isJson)
    {
        var (files, streams) = (context.Files, context.Streams);
        if (!files.FileExists(Path.Combine(results, "points.parquet")))
        {
            streams.Error.WriteLine($"{results}: there are no results (no points.parquet).");
            return ExitCode.Usage;
        }
        var name = file ?? Path.Combine(results, ReportDocuments.ExperimentName);
        if (!files.FileExists(name))
        {
            streams.Error.WriteLine($"{name}: there is no such file; give the experiment file with --experiment.");
            return ExitCode.Usage;
        }

        // Not planned: files that the experiment names need not be here any more.
        using var held = new ResultsMark(files, results).Lock(ResultsMark.Patience);
        var read = ExperimentFile.Load(name, files.ReadAllBytes(name), [], context.Systems.Registry);
        if (PlannedExperiment.OrTell(read, streams.Error) is not { } experiment) return ExitCode.Usage;
        RequireVerified(files, results, isOwn: file is null);
        SealedTables.TellUnverified(files, results, streams.Error);
        var folder = new ResultFolder(files, results);
        var isBeside = file is not null && files.FileExists(Path.Combine(results, ReportDocuments.ExperimentName)) && !ReportDocuments.IsOf(files, results, experiment);
        var notice = isBeside ? $"Drawn from the results of this folder with the figures of another experiment file, {Path.GetFileName(file)}." : "";
        var written = ReportDocuments.Make(files, results, experiment, notice).ToList();
        var place = results;
        ImmutableArray<string> kept;
        if (isBeside) (place, kept) = await folder.DrawBesideAsync(written).ConfigureAwait(false);
        else kept = await folder.RedrawAsync(ReportDocuments.Owns, written).ConfigureAwait(false);
        foreach (var sentence in kept) streams.Error.WriteLine(sentence);
        var drawings = written.Select(d => d.Name).Where(n => n.EndsWith(".svg", StringComparison.Ordinal)).ToList();
        var undrawn = ReportDocuments.UndrawnIn(files, results, experiment, place);
        foreach (var figure in undrawn) streams.Error.WriteLine(figure);
        if (isJson) JsonOutput.Write(streams.Out, new { Results = place, Files = written.Select(d => d.Name), Undrawn = undrawn });
        else streams.Out.WriteLine($"{drawings.Count} of {experiment.Figures.Length} figures drawn. Report: {Path.Combine(place, ReportDocuments.ReportName)}");
        return undrawn.Any(u => u.IsUnmet) ? ExitCode.CheckFailed : ExitCode.Complete;
    }

    /// <summary>Every table, and the experiment that is drawn, is what the manifest says. Tables alone, copied from elsewhere, have none, and get no seal either.</summary>
    /// <exception cref="DamagedTableException">One is not.</exception>
    private static void RequireVerified(IFileSystem files, string results, bool isOwn)
    {
        var (manifest, problem) = Manifest.Read(files, results);
        if (problem.Length > 0) throw new DamagedTableException(Path.Combine(results, Manifest.FileName), new InvalidDataException($"{problem}."));
        if (manifest is null) return;
        bool IsRead(string name) => name.EndsWith(".parquet", StringComparison.Ordinal) ? name != "timings.parquet" : isOwn && name == ReportDocuments.ExperimentName;
        foreach (var (name, damage) in manifest.Damaged(files, results).Where(d => IsRead(d.Name))) throw new DamagedTableException(Path.Combine(results, name), new InvalidDataException($"{damage}."));
    }
}
