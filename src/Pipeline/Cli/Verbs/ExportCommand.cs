using System.CommandLine;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;
using Pipelines.Pipeline.Storage.Files;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines export</c>: a table of a results folder for programs that do not read Parquet.</summary>
internal static class ExportCommand
{
    public static Verb Create(CommandContext context)
    {
        var folder = new Argument<string>("results") { Description = "Results folder of one experiment.", HelpName = "FOLDER" };
        var table = new Argument<string>("table") { Description = "Name of a table, as 'pipelines tables' lists them." };
        var csv = new Option<bool>("--csv") { Description = "Comma-separated values, with a line of names (default)." };
        var npy = new Option<bool>("--npy") { Description = "A NumPy array of records: numpy.load(FILE)['time'] is a column." };
        var npz = new Option<bool>("--npz")
        {
            Description = "A NumPy archive with a matrix of each column of a table with two times, such as kernels: [point, step, earlier step].",
        };
        var columns = new Option<string?>("--columns") { Description = "Only these columns, parted by commas.", HelpName = "names" };
        var file = new Option<string?>("--output", "-o") { Description = "The file; without it, CSV goes to standard output.", HelpName = "OUTPUT" };
        var verb = new Verb("export", "Write a table of a results folder as CSV or for NumPy.")
        {
            Examples =
            [
                new("for a spreadsheet", "pipelines export results/quickstart trajectory -o trajectory.csv"),
                new("two columns for a shell", "pipelines export results/quickstart points --columns point,status"),
                new("kernels as matrices for NumPy", "pipelines export results/fig1-left kernels --npz -o kernels.npz"),
            ],
        };
        verb.Arguments.Add(folder);
        verb.Arguments.Add(table);
        foreach (var option in (Option[])[csv, npy, npz, columns, file]) verb.Options.Add(option);
        verb.Validators.Add(result =>
        {
            var given = new[] { csv, npy, npz }.Where(o => result.GetResult(o) is { Implicit: false }).ToList();
            if (given.Count > 1)
                result.GetResult(given[1])!.AddError($"'{given[0].Name}' and '{given[1].Name}' contradict each other.\nsay one of them");
            else if (result.GetResult(file) is { Tokens: [{ Value: var path }] }
                && new[] { npy, npz }.FirstOrDefault(o => Path.GetExtension(path) == $".{o.Name[2..]}") is { } meant
                && given.FirstOrDefault() != meant)
            {
                result.GetResult(file)!.AddError($"'{path}' would be no NumPy file of that kind.\nsay '{meant.Name}', or name another file");
            }
            else if (given is [var one] && one != csv && result.GetResult(file) is null)
                result.GetResult(one)!.AddError($"'{one.Name}' writes bytes that no terminal shows.\nname a file: -o FILE");
        });
        verb.SetAction(parsed =>
        {
            var results = ResultsFolder.Open(parsed.GetRequiredValue(folder), context.Project);
            if (results.Unverified is { Length: > 0 } unverified) context.Notices.Report(unverified);
            var names = parsed.GetValue(columns)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
            var format = parsed.GetValue(npy) ? ExportFormat.Npy : parsed.GetValue(npz) ? ExportFormat.Npz : ExportFormat.Csv;
            if (parsed.GetValue(file) is { } path)
                AtomicFile.Write(context.Files, path, stream => results.Export(parsed.GetRequiredValue(table), format, stream, names));
            else results.ExportCsv(parsed.GetRequiredValue(table), context.Streams.Out, names);
            return ExitCode.Complete;
        });
        return verb;
    }
}
