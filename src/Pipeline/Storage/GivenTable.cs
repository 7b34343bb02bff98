using Pipelines.Model.Datasets.Given;

namespace Pipelines.Pipeline.Storage;

/// <summary>Numbers that users give in a file: Parquet (told by its first four bytes) or CSV.</summary>
public static class GivenTable
{
    /// <exception cref="InvalidDataException">The file is neither, is damaged, or holds something that is no number.</exception>
    public static NumericTable Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (!bytes.AsSpan().StartsWith("PAR1"u8)) return CsvText.Read(bytes);
        using var reader = new ParquetProcess();
        return reader.Read(bytes);
    }
}
