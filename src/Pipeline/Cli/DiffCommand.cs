using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Pipelines.Pipeline.Experiments;
using Pipelines.Pipeline.Explanations;
using Pipelines.Pipeline.Explanations.Diffs;
using Pipelines.Pipeline.Figures.Making;
using Pipelines.Pipeline.Results;

namespace Pipelines.Pipeline.Cli;

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
            var (files, streams) = (context.Files, context.Streams);
            var (a, b) = (DiffSide.Open(context, parsed.GetRequiredValue(before)), DiffSide.Open(context, parsed.GetRequiredValue(after)));
            if (a is null || b is null) return ExitCode.Usage;
            if (parsed.GetValue(numbers) && (a.Folder is null || b.Folder is null))
            {
                streams.Error.WriteLine("There are no numbers in an experiment file; give two results folders.");
                return ExitCode.Usage;
            }
            var report = DiffReport.Of(files, a, b, new(parsed.GetValue(relative), parsed.GetValue(absolute)), parsed.GetValue(numbers));
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
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && double.IsFinite(number)) return number;
            result.AddError($"'{name}' takes a number of at least 0, not '{text}'.");
            return 0;
        },
    };

    private static void Write(TextWriter output, DiffReport report)
    {
        foreach (var line in Lines(report)) output.WriteLine(UnsafeCharacters.OnOneLine(line));
        output.WriteLine(report.Same ? $"The same{Compared(report)}." : $"Different{Compared(report)}.");
    }

    private static IEnumerable<string> Lines(DiffReport report)
    {
        foreach (var change in report.Settings) yield return $"setting  {change.Sentence}";
        foreach (var change in report.Versions) yield return $"version  {change.Sentence}";
        foreach (var table in report.Tables)
        {
            if (table.OnlyBefore + table.OnlyAfter > 0) yield return $"rows     {table.Table}: {table.Rows} in both, {table.OnlyBefore} only in the first, {table.OnlyAfter} only in the second";
            if (!table.ColumnsOnlyBefore.IsEmpty) yield return $"columns  {table.Table}: only in the first {string.Join(", ", table.ColumnsOnlyBefore)}";
            if (!table.ColumnsOnlyAfter.IsEmpty) yield return $"columns  {table.Table}: only in the second {string.Join(", ", table.ColumnsOnlyAfter)}";
            foreach (var column in table.Columns) yield return $"numbers  {Sentence(column)}";
        }
    }

    private static string Sentence(ColumnDifference column)
    {
        var largest = column is { Largest: { } distance, Relative: { } share } ? $"largest {Words.Number(distance)}, relative {Words.Number(share)}" : "first";
        return $"{column.Table}.{column.Column}: {column.Different} of {column.Rows} rows, {largest}: {column.Before} -> {column.After} at {column.Where}";
    }

    private static string Compared(DiffReport report) =>
        report.Tables.IsEmpty ? "" : string.Create(CultureInfo.InvariantCulture, $": {report.Tables.Length} tables, {report.Tables.Sum(t => (long)t.Rows)} rows compared");
}

/// <summary>One of the two things that are compared.</summary>
/// <param name="Folder">Folder of results; null for an experiment file.</param>
/// <param name="Experiment">The experiment; null where a folder does not tell it.</param>
/// <param name="Manifest">What the folder says about itself; null where there is none.</param>
internal sealed record DiffSide(string? Folder, ExperimentDefinition? Experiment, Manifest? Manifest)
{
    /// <summary>Reads what is there; errors go to standard error and the result is null.</summary>
    public static DiffSide? Open(CommandContext context, string path)
    {
        var (files, error) = (context.Files, context.Streams.Error);
        if (files.FileExists(path)) return PlannedExperiment.OrTell(Read(context, path, files.ReadAllBytes(path)), error) is { } experiment ? new(null, experiment, null) : null;
        if (!files.FileExists(Path.Combine(path, "points.parquet")))
        {
            error.WriteLine($"{path}: this is neither an experiment file nor a results folder (no points.parquet).");
            return null;
        }
        SealedTables.TellUnverified(files, path, error);
        var manifest = Manifest.TryRead(files, path);
        var recorded = manifest is null ? null : Sources.ExperimentOf(files, path, manifest);
        return new(path, recorded is null ? null : Read(context, path, recorded).Match<ExperimentDefinition?>(e => e, _ => null), manifest);
    }

    private static Checked<ExperimentDefinition> Read(CommandContext context, string name, byte[] text) =>
        ExperimentFile.Load(name, text, [], context.Systems.Registry);
}

/// <summary>What <c>diff --json</c> writes.</summary>
/// <param name="Same">Nothing differs.</param>
/// <param name="Settings">Settings, sweeps and checks.</param>
/// <param name="Versions">The tool and its stages.</param>
/// <param name="Tables">Every table that was compared.</param>
internal sealed record DiffReport(bool Same, ImmutableArray<Change> Settings, ImmutableArray<Change> Versions, ImmutableArray<TableDifference> Tables)
{
    public static DiffReport Of(Storage.IFileSystem files, DiffSide before, DiffSide after, Tolerance tolerance, bool numbersOnly)
    {
        ImmutableArray<Change> settings = !numbersOnly && before.Experiment is { } a && after.Experiment is { } b ? ExperimentComparison.Of(a, b) : [];
        ImmutableArray<Change> versions = !numbersOnly && before.Manifest is { } m && after.Manifest is { } n ? [.. VersionsOf(m, n)] : [];
        ImmutableArray<TableDifference> tables = before.Folder is { } x && after.Folder is { } y
            ? new ResultComparison(new ResultFiles(files, x), new ResultFiles(files, y), tolerance).Compare()
            : [];
        return new(settings.IsEmpty && versions.IsEmpty && tables.All(t => t.IsSame), settings, versions, tables);
    }

    private static IEnumerable<Change> VersionsOf(Manifest before, Manifest after) =>
        from name in (string[])["tool", Sources.Stages]
        let was = before.Repeatable.GetValueOrDefault(name, Change.Absent)
        let @is = after.Repeatable.GetValueOrDefault(name, Change.Absent)
        where was != @is
        select new Change(ChangeKind.Setting, name, was, @is);
}
