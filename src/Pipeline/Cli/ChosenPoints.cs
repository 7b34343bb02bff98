using System.Collections.Immutable;
using System.CommandLine.Parsing;
using Pipelines.Pipeline.Results;
using Pipelines.Pipeline.Storage;
using Pipelines.Stages;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Cli;

/// <summary>The points that <c>run --only</c> names by what became of them in the last run.</summary>
internal static class ChosenPoints
{
    private static readonly ImmutableArray<string> Words = ["failed", "diverged", "refused", PointStatus.Unfinished];

    private static readonly TableSchema Statuses = new(
        "points", "", [new("point", ColumnType.Integer, ""), new("status", ColumnType.Text, "")]);

    /// <summary>Refuses words that are no status.</summary>
    public static void Check(OptionResult result)
    {
        foreach (var unknown in result.Tokens.SelectMany(t => Split(t.Value)).Except(Words)) result.AddError($"'--only' takes {string.Join(", ", Words)}, not '{unknown}'.");
    }

    /// <summary>The points, by their index; null after an error, which was told. Their stored failures are forgotten, so that they run again.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="project">The experiment.</param>
    /// <param name="folder">Its results.</param>
    /// <param name="only">Statuses, separated by commas.</param>
    /// <param name="error">Where errors are told.</param>
    public static ImmutableHashSet<long>? Find(IFileSystem files, PlannedExperiment project, string folder, string only, TextWriter error)
    {
        var words = Split(only);
        var facts = Sources.Repeatable(project);
        if (Manifest.TryRead(files, folder) is not { } manifest || !manifest.Repeatable.SequenceEqual(new SortedDictionary<string, string>(facts, StringComparer.Ordinal)))
        {
            error.WriteLine($"{folder} holds no results of this very experiment, so nobody knows which points those are. Run it without --only.");
            return null;
        }
        var table = new SealedTables(files, folder, manifest).Read("points.parquet", Statuses);
        var (points, statuses) = (((Column.Integers)table.Columns[0]).Values, ((Column.Texts)table.Columns[1]).Values);
        ImmutableHashSet<long> chosen = [.. points.Where((_, i) => words.Contains(statuses[i]))];
        Forget(project, chosen);
        return chosen;
    }

    private static string[] Split(string only) => only.Split(',', StringSplitOptions.TrimEntries);

    private static void Forget(PlannedExperiment project, ImmutableHashSet<long> chosen)
    {
        var failed = project.PlanOf(p => chosen.Contains(p.Index)).Failures.Where(f => f.Value is not StageFailure.Blocked).Select(f => f.Key).ToHashSet();
        foreach (var record in project.Store.Records().Where(r => failed.Contains(r.Key))) project.Store.Drop(record.Place);
    }
}
