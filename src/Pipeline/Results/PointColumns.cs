using System.Collections.Immutable;
using Pipelines.Pipeline.Composition;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Results;

/// <summary>The columns that say which point a row belongs to: point, replicate and the swept parameters, in front of every result table.</summary>
internal sealed class PointColumns
{
    private readonly ImmutableArray<ColumnSchema> _schemas;

    /// <param name="swept">The swept settings by path.</param>
    /// <param name="taken">Names of the columns that come after these.</param>
    public PointColumns(ImmutableArray<ColumnSchema> swept, IEnumerable<string> taken)
    {
        var used = taken.Concat(["point", "replicate"]).ToHashSet(StringComparer.Ordinal);
        _schemas =
        [
            new("point", ColumnType.Integer, "Index of the point within the experiment."),
            new("replicate", ColumnType.Integer, "Index of the replicate."),
            .. swept.Select(s => s with { Name = ShortName(s.Name, swept, used) }),
        ];
    }

    /// <summary>The columns of every table that results from points.</summary>
    public TableSchema Before(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema with { Columns = [.. _schemas, .. schema.Columns] };
    }

    /// <summary>A point's own columns, of one row.</summary>
    public static ImmutableArray<Column> Of(PlannedPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return [new Column.Integers([point.Index]), new Column.Integers([point.Replicate]), .. point.Swept];
    }

    /// <summary>The last word of the path where that is unambiguous, the whole path with underscores where it is not.</summary>
    private static string ShortName(string path, ImmutableArray<ColumnSchema> swept, HashSet<string> used)
    {
        var last = LastWord(path);
        return swept.Count(s => LastWord(s.Name) == last) == 1 && !used.Contains(last) ? last : path.Replace('.', '_');
    }

    private static string LastWord(string path) => path[(path.LastIndexOf('.') + 1)..];
}
