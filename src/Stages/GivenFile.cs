using Pipelines.Model.Datasets.Given;

namespace Pipelines.Stages;

/// <summary>A file that the experiment names: its content enters keys by digest, its bytes are read by the outermost ring when they are needed.</summary>
/// <param name="Path">As the experiment file writes it; not part of any key.</param>
/// <param name="Content">SHA-256 of the bytes; null when the file does not exist.</param>
/// <param name="Read">Reads the bytes.</param>
/// <param name="ReadTable">Reads the file as numbers under column names: Parquet or CSV, told apart by its first bytes.</param>
public sealed record GivenFile(string Path, Digest? Content, Func<ReadOnlyMemory<byte>> Read, Func<NumericTable> ReadTable)
{
    /// <summary>What is made of its numbers.</summary>
    /// <exception cref="InvalidDataException">They do not serve; the message begins with the path.</exception>
    public T Made<T>(Func<NumericTable, T> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        try
        {
            return make(ReadTable());
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{Path}: {exception.Message}", exception);
        }
    }
}
