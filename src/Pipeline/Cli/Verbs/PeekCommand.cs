using System.CommandLine;
using System.Globalization;
using Pipelines.Pipeline.Cli.Options;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Runs;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines peek</c>: what is finished of an experiment, while it runs and after it was stopped.</summary>
internal static class PeekCommand
{
    /// <summary>More points than these are counted.</summary>
    private const int MostRows = 40;

    public static Verb Create(CommandContext context)
    {
        var options = new ExperimentOptions();
        var table = new Option<string?>("--table")
        {
            Description = "Write the finished rows of this table as CSV, e.g. trajectory.",
            HelpName = "NAME",
        };
        var json = JsonOutput.Option();
        var verb = new Verb("peek", "Show what is finished of an experiment, while it runs and after it was stopped; runs nothing.")
        {
            Examples =
            [
                new("from another shell, or after Ctrl-C", "pipelines peek pipelines/quickstart.yaml"),
                new("the finished trajectories, for a plot", "pipelines peek pipelines/quickstart.yaml --table trajectory > so-far.csv"),
            ],
        };
        options.AddTo(verb);
        verb.Options.Add(table);
        verb.Options.Add(json);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(table) is not null && result.GetResult(json) is { Implicit: false } given)
                given.AddError($"'{json.Name}' and '{table.Name}', which writes CSV, contradict each other.\nsay one of them");
        });
        verb.SetAction(parsed =>
        {
            using var plan = options.Read(parsed, context).Required().Plan();
            var (finished, output) = (plan.Finished(), context.Streams.Out);
            foreach (var problem in finished.Damaged) context.Streams.Error.WriteLine($"{problem} The next run computes it again.");
            if (parsed.GetValue(table) is { } name) finished.WriteCsv(name, output);
            else if (parsed.GetValue(json))
            {
                JsonOutput.Write(output, new
                {
                    Experiment = plan.Experiment.Name,
                    finished.Points,
                    finished.Statuses,
                    finished.Tables,
                    finished.Damaged,
                    Verdicts = finished.Verdicts.Select(RunSummary.Report),
                });
            }
            else Write(output, finished);
            return ExitCode.Complete;
        });
        return verb;
    }

    private static void Write(TextWriter output, FinishedPart finished)
    {
        output.WriteLine($"{finished.Points} points: {string.Join(", ", finished.Statuses.Select(s => $"{s.Value} {s.Key}"))}");
        var points = finished.PointTable();
        var columns = points.Schema.Columns;
        int[] shown = [.. Enumerable.Range(0, columns.IndexOf(columns.First(c => c.Name == PointTable.Cause))),
            .. finished.Observables.Select(points.Schema.IndexOf).Where(i => i >= 0)];
        var words = points.Column<string>(PointTable.Status);
        var rows = Enumerable.Range(0, points.Rows).Where(r => words[r] is not PointTable.Unfinished).ToList();
        if (rows.Count > 0)
        {
            PlainTable.Write(
                output, [.. shown.Select(i => columns[i].Type == ColumnType.Text ? columns[i].Name : $"{columns[i].Name}:")],
                [.. rows.Take(MostRows).Select(r => shown.Select(i => Text(points.Columns[i], r)).ToList())]);
        }
        if (rows.Count > MostRows) output.WriteLine($"and {rows.Count - MostRows} more; '--table points' writes them all");
        RunSummary.WriteVerdicts(output, finished.Verdicts);
    }

    private static string Text(Column column, int row) => column.Match(
        integers: c => c.Values[row].ToString(CultureInfo.InvariantCulture),
        numbers: c => Words.Number(c.Values[row]),
        texts: c => c.Values[row],
        flags: c => c.Values[row] ? "true" : "false");
}
