using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Figures.Making;

/// <summary>The tables of one experiment's results, of which figures are a pure function.</summary>
internal interface IResultTables
{
    /// <summary>The columns of a table, those that name the point in front; null where there is no such table.</summary>
    TableSchema? Schema(string table);

    /// <summary>Some columns of a table, every row.</summary>
    Table Read(string table, IEnumerable<string> columns);
}
