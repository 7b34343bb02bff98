using System.Collections.Immutable;

namespace Pipelines.Stages.Tables;

/// <summary>Rows of a table that are too many to be held, and are read in pieces.</summary>
public interface IStoredRows
{
    int Rows { get; }

    /// <summary>Some columns, piece after piece.</summary>
    /// <param name="columns">Their positions in the schema.</param>
    /// <param name="most">Rows of a piece at most.</param>
    IEnumerable<ImmutableArray<Column>> Read(ImmutableArray<int> columns, int most);
}
