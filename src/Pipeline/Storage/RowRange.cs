using Pipelines.Stages.Tables;

namespace Pipelines.Pipeline.Storage;

/// <summary>Some consecutive rows of a table.</summary>
internal readonly record struct RowRange(Table Table, int Start, int Rows);
