namespace Parquet.Pages;

/// <summary>The stream being written, with its own count of bytes: it need not seek.</summary>
internal sealed class OutputFile(Stream stream)
{
    /// <summary>Bytes from the beginning of the file, which offsets in the footer count from.</summary>
    public long Position { get; set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        Position += bytes.Length;
    }

    public Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);
}
