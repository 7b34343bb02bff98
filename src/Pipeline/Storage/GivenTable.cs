using Pipelines.Model.Inputs.Given;

namespace Pipelines.Pipeline.Storage;

/// <summary>Numbers that users give in a file: Parquet, NumPy, HDF5 or CSV, told apart by its first bytes; gzip around them is undone.</summary>
internal static class GivenTable
{
    /// <param name="file">The file.</param>
    /// <param name="member">The part of a file of arrays that is read; null for all of it.</param>
    /// <exception cref="InvalidDataException">The file is none of these, is damaged, or holds something that is no number.</exception>
    public static NumericTable Read(ReadOnlyMemory<byte> file, string? member = null)
    {
        var content = GivenFormat.Opened(file);
        return RowNumbers.Refused(
            GivenArrays.Are(content.Span) ? ArrayTable.Of(GivenArrays.Read(content, member))
            : member is not null ? throw new InvalidDataException($"There is no '{member}' in a file that is one table; name the file alone.")
            : GivenFormat.IsParquet(content.Span) ? ReadParquet(content)
            : CsvTable.Read(content));
    }

    private static NumericTable ReadParquet(ReadOnlyMemory<byte> content)
    {
        using var reader = new ParquetProcess();
        return reader.Read(content.ToArray());
    }
}
