using Parquet.Integrity;
using Parquet.Meta;
using Parquet.Schema;

namespace Parquet;

/// <summary>Reads a file: its schema and metadata at once, the columns of its row groups when asked for.</summary>
/// <remarks>
/// Holds one page at a time beyond what the caller provides. Checksums are verified wherever the file has them; files of this library
/// have them over every byte. One read at a time: readers of the same file share its stream.
/// </remarks>
public sealed class ParquetReader : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;

    private ParquetReader(Stream stream, bool leaveOpen, FileMetaData metadata, long footerStart)
    {
        _stream = stream;
        _leaveOpen = leaveOpen;
        Metadata = metadata;
        Schema = SchemaTree.FromElements(metadata.Schema);
        FooterStart = footerStart;
        FooterCheck.Validate(metadata, Schema, footerStart);
        CustomMetadata = KeyValue.ToDictionary(metadata.KeyValueMetadata);
        RowGroups = [.. metadata.RowGroups.Select(group => new ParquetRowGroupReader(stream, Schema, group))];
    }

    public ParquetSchema Schema { get; }

    public int RowGroupCount => RowGroups.Count;

    public IReadOnlyList<ParquetRowGroupReader> RowGroups { get; }

    /// <summary>Metadata entries of the file.</summary>
    public Dictionary<string, string> CustomMetadata { get; }

    public FileMetaData? Metadata { get; }

    internal long FooterStart { get; }

    /// <param name="input">A stream that can seek, holding the file from its position 0.</param>
    /// <param name="options">Has no effect on reading in this subset.</param>
    /// <param name="leaveStreamOpen">False closes the stream with the reader.</param>
    /// <param name="cancellationToken">Cancels the reading of the footer.</param>
    /// <exception cref="ParquetException">The file is damaged, cut off, or not Parquet.</exception>
    public static async Task<ParquetReader> CreateAsync(
        Stream input, ParquetOptions? options = null, bool leaveStreamOpen = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = options;
        var (metadata, start) = await Footer.ReadAsync(input, cancellationToken).ConfigureAwait(false);
        return new ParquetReader(input, leaveStreamOpen, metadata, start);
    }

    /// <inheritdoc cref="CreateAsync(Stream, ParquetOptions?, bool, CancellationToken)"/>
    public static async Task<ParquetReader> CreateAsync(
        string filePath, ParquetOptions? options = null, CancellationToken cancellationToken = default)
    {
        // Reading ahead is done by the page reader, in larger blocks.
        var stream = new FileStream(filePath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            return await CreateAsync(stream, options, leaveStreamOpen: false, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public static async Task<ParquetSchema> ReadSchemaAsync(Stream stream)
    {
        await using var reader = await CreateAsync(stream).ConfigureAwait(false);
        return reader.Schema;
    }

    public static async Task<ParquetSchema> ReadSchemaAsync(string filePath)
    {
        await using var reader = await CreateAsync(filePath).ConfigureAwait(false);
        return reader.Schema;
    }

    public ParquetRowGroupReader OpenRowGroupReader(int index) => RowGroups[index];

    public ValueTask DisposeAsync() => _leaveOpen ? ValueTask.CompletedTask : _stream.DisposeAsync();
}
