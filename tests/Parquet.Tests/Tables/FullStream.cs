namespace Pipelines.Parquet.Tests.Tables;

/// <summary>A disk that is full after so many bytes.</summary>
internal sealed class FullStream(int capacity) : MemoryStream
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Length + buffer.Length > capacity ? throw new IOException("No space left on device") : base.WriteAsync(buffer, cancellationToken);
}
