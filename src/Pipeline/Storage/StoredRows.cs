using System.Collections.Immutable;
using Pipelines.Stages.States;
using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>Where the values of a column lie in the bytes of a result.</summary>
/// <param name="Start">Position of the first, in bytes.</param>
/// <param name="Type">Their type.</param>
internal sealed record ColumnPlace(long Start, ColumnType Type);

/// <summary>The rows of a table in the form of <see cref="TableForm"/>, read where they lie: memory holds a piece of each column.</summary>
/// <param name="content">The bytes, which were hashed.</param>
/// <param name="columns">Where the columns are.</param>
/// <param name="rows">Number of values of each.</param>
internal sealed class StoredRows(StoredContent content, ImmutableArray<ColumnPlace> columns, int rows) : IStoredRows
{
    public int Rows => rows;

    public IEnumerable<ImmutableArray<Column>> Read(ImmutableArray<int> columns, int most)
    {
        var readers = columns.Select(Open).ToList();
        for (var left = rows; left > 0; left -= most) yield return [.. readers.Select(r => Next(r, Math.Min(left, most)))];
    }

    private (StateReader Reader, ColumnType Type) Open(int column) => (content.Reader(columns[column].Start), columns[column].Type);

    /// <summary>What cannot be read now was right when it was hashed: somebody writes into the file.</summary>
    private static Column Next((StateReader Reader, ColumnType Type) column, int count)
    {
        try
        {
            return TableForm.Read(column.Reader, column.Type, count);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new DamagedArtifactException("A stored result was changed while it was read.", exception);
        }
    }
}

/// <summary>The rows of several parts, one after the other.</summary>
internal sealed class JoinedRows(ImmutableArray<IStoredRows> parts) : IStoredRows
{
    public int Rows { get; } = parts.Sum(p => (long)p.Rows) is <= int.MaxValue and var rows
        ? (int)rows
        : throw new InvalidDataException($"A table has at most {int.MaxValue} rows: record fewer steps or neurons.");

    public IEnumerable<ImmutableArray<Column>> Read(ImmutableArray<int> columns, int most) => parts.SelectMany(p => p.Read(columns, most));
}
