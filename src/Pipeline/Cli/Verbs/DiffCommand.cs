using System.CommandLine;
using System.Globalization;
using Pipelines.Pipeline.Cli.Output;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Runs;

namespace Pipelines.Pipeline.Cli.Verbs;

/// <summary><c>pipelines diff</c>: what differs between two results, or two experiments.</summary>
internal static class DiffCommand
{
    public static Verb Create(CommandContext context)
    {
        var before = new Argument<string>("before") { Description = "Results folder or experiment file.", HelpName = "FILE" };
        var after = new Argument<string>("after") { Description = "The other one.", HelpName = "FILE" };
        var relative = Number("--relative", "Largest difference of two equal numbers, relative to the larger one.");
        var absolute = Number("--absolute", "Largest difference of two equal numbers.");
        var numbers = new Option<bool>("--numbers") { Description = "Compare the tables alone: other settings and versions are no difference." };
        var json = JsonOutput.Option();
        var verb = new Verb("diff", "Compare two results folders or experiment files: settings, versions, and every number.")
        {
            Examples =
            [
                new("did the numbers change?", "pipelines diff results/quickstart /backup/results/quickstart"),
                new("within a tolerance, whatever settings and versions say", "pipelines diff results/a results/b --relative 1e-9 --numbers"),
                new("what is different about this experiment?", "pipelines diff pipelines/hinge/fig2a.yaml pipelines/hinge/fig2b.yaml"),
            ],
        };
        foreach (var argument in (Argument[])[before, after]) verb.Arguments.Add(argument);
        foreach (var option in (Option[])[relative, absolute, numbers, json]) verb.Options.Add(option);
        verb.SetAction(parsed =>
        {
            var streams = context.Streams;
            var report = DiffReport.Of(
                parsed.GetRequiredValue(before), parsed.GetRequiredValue(after), new(parsed.GetValue(relative), parsed.GetValue(absolute)),
                parsed.GetValue(numbers), context.Project, context.Notices);
            if (parsed.GetValue(json)) JsonOutput.Write(streams.Out, report);
            else Write(streams.Out, report);
            return report.Same ? ExitCode.Complete : ExitCode.CheckFailed;
        });
        return verb;
    }

    private static Option<double> Number(string name, string summary) => new(name)
    {
        Description = summary,
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 0,
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && double.IsFinite(number))
                return number;
            result.AddError($"'{name}' takes a number of at least 0, not '{text}'.");
            return 0;
        },
    };

    private static void Write(TextWriter output, DiffReport report)
    {
        foreach (var line in Lines(report)) output.WriteLine(UnsafeCharacters.OnOneLine(line));
        var shared = report.SameNumbers ? "; the same numbers where both have them" : "";
        output.WriteLine(report.Same ? $"The same{Compared(report)}." : $"Different{Compared(report)}{shared}.");
    }

    private static IEnumerable<string> Lines(DiffReport report)
    {
        foreach (var change in report.Settings) yield return $"setting  {change.Sentence}";
        foreach (var change in report.Versions) yield return $"version  {change.Sentence}";
        foreach (var table in report.Tables)
        {
            if (table.OnlyBefore + table.OnlyAfter > 0)
                yield return $"rows     {table.Table}: {table.Rows} in both, "
                    + $"{table.OnlyBefore} only in the first, {table.OnlyAfter} only in the second";
            if (!table.ColumnsOnlyBefore.IsEmpty)
                yield return $"columns  {table.Table}: only in the first {string.Join(", ", table.ColumnsOnlyBefore)}";
            if (!table.ColumnsOnlyAfter.IsEmpty)
                yield return $"columns  {table.Table}: only in the second {string.Join(", ", table.ColumnsOnlyAfter)}";
            foreach (var column in table.Columns) yield return $"numbers  {Sentence(column)}";
        }
    }

    private static string Sentence(ColumnDifference column)
    {
        var largest = column is { Largest: { } distance, Relative: { } share }
            ? $"largest {Words.Number(distance)}, relative {Words.Number(share)}"
            : "first";
        var change = $"{column.Before} -> {column.After} at {column.Where}";
        return $"{column.Table}.{column.Column}: {column.Different} of {column.Rows} rows, {largest}: {change}";
    }

    private static string Compared(DiffReport report) =>
        report.Tables.IsEmpty
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $": {report.Tables.Length} tables, {report.Tables.Sum(t => (long)t.Rows)} rows compared");
}
