using System.Runtime.InteropServices;

namespace Parquet.Compression;

/// <summary>A page body as a stream, for decompressors that want one.</summary>
internal static class BodyStream
{
    public static MemoryStream Of(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(body.ToArray(), writable: false);
}
