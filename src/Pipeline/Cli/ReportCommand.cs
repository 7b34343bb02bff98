using System.CommandLine;
using Pipelines.Pipeline.Composition;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Reports;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;

namespace Pipelines.Pipeline.Cli;

/// <summary><c>pipelines report</c>: draws the figures and the report again, from the tables alone.</summary>
internal static class ReportCommand
{
    public static Command Create(IFileSystem files, Streams streams)
    {
        var folder = new Argument<string>("results") { Description = "Results folder of one experiment." };
        var file = new Option<string?>("--experiment") { Description = "Experiment file whose figures are drawn; without it, the experiment as it ran.", HelpName = "file" };
        var command = new Command("report", "Draw the figures and write the report of a results folder again, from its tables alone.") { folder, file };
        command.SetAction(async (parsed, _) =>
        {
            var results = parsed.GetRequiredValue(folder);
            var name = parsed.GetValue(file) ?? Path.Combine(results, ReportDocuments.ExperimentName);
            if (!files.FileExists(Path.Combine(results, "points.parquet")))
            {
                streams.Error.WriteLine($"{results}: there are no results (no points.parquet).");
                return ExitCode.Usage;
            }
            if (Read(files, name, streams.Error) is not { } experiment) return ExitCode.Usage;
            await new ResultFolder(files, results).RedrawAsync(ReportDocuments.Owns, ReportDocuments.Make(files, results, experiment)).ConfigureAwait(false);
            streams.Out.WriteLine($"{experiment.Figures.Length} figures. Report: {Path.Combine(results, ReportDocuments.ReportName)}");
            return ExitCode.Complete;
        });
        return command;
    }

    /// <summary>The file without a plan: files that it names need not be here any more.</summary>
    private static Experiment? Read(IFileSystem files, string name, TextWriter error)
    {
        if (!files.FileExists(name))
        {
            error.WriteLine($"{name}: there is no such file; give the experiment file with --experiment.");
            return null;
        }
        return ExperimentFile.Load(name, files.ReadAllBytes(name), [], Systems.Registry).Match(valid: e => e, invalid: errors => Project.Tell<Experiment>(errors, error));
    }
}
